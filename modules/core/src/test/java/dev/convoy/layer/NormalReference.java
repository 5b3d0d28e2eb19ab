package dev.convoy.layer;

/**
 * The standard normal distribution in double, to some thirteen digits however far from 0: a series
 * of positive terms near 0, a continued fraction beyond. Source: Abramowitz and Stegun, Handbook of
 * Mathematical Functions, 26.2.11 and 26.2.14.
 */
final class NormalReference {
  private static final double FAR = 2;
  private static final int TERMS = 60;

  private NormalReference() {}

  /** φ(x). */
  static double density(double x) {
    return StrictMath.exp(-x * x / 2) / StrictMath.sqrt(2 * StrictMath.PI);
  }

  /** Φ(x). */
  static double distribution(double x) {
    if (x < -FAR) {
      return density(x) * ratio(-x);
    }
    return x > FAR ? 1 - density(x) * ratio(x) : 0.5 + density(x) * series(x);
  }

  /** x + x³/3 + x⁵/(3·5) + … */
  private static double series(double x) {
    double sum = 0;
    double term = x;
    for (int n = 1; n < TERMS; n++) {
      sum += term;
      term *= x * x / (2 * n + 1);
    }
    return sum;
  }

  /** 1/(x + 1/(x + 2/(x + 3/(x + …)))), what lies beyond x by the density at x. */
  private static double ratio(double x) {
    double fraction = x;
    for (int n = TERMS; n > 0; n--) {
      fraction = x + n / fraction;
    }
    return 1 / fraction;
  }
}
