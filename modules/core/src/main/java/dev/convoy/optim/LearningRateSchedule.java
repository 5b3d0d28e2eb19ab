package dev.convoy.optim;

import java.io.Serializable;
import java.util.List;
import java.util.OptionalInt;
import java.util.stream.Collectors;

/**
 * The course of the learning rate over a run, as a factor that depends on the epochs done, and so
 * on the examples seen, and on nothing else. The momentum of an optimizer stays as it is.
 */
public sealed interface LearningRateSchedule extends Serializable {
  /**
   * What the rate is multiplied by.
   *
   * @param epochs how many were done before the step; a fraction within an epoch
   */
  double factor(double epochs);

  /** Whether it depends on the length of the run, which must then stay what it was. */
  default boolean dependsOnLength() {
    return false;
  }

  /** Epochs without a better evaluation after which the rate is lowered; empty if it never is. */
  default OptionalInt patience() {
    return OptionalInt.empty();
  }

  /** What the rate is multiplied by once it was lowered so often. */
  default double lowered(int times) {
    return 1;
  }

  /** The form users write. */
  String text();

  /** The optimizer's rate all the time. */
  record Constant() implements LearningRateSchedule {
    @Override
    public double factor(double epochs) {
      return 1;
    }

    @Override
    public String text() {
      return "constant";
    }
  }

  /**
   * A step down after each so many epochs.
   *
   * @param length epochs between two steps, above 0
   * @param factor of each step, above 0
   */
  record Steps(float length, float factor) implements LearningRateSchedule {
    /** Checks the bounds. */
    public Steps {
      Bounds.positive("schedule step: epochs", length);
      Bounds.positive("schedule step: factor", factor);
    }

    @Override
    public double factor(double epochs) {
      return StrictMath.pow(factor, Math.floor(epochs / length));
    }

    @Override
    public String text() {
      return "step:" + length + "," + factor;
    }
  }

  /**
   * A step down after each of these epochs.
   *
   * @param epochs growing, above 0
   * @param factor of each step, above 0
   */
  record Milestones(List<Float> epochs, float factor) implements LearningRateSchedule {
    /** Copies the list and checks the bounds. */
    public Milestones {
      epochs = List.copyOf(epochs);
      float before = 0;
      for (float epoch : epochs) {
        Bounds.positive("schedule milestones: epoch", epoch);
        if (epoch <= before) {
          throw new IllegalArgumentException(
              "schedule milestones: epoch " + epoch + " must be above " + before);
        }
        before = epoch;
      }
      Bounds.positive("schedule milestones: factor", factor);
    }

    @Override
    public double factor(double done) {
      return StrictMath.pow(factor, epochs.stream().filter(epoch -> epoch <= done).count());
    }

    @Override
    public String text() {
      String list = epochs.stream().map(String::valueOf).collect(Collectors.joining(","));
      return "milestones:" + list + "," + factor;
    }
  }

  /**
   * factor^epochs, a little less with each step.
   *
   * @param factor of an epoch, above 0
   */
  record Exponential(float factor) implements LearningRateSchedule {
    /** Checks the bounds. */
    public Exponential {
      Bounds.positive("schedule exponential: factor", factor);
    }

    @Override
    public double factor(double epochs) {
      return StrictMath.pow(factor, epochs);
    }

    @Override
    public String text() {
      return "exponential:" + factor;
    }
  }

  /**
   * Half a cosine from 1 to {@code end} over the whole run.
   *
   * <p>Source: Loshchilov and Hutter, SGDR: Stochastic Gradient Descent with Warm Restarts, 2017;
   * here without restarts.
   *
   * @param end the last factor, at least 0 and below 1
   * @param length epochs of the run
   */
  record Cosine(float end, int length) implements LearningRateSchedule {
    /** Checks the bounds. */
    public Cosine {
      Bounds.fraction("schedule cosine: end", end);
    }

    @Override
    public double factor(double epochs) {
      return between(1, end, epochs / length);
    }

    /** On half a cosine from one value to another; {@code done} is the share of the way. */
    private static double between(double from, double to, double done) {
      return to + (from - to) * (1 + StrictMath.cos(Math.PI * Math.min(1, done))) / 2;
    }

    @Override
    public boolean dependsOnLength() {
      return true;
    }

    @Override
    public String text() {
      return "cosine:" + end;
    }
  }

  /**
   * Up to the optimizer's rate along a line from a 25th of it, then down to a ten-thousandth along
   * half a cosine.
   *
   * <p>Source: Smith and Topin, Super-Convergence, 2018; here with the momentum unchanged.
   *
   * @param rise share of the run until the rate is reached, above 0 and below 1
   * @param length epochs of the run
   */
  record OneCycle(float rise, int length) implements LearningRateSchedule {
    private static final double START = 1.0 / 25;
    private static final double END = 1e-4;

    /** Checks the bounds. */
    public OneCycle {
      Bounds.positive("schedule one-cycle: rise", rise);
      Bounds.fraction("schedule one-cycle: rise", rise);
    }

    @Override
    public double factor(double epochs) {
      double peak = (double) rise * length;
      return epochs < peak
          ? START + (1 - START) * epochs / peak
          : Cosine.between(1, END, (epochs - peak) / (length - peak));
    }

    @Override
    public boolean dependsOnLength() {
      return true;
    }

    @Override
    public String text() {
      return "one-cycle:" + rise;
    }
  }

  /**
   * The optimizer's rate until evaluations get no better for some epochs in a row, then a part of
   * it, and so on. How often it was lowered is not known here: it is a part of the run's state.
   *
   * @param factor each time, above 0 and below 1
   * @param epochs without a better evaluation, at least 1
   */
  record Plateau(float factor, int epochs) implements LearningRateSchedule {
    /** Checks the bounds. */
    public Plateau {
      Bounds.positive("schedule plateau: factor", factor);
      Bounds.fraction("schedule plateau: factor", factor);
      if (epochs < 1) {
        throw new IllegalArgumentException(
            "schedule plateau: patience " + epochs + " must be at least 1");
      }
    }

    @Override
    public double factor(double done) {
      return 1;
    }

    @Override
    public OptionalInt patience() {
      return OptionalInt.of(epochs);
    }

    @Override
    public double lowered(int times) {
      return StrictMath.pow(factor, times);
    }

    @Override
    public String text() {
      return "plateau:" + factor + "," + epochs;
    }
  }
}
