package dev.convoy.train;

/**
 * Parameters that may become a run's result, beside those that are trained. Nobody writes to the
 * arrays.
 *
 * @param average of the parameters along the run; empty if there is none
 * @param best those of the best evaluation; empty if they are not asked for
 */
public record ModelSnapshots(float[] average, float[] best) {
  private static final float[] NOTHING = {};

  /** Nothing but the parameters that are trained. */
  public static final ModelSnapshots NONE = new ModelSnapshots(NOTHING, NOTHING);

  ModelSnapshots withAverage(float[] changed) {
    return new ModelSnapshots(changed, best);
  }

  ModelSnapshots withBest(float[] changed) {
    return new ModelSnapshots(average, changed);
  }

  /** What is evaluated: the average, if there is one. */
  float[] evaluated(float[] parameters) {
    return average.length > 0 ? average : parameters;
  }

  /** What a run that ends here results in: the best, if they are kept, or what is evaluated. */
  float[] result(float[] parameters) {
    return best.length > 0 ? best : evaluated(parameters);
  }
}
