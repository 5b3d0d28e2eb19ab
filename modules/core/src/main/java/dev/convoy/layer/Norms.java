package dev.convoy.layer;

/** What layers that normalize share. */
final class Norms {
  /** What is added to a variance unless a model says otherwise. */
  static final float EPSILON = 1e-5f;

  private Norms() {}

  static void requireEpsilon(String layer, float epsilon) {
    if (!(epsilon > 0 && epsilon < Float.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException(
          layer + ": epsilon " + epsilon + " must be above 0 and finite");
    }
  }

  /** 1 / √(variance + epsilon). */
  static double inverseDeviation(double variance, float epsilon) {
    return 1 / Math.sqrt(variance + epsilon);
  }
}
