package dev.convoy.augment;

import dev.convoy.random.CounterRandom;
import java.io.Serializable;

/**
 * Mixes each image of a batch, and its target, with another. The shares are drawn from Beta(alpha,
 * alpha). The example itself gets the larger share, so each example of a batch is the larger part
 * exactly once.
 *
 * <p>Source: Zhang et al., mixup: Beyond Empirical Risk Minimization, 2017.
 *
 * @param alpha at least 0 and finite; 0 mixes nothing, 1 makes all shares equally likely
 */
public record Mixup(float alpha) implements Serializable {
  static final String NAME = "mixup";
  private static final double UNIT = 0x1p-53;

  /** Checks alpha. */
  public Mixup {
    if (!(alpha >= 0 && alpha < Float.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException(
          "augment mixup: alpha " + alpha + " must be at least 0 and finite");
    }
  }

  /** No mixup. */
  public static Mixup none() {
    return new Mixup(0f);
  }

  /** Whether images are mixed. */
  public boolean isActive() {
    return alpha > 0;
  }

  /** The text that {@link Augmentations#parse} reads. */
  String text() {
    return NAME + ":" + alpha;
  }

  /**
   * Draws the share of the larger part, in ½ … 1.
   *
   * <p>Source: Devroye, Random variate generation in one line of code, 1996: with U and V uniform
   * and q = (U^(−1/alpha) − 1) · cos²(2πV), the symmetric beta distribution is that of ½ ± ½ √(q /
   * (1 + q)).
   *
   * @param key key of the example
   */
  public float share(long key) {
    if (!isActive()) {
      return 1f;
    }
    double u = ((CounterRandom.bits(key, 0) >>> 11) + 1) * UNIT;
    double v = (CounterRandom.bits(key, 1) >>> 11) * UNIT;
    double cosine = StrictMath.cos(2 * Math.PI * v);
    // Computes the power from a logarithm, because StrictMath.pow allocates arrays.
    double q = (StrictMath.exp(-StrictMath.log(u) / alpha) - 1) * (cosine * cosine);
    // In this form an infinite q gives 1, not NaN.
    return (float) (0.5 + 0.5 * Math.sqrt(1 / (1 + 1 / q)));
  }
}
