package dev.convoy.train;

import java.util.List;

/**
 * What it took to send parameters to the workers of a round and to get their contributions.
 *
 * @param broadcastSeconds until the parameters could be fetched
 * @param jobSeconds from then until everything was back on the driver
 * @param bytesOut of parameters: one vector for each process that worked
 * @param bytesIn of contributions, at 4 bytes a number
 * @param bytesOfMean of the mean of those that were folded elsewhere
 */
public record Traffic(
    double broadcastSeconds, double jobSeconds, long bytesOut, long bytesIn, long bytesOfMean) {
  /** Of what was not measured. */
  public static final Traffic NONE = new Traffic(0, 0, 0, 0, 0);

  /**
   * Of a round whose vectors came to the driver.
   *
   * @param parameters number of floats that went out
   * @param contributions what came back, values included
   */
  public static Traffic collected(
      double broadcastSeconds,
      double jobSeconds,
      int parameters,
      List<Contribution> contributions) {
    long floats = contributions.stream().mapToLong(c -> c.values().length).sum();
    return of(broadcastSeconds, jobSeconds, parameters, floats, 0, contributions);
  }

  /**
   * Of a round whose vectors were folded elsewhere.
   *
   * @param parameters number of floats that went out
   * @param length number of floats of a contribution that has any
   * @param contributions what came back, without values
   */
  public static Traffic folded(
      double broadcastSeconds,
      double jobSeconds,
      int parameters,
      int length,
      List<Contribution> contributions) {
    long vectors = contributions.stream().filter(c -> c.examples() > 0).count();
    long mean = vectors == 0 ? 0 : length;
    return of(broadcastSeconds, jobSeconds, parameters, vectors * length, mean, contributions);
  }

  private static Traffic of(
      double broadcastSeconds,
      double jobSeconds,
      int parameters,
      long floatsIn,
      long floatsOfMean,
      List<Contribution> contributions) {
    long processes = contributions.stream().map(c -> c.time().process()).distinct().count();
    return new Traffic(
        broadcastSeconds,
        jobSeconds,
        processes * parameters * Float.BYTES,
        floatsIn * Float.BYTES,
        floatsOfMean * Float.BYTES);
  }
}
