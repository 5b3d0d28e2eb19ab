package dev.convoy.train;

import java.util.Locale;

/** What happens when a worker's loss or vector is no longer finite. */
public enum OnNan {
  /** The run fails. */
  FAIL,
  /** The worker's contribution is left out of the round, as if it had no examples. */
  SKIP,
  /** Training goes back to the last checkpoint, with half the learning rate. */
  ROLLBACK;

  /** The policy of this name, in lower case. */
  public static OnNan named(String name) {
    for (OnNan policy : values()) {
      if (policy.toString().equals(name)) {
        return policy;
      }
    }
    throw new IllegalArgumentException("on-nan '" + name + "' must be fail, skip or rollback");
  }

  /** The name that users write. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
