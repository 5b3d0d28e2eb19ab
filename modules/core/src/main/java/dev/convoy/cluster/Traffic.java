package dev.convoy.cluster;

import dev.convoy.worker.Contribution;
import java.util.Collection;
import java.util.List;
import java.util.stream.Collectors;

/**
 * The cost of sending parameters to the workers of a round and of receiving their contributions.
 *
 * @param broadcastSeconds time until the parameters could be fetched, in seconds
 * @param jobSeconds time from then until the driver had all results, in seconds
 * @param bytesOut bytes of parameters: one vector for each process that worked
 * @param bytesIn bytes of contributions that were sent whole, at 4 bytes a number
 * @param bytesOfSums bytes of partial results: sums of several contributions of a process, and the
 *     mean if it was folded away from the driver
 */
public record Traffic(
    double broadcastSeconds, double jobSeconds, long bytesOut, long bytesIn, long bytesOfSums) {
  /** Traffic that was not measured. */
  public static final Traffic NONE = new Traffic(0, 0, 0, 0, 0);

  /**
   * The traffic of a round whose vectors were sent to the driver.
   *
   * @param parameters number of floats sent to each process
   * @param contributions the contributions received, including values
   */
  public static Traffic collected(
      double broadcastSeconds,
      double jobSeconds,
      int parameters,
      List<Contribution> contributions) {
    long floats = contributions.stream().mapToLong(c -> c.values().length).sum();
    return of(broadcastSeconds, jobSeconds, parameters, floats * Float.BYTES, 0, contributions);
  }

  /**
   * The traffic of a round that was folded away from the driver: each process added up its own
   * vectors.
   *
   * @param length number of floats sent to each process, and in each contribution that is not empty
   * @param contributions the contributions received, without values
   */
  public static Traffic folded(
      double broadcastSeconds, double jobSeconds, int length, List<Contribution> contributions) {
    Collection<Long> vectors =
        contributions.stream()
            .filter(c -> c.examples() > 0)
            .collect(Collectors.groupingBy(c -> c.time().process(), Collectors.counting()))
            .values();
    long alone = vectors.stream().filter(count -> count == 1).count();
    long sums = vectors.size() - alone;
    long means = vectors.isEmpty() ? 0 : 1;
    return of(
        broadcastSeconds,
        jobSeconds,
        length,
        alone * length * Float.BYTES,
        (sums * Double.BYTES + means * Float.BYTES) * length,
        contributions);
  }

  private static Traffic of(
      double broadcastSeconds,
      double jobSeconds,
      int parameters,
      long bytesIn,
      long bytesOfSums,
      List<Contribution> contributions) {
    long processes = contributions.stream().map(c -> c.time().process()).distinct().count();
    return new Traffic(
        broadcastSeconds, jobSeconds, processes * parameters * Float.BYTES, bytesIn, bytesOfSums);
  }
}
