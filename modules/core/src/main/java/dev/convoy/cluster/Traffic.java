package dev.convoy.cluster;

import dev.convoy.worker.Contribution;
import java.util.Collection;
import java.util.List;
import java.util.stream.Collectors;

/**
 * What it took to send parameters to the workers of a round and to get their contributions.
 *
 * @param broadcastSeconds until the parameters could be fetched
 * @param jobSeconds from then until everything was back on the driver
 * @param bytesOut of parameters: one vector for each process that worked
 * @param bytesIn of contributions that were sent as they are, at 4 bytes a number
 * @param bytesOfSums of what was added up before it was sent: sums of several contributions of a
 *     process, and the mean of those that were folded elsewhere
 */
public record Traffic(
    double broadcastSeconds, double jobSeconds, long bytesOut, long bytesIn, long bytesOfSums) {
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
    return of(broadcastSeconds, jobSeconds, parameters, floats * Float.BYTES, 0, contributions);
  }

  /**
   * Of a round whose vectors were folded elsewhere: each process added up its own.
   *
   * @param length number of floats that went out, and of a contribution that has any
   * @param contributions what came back, without values
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
