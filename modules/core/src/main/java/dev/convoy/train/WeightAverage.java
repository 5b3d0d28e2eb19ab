package dev.convoy.train;

/**
 * An average of the parameters over a run, which is evaluated in their place and becomes the
 * result. The driver keeps it; it does not affect training. Running statistics are averaged like
 * any parameter.
 */
public sealed interface WeightAverage {
  /**
   * Returns the average after a round.
   *
   * @param average the previous average, read only; empty if there was none
   * @param parameters the parameters after the round, read only
   * @param steps number of steps in the round, for the worker with the most examples
   * @param stepsDone number of steps since the start of training
   */
  default float[] afterRound(float[] average, float[] parameters, int steps, long stepsDone) {
    return average;
  }

  /**
   * Returns the average after an epoch.
   *
   * @param average the previous average, read only; empty if there was none
   * @param parameters the parameters after the epoch, read only
   * @param epoch its number, from 1
   */
  default float[] afterEpoch(float[] average, float[] parameters, int epoch) {
    return average;
  }

  /** Whether an average is computed at all. */
  default boolean exists() {
    return true;
  }

  /** The text that {@link #parse} reads. */
  String text();

  /** No average. */
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
   * The exponential moving average of the parameters after each round. Weights decay by {@code
   * decay} with each step, so a round of k steps decays by decayᵏ. After n steps in all, the new
   * parameters get the weight (1 − decayᵏ) / (1 − decayⁿ). So the weights sum to 1 from the first
   * round on, and the initial parameters have weight 0.
   *
   * <p>Source: Polyak and Juditsky, 1992, with exponential weights; the correction is Adam's.
   *
   * @param decay decay of a step, above 0 and below 1
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
   * The mean of the parameters after each epoch, starting with epoch {@code from}.
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
   * Returns average + share · (parameters − average), computed in double and rounded once.
   * Unchanged values keep their bits, including the sign of a zero.
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
   * Reads {@code none}, {@code ema[:decay]} or {@code swa[:epoch]}. The default decay is 0.999 a
   * step; the default epoch is the one that completes three quarters of the run.
   *
   * @param epochs number of epochs of the run
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
