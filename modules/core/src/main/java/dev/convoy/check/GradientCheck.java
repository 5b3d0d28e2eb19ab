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
 * Compares a gradient with central differences (f(x + h) − f(x − h)) / 2h, slot by slot along
 * random directions in which every parameter of the slot moves by the same amount, up or down.
 *
 * <p>An error is relative to the root mean square of the derivatives along all directions of the
 * slot, so it estimates by how much of its length the gradient is off. A model computes in float:
 * with a small h the quotient is noise, with a large one it is off by curvature and by the kinks of
 * units that cross one (ReLU, max pooling). So four steps are tried, each a quarter of the one
 * before, and for each slot that one counts whose quotients changed least from the one before. How
 * much that was, and at least what a float of the loss's size is rounded by, is the resolution.
 * Kinks make some directions worse than others; the median decides.
 *
 * @param function what is checked
 * @param layout of its parameters
 * @param directions along which each slot is checked, at least 1
 * @param tolerance of the median error, above 0
 * @param seed of the directions
 */
public record GradientCheck(
    LossFunction function, ParameterLayout layout, int directions, double tolerance, long seed) {
  /** Along a direction the sum of a unit's inputs changes by about so much. */
  private static final double[] STEPS = {0x1p-7, 0x1p-9, 0x1p-11, 0x1p-13};

  /** What a float is rounded by at most, relative to it. */
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
   * Where to check: initial parameters, each moved a little. Biases that are exactly zero would put
   * units over empty parts of an image exactly at a kink.
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
   * @param parameters where
   * @param progress told the name of each slot before it is checked
   * @throws ArithmeticException if the loss or the gradient is not finite there, or the loss nearby
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
        // what is left of the step after rounding
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
