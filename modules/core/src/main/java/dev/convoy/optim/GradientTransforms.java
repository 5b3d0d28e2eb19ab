package dev.convoy.optim;

import java.io.Serializable;

/**
 * Gradient clipping and weight penalties. The gradient of all trained parameters is first clipped
 * to a maximum norm. Then the gradients of two penalties are added, l1 · |p| and ½ · l2 · p² for
 * each weight, never for a bias or scale. Reported losses do not include the penalties.
 *
 * @param l1 factor of the L1 penalty, at least 0
 * @param l2 factor of the L2 penalty, at least 0
 * @param clipNorm the maximum norm of a gradient, above 0; infinite to disable clipping
 */
public record GradientTransforms(float l1, float l2, float clipNorm) implements Serializable {
  /** No clipping and no penalties. */
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

  /** Whether gradients are clipped. */
  public boolean clips() {
    return clipNorm < Float.POSITIVE_INFINITY;
  }

  /**
   * The factor that clips a gradient of this norm. A norm that is not finite gives 1, so that the
   * error is detected later.
   */
  float scale(double norm) {
    return norm > clipNorm && norm < Double.POSITIVE_INFINITY ? (float) (clipNorm / norm) : 1f;
  }

  /** Adds the penalties' gradients to the gradient of a range of weights. */
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
