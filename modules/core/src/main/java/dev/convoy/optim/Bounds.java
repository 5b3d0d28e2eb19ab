package dev.convoy.optim;

/** Checks that also refuse NaN. */
final class Bounds {
  private Bounds() {}

  static void positive(String what, float value) {
    if (!(value > 0 && value < Float.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException(what + " " + value + " must be above 0 and finite");
    }
  }

  static void notNegative(String what, float value) {
    if (!(value >= 0 && value < Float.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException(what + " " + value + " must be at least 0 and finite");
    }
  }

  static void fraction(String what, float value) {
    if (!(value >= 0 && value < 1)) {
      throw new IllegalArgumentException(what + " " + value + " must be at least 0 and below 1");
    }
  }
}
