package dev.convoy.train;

/**
 * Parameters that may become a run's result in place of the trained ones. The arrays are read-only.
 *
 * @param average the weight average over the run; empty if there is none
 * @param best the parameters of the best evaluation; empty if they are not kept
 */
public record ModelSnapshots(float[] average, float[] best) {
  private static final float[] NOTHING = {};

  /** No snapshots: the trained parameters become the result. */
  public static final ModelSnapshots NONE = new ModelSnapshots(NOTHING, NOTHING);

  ModelSnapshots withAverage(float[] changed) {
    return new ModelSnapshots(changed, best);
  }

  ModelSnapshots withBest(float[] changed) {
    return new ModelSnapshots(average, changed);
  }

  /** The parameters to evaluate: the average if there is one, else the given ones. */
  float[] evaluated(float[] parameters) {
    return average.length > 0 ? average : parameters;
  }

  /**
   * The result if the run ends now: the best parameters if they are kept, else the evaluated ones.
   */
  float[] result(float[] parameters) {
    return best.length > 0 ? best : evaluated(parameters);
  }
}
