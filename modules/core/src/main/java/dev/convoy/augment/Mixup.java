package dev.convoy.augment;

import dev.convoy.random.CounterRandom;
import java.io.Serializable;

/**
 * Each image of a batch, and its target, is mixed with another. The larger share is drawn from the
 * distribution Beta(alpha, alpha), as that of the example itself, so that each example of a batch
 * is once the larger part.
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

  /** Images stay apart. */
  public static Mixup none() {
    return new Mixup(0f);
  }

  /** Whether it does anything. */
  public boolean isActive() {
    return alpha > 0;
  }

  /** The form users write. */
  String text() {
    return NAME + ":" + alpha;
  }

  /**
   * The share of the larger part, in ½ … 1.
   *
   * <p>Source: Devroye, Random variate generation in one line of code, 1996: with U and V uniform
   * and q = (U^(−1/alpha) − 1) · cos²(2πV), the symmetric beta distribution is that of ½ ± ½ √(q /
   * (1 + q)).
   *
   * @param key of the example
   */
  public float share(long key) {
    if (!isActive()) {
      return 1f;
    }
    double u = ((CounterRandom.bits(key, 0) >>> 11) + 1) * UNIT;
    double v = (CounterRandom.bits(key, 1) >>> 11) * UNIT;
    double cosine = StrictMath.cos(2 * Math.PI * v);
    // The power by its logarithm, because StrictMath.pow allocates arrays.
    double q = (StrictMath.exp(-StrictMath.log(u) / alpha) - 1) * (cosine * cosine);
    // Written so that an infinite q is 1 and no NaN.
    return (float) (0.5 + 0.5 * Math.sqrt(1 / (1 + 1 / q)));
  }
}
