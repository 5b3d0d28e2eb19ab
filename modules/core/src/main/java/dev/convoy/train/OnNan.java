package dev.convoy.train;

import java.util.Locale;

/** How training handles a worker's loss or vector that is not finite. */
public enum OnNan {
  /** The run fails. */
  FAIL,
  /** The worker's contribution is left out of the round, like that of a worker without examples. */
  SKIP,
  /** Training returns to the last checkpoint and halves the learning rate. */
  ROLLBACK;

  /** Returns the policy of this name, in lower case. */
  public static OnNan named(String name) {
    for (OnNan policy : values()) {
      if (policy.toString().equals(name)) {
        return policy;
      }
    }
    throw new IllegalArgumentException("on-nan '" + name + "' must be fail, skip or rollback");
  }

  /** The name in options and files, in lower case. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
