package dev.convoy.optim;

import java.io.Serializable;
import java.util.List;
import java.util.OptionalInt;
import java.util.stream.Collectors;

/**
 * A learning-rate schedule: a factor that depends only on the number of completed epochs, and so on
 * the number of examples seen. It does not change the optimizer's momentum.
 */
public sealed interface LearningRateSchedule extends Serializable {
  /**
   * The factor of the learning rate.
   *
   * @param epochs number of epochs before the step, fractional within an epoch
   */
  double factor(double epochs);

  /** Whether the factor depends on the length of the run, which then must not change on resume. */
  default boolean dependsOnLength() {
    return false;
  }

  /** Number of epochs without improvement after which the rate is reduced; empty if it never is. */
  default OptionalInt patience() {
    return OptionalInt.empty();
  }

  /** The factor of the rate after it was reduced this many times. */
  default double lowered(int times) {
    return 1;
  }

  /** The text that {@link LearningRateSchedules#parse} reads. */
  String text();

  /** A constant rate. */
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
   * Multiplies the rate by a factor every {@code length} epochs.
   *
   * @param length number of epochs between two steps, above 0
   * @param factor factor of each step, above 0
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
   * Multiplies the rate by a factor after each of the given epochs.
   *
   * @param epochs increasing, above 0
   * @param factor factor of each step, above 0
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
   * Exponential decay: the factor is factor^epochs and changes with each step.
   *
   * @param factor factor of each epoch, above 0
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
   * Cosine decay from 1 to {@code end} over the whole run.
   *
   * <p>Source: Loshchilov and Hutter, SGDR: Stochastic Gradient Descent with Warm Restarts, 2017;
   * here without restarts.
   *
   * @param end the final factor, at least 0 and below 1
   * @param length number of epochs of the run
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

    /**
     * Interpolates from one value to another along half a cosine; {@code done} is the progress,
     * from 0 to 1.
     */
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
   * The one-cycle schedule: the rate rises linearly from 1/25 of the optimizer's rate to the full
   * rate, then falls to 1/10,000 along half a cosine.
   *
   * <p>Source: Smith and Topin, Super-Convergence, 2018; here with unchanged momentum.
   *
   * @param rise share of the run in which the rate rises, above 0 and below 1
   * @param length number of epochs of the run
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
   * Reduces the rate whenever evaluations have not improved for some epochs in a row. The number of
   * reductions is part of the run's state, not of the schedule.
   *
   * @param factor factor of each reduction, above 0 and below 1
   * @param epochs number of epochs without improvement, at least 1
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
