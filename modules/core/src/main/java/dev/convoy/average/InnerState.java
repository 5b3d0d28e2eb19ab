package dev.convoy.average;

import java.util.Locale;

/** What becomes of the optimizer's state on the workers from one round to the next. */
public enum InnerState {
  /** It starts each round at zero. */
  RESET,
  /** It travels with the parameters and is averaged like them. */
  AVERAGE;

  /** The one of this name, in lower case. */
  public static InnerState named(String name) {
    for (InnerState state : values()) {
      if (state.toString().equals(name)) {
        return state;
      }
    }
    throw new IllegalArgumentException("inner-state '" + name + "' must be reset or average");
  }

  /** The name that users write. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
