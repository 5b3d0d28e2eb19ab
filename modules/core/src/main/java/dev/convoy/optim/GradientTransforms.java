package dev.convoy.optim;

import java.io.Serializable;

/**
 * What keeps steps and weights small. The gradient is first scaled down to a norm, over all that is
 * trained; then the gradients of two penalties are added to it, l1 · |p| and ½ · l2 · p² of each
 * weight, never of a bias or scale. Losses that are reported are without penalties.
 *
 * @param l1 at least 0
 * @param l2 at least 0
 * @param clipNorm the largest norm of a gradient, above 0; infinite to leave gradients alone
 */
public record GradientTransforms(float l1, float l2, float clipNorm) implements Serializable {
  /** Nothing of the kind. */
  public static final GradientTransforms NONE =
      new GradientTransforms(0, 0, Float.POSITIVE_INFINITY);

  /** Checks the bounds. */
  public GradientTransforms {
    Bounds.notNegative("l1", l1);
    Bounds.notNegative("l2", l2);
    if (!(clipNorm > 0)) {
      throw new IllegalArgumentException("clip-norm " + clipNorm + " must be above 0");
    }
  }

  /** Whether a gradient can be too long. */
  public boolean clips() {
    return clipNorm < Float.POSITIVE_INFINITY;
  }

  /** What a gradient of this norm is multiplied by; one that is not finite is left to be found. */
  float scale(double norm) {
    return norm > clipNorm && norm < Double.POSITIVE_INFINITY ? (float) (clipNorm / norm) : 1f;
  }

  /** Adds the penalties' gradients to that of a range of weights. */
  void add(float[] parameters, float[] gradient, int from, int to) {
    if (l1 > 0) {
      for (int i = from; i < to; i++) {
        gradient[i] = Math.fma(l1, Math.signum(parameters[i]), gradient[i]);
      }
    }
    if (l2 > 0) {
      for (int i = from; i < to; i++) {
        gradient[i] = Math.fma(l2, parameters[i], gradient[i]);
      }
    }
  }
}
