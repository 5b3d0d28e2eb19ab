package dev.convoy.check;

import dev.convoy.layer.ParameterSpec.Weight;
import dev.convoy.model.Initializer;
import dev.convoy.model.ParameterLayout;
import dev.convoy.model.Slot;
import dev.convoy.random.CounterRandom;
import dev.convoy.random.RandomStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;

/**
 * Compares a gradient with central differences (f(x + h) − f(x − h)) / 2h. It checks slot by slot,
 * along random directions in which every parameter of the slot moves by the same amount, up or
 * down.
 *
 * <p>An error is relative to the root mean square of the derivatives along all directions of the
 * slot, so it estimates the relative error of the gradient. A model computes in float: with a small
 * h the quotient is noise; with a large h it has errors from curvature and from kinks (ReLU, max
 * pooling). So four steps are tried, each a quarter of the previous one. Each slot uses the step
 * whose quotients changed least from the previous step. This change is the resolution, but at least
 * the rounding error of a float of the loss's size. Kinks affect some directions more than others,
 * so the median decides.
 *
 * @param function the loss and the gradient to check
 * @param layout the layout of the parameters
 * @param directions number of directions for each slot, at least 1
 * @param tolerance maximum median error, above 0
 * @param seed seed of the directions
 */
public record GradientCheck(
    LossFunction function, ParameterLayout layout, int directions, double tolerance, long seed) {
  /** Approximate changes of the sum of a unit's inputs along a direction. */
  private static final double[] STEPS = {0x1p-7, 0x1p-9, 0x1p-11, 0x1p-13};

  /** Maximum relative rounding error of a float. */
  private static final double HALF_UNIT = 0x1p-24;

  private static final float LARGEST_JITTER = 0.02f;

  /** Checks the numbers. */
  public GradientCheck {
    if (directions < 1) {
      throw new IllegalArgumentException("directions " + directions + " must be at least 1");
    }
    if (!(tolerance > 0 && tolerance < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException("tolerance " + tolerance + " must be above 0 and finite");
    }
  }

  /**
   * The parameters to check at: initial parameters, each moved a little. With biases of exactly
   * zero, units over empty parts of an image would be exactly at a kink.
   */
  public static float[] start(ParameterLayout layout, Initializer initializer, long seed) {
    float[] parameters = initializer.initialize(layout, seed);
    long key = RandomStream.CHECK_JITTER.key(seed);
    for (int i = 0; i < parameters.length; i++) {
      parameters[i] += LARGEST_JITTER * (2 * CounterRandom.uniform(key, i) - 1);
    }
    return parameters;
  }

  /**
   * Checks every slot.
   *
   * @param parameters the parameters to check at
   * @param progress receives the name of each slot before it is checked
   * @throws ArithmeticException if the loss or the gradient is not finite at the parameters, or the
   *     loss near them
   */
  public GradientReport run(float[] parameters, Consumer<String> progress) {
    double rounding = finiteLoss(parameters) * HALF_UNIT;
    float[] gradient = function.gradient(parameters);
    List<SlotCheck> checks = new ArrayList<>();
    for (Slot slot : layout.slots().stream().filter(slot -> slot.spec().isTrained()).toList()) {
      progress.accept(slot.name());
      requireFinite(slot, gradient);
      checks.add(check(slot, parameters, gradient, rounding));
    }
    return new GradientReport(checks);
  }

  private SlotCheck check(Slot slot, float[] parameters, float[] gradient, double rounding) {
    Derivatives before = derivatives(slot, parameters, gradient, STEPS[0]);
    double leastChange = Double.POSITIVE_INFINITY;
    double resolution = leastChange;
    double[] errors = {};
    for (int i = 1; i < STEPS.length; i++) {
      Derivatives derivatives = derivatives(slot, parameters, gradient, STEPS[i]);
      double change = derivatives.changeFrom(before);
      if (change < leastChange) {
        leastChange = change;
        resolution = Math.max(change, rounding / STEPS[i] / derivatives.scale());
        errors = derivatives.errors();
      }
      before = derivatives;
    }
    Arrays.sort(errors);
    double median = errors[errors.length / 2];
    double largest = errors[errors.length - 1];
    return SlotCheck.of(slot.name(), slot.size(), median, largest, resolution, tolerance);
  }

  private Derivatives derivatives(Slot slot, float[] parameters, float[] gradient, double step) {
    double[] quotients = new double[directions];
    double[] claimed = new double[directions];
    double move = step / Math.sqrt(summed(slot));
    for (int k = 0; k < directions; k++) {
      long key = RandomStream.CHECK_DIRECTION.key(seed, k);
      float[] above = parameters.clone();
      float[] below = parameters.clone();
      for (int i = slot.offset(); i < slot.end(); i++) {
        double moved = CounterRandom.bits(key, i) < 0 ? -move : move;
        above[i] = (float) (parameters[i] + moved);
        below[i] = (float) (parameters[i] - moved);
        // Use the actual step, after rounding.
        claimed[k] += gradient[i] * ((double) above[i] - below[i]) / (2 * step);
      }
      quotients[k] = (finiteLoss(above) - finiteLoss(below)) / (2 * step);
    }
    return new Derivatives(quotients, claimed);
  }

  /** Number of parameters of the slot that one unit sums over. */
  private static int summed(Slot slot) {
    return slot.spec().role() instanceof Weight weight ? weight.fanIn() : 1;
  }

  private double finiteLoss(float[] parameters) {
    double loss = function.loss(parameters);
    if (!Double.isFinite(loss)) {
      throw new ArithmeticException("gradient check: the loss is " + loss);
    }
    return loss;
  }

  private static void requireFinite(Slot slot, float[] gradient) {
    for (int i = slot.offset(); i < slot.end(); i++) {
      if (!Float.isFinite(gradient[i])) {
        throw new ArithmeticException(
            "gradient check: the gradient of " + slot.name() + " has " + gradient[i]);
      }
    }
  }
}
