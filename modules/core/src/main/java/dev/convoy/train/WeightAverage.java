package dev.convoy.train;

/**
 * An average of the parameters along a run, which is evaluated in their place and becomes its
 * result. The driver keeps it; training does not know of it. Running statistics are averaged like
 * any parameter.
 */
public sealed interface WeightAverage {
  /**
   * The average after a round.
   *
   * @param average that before it, read only; empty if there was none
   * @param parameters those after the round, read only
   * @param steps that the round took, of the worker with the most examples
   * @param stepsDone that training has taken since its beginning
   */
  default float[] afterRound(float[] average, float[] parameters, int steps, long stepsDone) {
    return average;
  }

  /**
   * The average after an epoch.
   *
   * @param average that before it, read only; empty if there was none
   * @param parameters those after the epoch, read only
   * @param epoch its number, from 1
   */
  default float[] afterEpoch(float[] average, float[] parameters, int epoch) {
    return average;
  }

  /** Whether there ever is one. */
  default boolean exists() {
    return true;
  }

  /** The form users write. */
  String text();

  /** There is no average. */
  record None() implements WeightAverage {
    @Override
    public boolean exists() {
      return false;
    }

    @Override
    public String text() {
      return "none";
    }
  }

  /**
   * The mean of the parameters after each round, with weights that fall by {@code decay} with each
   * step since. A round of k steps decays by decayᵏ. The weights sum to 1 from the first round on,
   * for what is added has the share (1 − decayᵏ) / (1 − decayⁿ) after n steps in all; so the
   * parameters at the start have none.
   *
   * <p>Source: Polyak and Juditsky, 1992, with exponential weights; the correction is Adam's.
   *
   * @param decay of a step, above 0 and below 1
   */
  record Ema(double decay) implements WeightAverage {
    /** Checks the bounds. */
    public Ema {
      if (!(decay > 0 && decay < 1)) {
        throw new IllegalArgumentException(
            "average ema: decay " + decay + " must be above 0 and below 1");
      }
    }

    @Override
    public float[] afterRound(float[] average, float[] parameters, int steps, long stepsDone) {
      double share = (1 - StrictMath.pow(decay, steps)) / (1 - StrictMath.pow(decay, stepsDone));
      return mixed(average, parameters, share);
    }

    @Override
    public String text() {
      return "ema:" + decay;
    }
  }

  /**
   * The mean of the parameters after each epoch from one on.
   *
   * <p>Source: Izmailov et al., Averaging Weights Leads to Wider Optima and Better Generalization,
   * 2018.
   *
   * @param from the first epoch, at least 1
   */
  record Swa(int from) implements WeightAverage {
    /** Checks the bound. */
    public Swa {
      if (from < 1) {
        throw new IllegalArgumentException("average swa: epoch " + from + " must be at least 1");
      }
    }

    @Override
    public float[] afterEpoch(float[] average, float[] parameters, int epoch) {
      return epoch < from ? average : mixed(average, parameters, 1.0 / (epoch - from + 1));
    }

    @Override
    public String text() {
      return "swa:" + from;
    }
  }

  /**
   * average + share · (parameters − average) in double, rounded once; what does not change keeps
   * its bits, the sign of a zero too.
   */
  private static float[] mixed(float[] average, float[] parameters, double share) {
    if (average.length == 0) {
      return parameters;
    }
    float[] next = new float[parameters.length];
    for (int i = 0; i < next.length; i++) {
      double change = (double) parameters[i] - average[i];
      next[i] = change == 0 ? parameters[i] : (float) (average[i] + share * change);
    }
    return next;
  }

  /**
   * Reads {@code none}, {@code ema[:decay]} or {@code swa[:epoch]}. What is left out is a decay of
   * 0.999 a step, and the epoch with which three quarters of the run are done.
   *
   * @param epochs of the run
   */
  static WeightAverage parse(String text, int epochs) {
    String[] parts = text.split(":", 2);
    try {
      switch (parts[0]) {
        case "none" -> {
          if (parts.length == 1) {
            return new None();
          }
        }
        case "ema" -> {
          return new Ema(parts.length == 1 ? 0.999 : Double.parseDouble(parts[1]));
        }
        case "swa" -> {
          int from = parts.length == 1 ? (3 * epochs + 3) / 4 : Integer.parseInt(parts[1]);
          if (from < 1 || from > epochs) {
            throw new IllegalArgumentException(
                "average swa: epoch " + from + " must be from 1 to " + epochs);
          }
          return new Swa(from);
        }
        default -> throw malformed(text, null);
      }
    } catch (NumberFormatException e) {
      throw malformed(text, e);
    }
    throw malformed(text, null);
  }

  private static IllegalArgumentException malformed(String text, NumberFormatException cause) {
    return new IllegalArgumentException(
        "average '" + text + "' must be none, ema[:decay] or swa[:epoch], such as ema:0.999",
        cause);
  }
}
