package dev.convoy.layer;

import static org.assertj.core.api.Assertions.assertThat;

/** Arithmetic in double that checks of gradients share. */
public final class Numbers {
  private Numbers() {}

  /** ⟨a, b⟩. */
  public static double dot(float[] a, float[] b) {
    double sum = 0;
    for (int i = 0; i < a.length; i++) {
      sum += (double) a[i] * b[i];
    }
    return sum;
  }

  /** Σ |aᵢ · bᵢ|: what rounding errors of {@link #dot} are measured against. */
  public static double magnitude(float[] a, float[] b) {
    double sum = 0;
    for (int i = 0; i < a.length; i++) {
      sum += Math.abs((double) a[i] * b[i]);
    }
    return sum;
  }

  /** a + scale · b. */
  public static float[] moved(float[] a, float scale, float[] b) {
    float[] sum = new float[a.length];
    for (int i = 0; i < a.length; i++) {
      sum[i] = a[i] + scale * b[i];
    }
    return sum;
  }

  /** a − b, as it was rounded. */
  public static float[] difference(float[] a, float[] b) {
    return moved(a, -1, b);
  }

  /** Whether two numbers agree relative to a magnitude. */
  public static void assertAgree(
      String what, double actual, double expected, double magnitude, double tolerance) {
    assertThat(Math.abs(actual - expected))
        .as("%s: %s against %s at magnitude %s", what, actual, expected, magnitude)
        .isLessThanOrEqualTo(tolerance * magnitude);
  }
}
