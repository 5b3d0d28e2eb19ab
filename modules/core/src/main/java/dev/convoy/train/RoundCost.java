package dev.convoy.train;

import dev.convoy.average.WireFormat;
import dev.convoy.cluster.Reduction;
import dev.convoy.cluster.Traffic;
import dev.convoy.worker.Contribution;
import dev.convoy.worker.WorkTime;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;

/**
 * What rounds cost. Of more than one round every component is the sum of theirs, minima, medians
 * and maxima included. {@code seconds = broadcast + work + reduce + driver}, all in seconds of wall
 * time.
 *
 * @param rounds how many
 * @param examples that workers went through
 * @param seconds from a round's beginning to the next parameters
 * @param computeMin of the worker that was done soonest, of those that had examples
 * @param computeMedian of the worker in the middle; of two, the mean
 * @param computeMax of the worker that took longest
 * @param work from the first worker's start to the last one's end in the process for which that is
 *     longest; more than {@code computeMax} if there are more workers than cores. Blocks that are
 *     not in memory, as in the first round, are read in this time
 * @param broadcast until the last worker had the parameters
 * @param reduce what is left of the job: scheduling, contributions on their way, their fold if it
 *     is on the executors
 * @param driver the fold if it is on the driver, the update of the parameters, checks
 * @param bytesOut of parameters, one vector for each process
 * @param bytesIn of contributions, and of their mean if it is made on the way
 */
public record RoundCost(
    int rounds,
    long examples,
    double seconds,
    double computeMin,
    double computeMedian,
    double computeMax,
    double work,
    double broadcast,
    double reduce,
    double driver,
    long bytesOut,
    long bytesIn) {
  private static final double NANOSECONDS = 1e9;

  /**
   * Of one round.
   *
   * @param wire the precision of contributions on their way
   * @param seconds what all of it took
   */
  static RoundCost of(Reduction reduction, WireFormat wire, double seconds) {
    List<Contribution> contributions = reduction.contributions();
    double[] compute =
        contributions.stream()
            .filter(c -> c.examples() + c.discarded() > 0)
            .mapToDouble(c -> (c.time().end() - c.time().received()) / NANOSECONDS)
            .sorted()
            .toArray();
    Span longest =
        contributions.stream()
            .collect(Collectors.groupingBy(c -> c.time().process()))
            .values()
            .stream()
            .map(Span::of)
            .max(Comparator.comparingDouble(Span::work))
            .orElse(new Span(0, 0));
    Traffic traffic = reduction.traffic();
    int last = compute.length - 1;
    return new RoundCost(
        1,
        contributions.stream().mapToLong(c -> c.examples() + c.discarded()).sum(),
        seconds,
        last < 0 ? 0 : compute[0],
        last < 0 ? 0 : (compute[last / 2] + compute[(last + 1) / 2]) / 2,
        last < 0 ? 0 : compute[last],
        longest.work(),
        traffic.broadcastSeconds() + longest.receive(),
        traffic.jobSeconds() - longest.receive() - longest.work(),
        seconds - traffic.broadcastSeconds() - traffic.jobSeconds(),
        traffic.bytesOut(),
        wire.bytes(traffic.bytesIn()) + traffic.bytesOfSums());
  }

  /** How long the workers of a process had to wait for parameters at most, and then worked. */
  private record Span(double receive, double work) {
    static Span of(List<Contribution> contributions) {
      List<WorkTime> times = contributions.stream().map(Contribution::time).toList();
      long start = times.stream().mapToLong(WorkTime::start).min().orElseThrow();
      long end = times.stream().mapToLong(WorkTime::end).max().orElseThrow();
      long receive = times.stream().mapToLong(t -> t.received() - t.start()).max().orElseThrow();
      return new Span(receive / NANOSECONDS, (end - start - receive) / NANOSECONDS);
    }
  }

  /** Of these rounds and others. */
  public RoundCost plus(RoundCost other) {
    return new RoundCost(
        rounds + other.rounds,
        examples + other.examples,
        seconds + other.seconds,
        computeMin + other.computeMin,
        computeMedian + other.computeMedian,
        computeMax + other.computeMax,
        work + other.work,
        broadcast + other.broadcast,
        reduce + other.reduce,
        driver + other.driver,
        bytesOut + other.bytesOut,
        bytesIn + other.bytesIn);
  }

  /** Training speed. */
  public double imagesPerSecond() {
    return examples / seconds;
  }
}
