package dev.convoy.average;

import java.util.Locale;

/** How the workers' optimizer state carries over from one round to the next. */
public enum InnerState {
  /** The state starts each round at zero. */
  RESET,
  /** The state is sent and averaged together with the parameters. */
  AVERAGE;

  /** Returns the constant of this name, in lower case. */
  public static InnerState named(String name) {
    for (InnerState state : values()) {
      if (state.toString().equals(name)) {
        return state;
      }
    }
    throw new IllegalArgumentException("inner-state '" + name + "' must be reset or average");
  }

  /** The name in options and files, in lower case. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
