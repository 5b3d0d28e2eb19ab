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
 * The cost of one or more rounds. For several rounds every component is a sum, including minima,
 * medians and maxima. All times are wall-clock times in seconds.
 *
 * @param rounds number of rounds
 * @param examples number of examples that workers processed
 * @param seconds time from the start of a round to the next parameters
 * @param compute compute times of the workers
 * @param phases the seconds by phase
 * @param bytes number of bytes sent
 */
public record RoundCost(
    int rounds, long examples, double seconds, Compute compute, Phases phases, Bytes bytes) {
  private static final double NANOSECONDS = 1e9;

  /**
   * Compute times of the workers that had examples.
   *
   * @param min time of the fastest worker
   * @param median median time; with an even number of workers, the mean of the two in the middle
   * @param max time of the slowest worker
   */
  public record Compute(double min, double median, double max) {
    /** Takes times in ascending order. */
    private static Compute of(double[] times) {
      int last = times.length - 1;
      return last < 0
          ? new Compute(0, 0, 0)
          : new Compute(times[0], (times[last / 2] + times[(last + 1) / 2]) / 2, times[last]);
    }

    private Compute plus(Compute other) {
      return new Compute(min + other.min, median + other.median, max + other.max);
    }
  }

  /**
   * The seconds of a round by phase; the four phases add up to the total.
   *
   * @param broadcast time until the last worker had the parameters
   * @param work time from the first worker's start to the last worker's end, in the process where
   *     it is longest; more than {@link Compute#max()} if there are more workers than cores. It
   *     includes reading blocks that are not in memory, as in the first round
   * @param reduce the rest of the job: scheduling, transfer of contributions, and the fold if the
   *     executors do it
   * @param driver time on the driver: the fold if the driver does it, the parameter update, and
   *     checks
   */
  public record Phases(double broadcast, double work, double reduce, double driver) {
    private Phases plus(Phases other) {
      return new Phases(
          broadcast + other.broadcast,
          work + other.work,
          reduce + other.reduce,
          driver + other.driver);
    }
  }

  /**
   * Number of bytes sent in each direction.
   *
   * @param out bytes of parameters, one vector for each process
   * @param in bytes of contributions, and of their mean if the executors fold them
   */
  public record Bytes(long out, long in) {
    private Bytes plus(Bytes other) {
      return new Bytes(out + other.out, in + other.in);
    }
  }

  /**
   * The cost of one round.
   *
   * @param wire the precision in which contributions are sent
   * @param seconds total time of the round
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
    return new RoundCost(
        1,
        contributions.stream().mapToLong(c -> c.examples() + c.discarded()).sum(),
        seconds,
        Compute.of(compute),
        new Phases(
            traffic.broadcastSeconds() + longest.receive(),
            longest.work(),
            traffic.jobSeconds() - longest.receive() - longest.work(),
            seconds - traffic.broadcastSeconds() - traffic.jobSeconds()),
        new Bytes(traffic.bytesOut(), wire.bytes(traffic.bytesIn()) + traffic.bytesOfSums()));
  }

  /** The longest wait for parameters and the work time of the workers in one process. */
  private record Span(double receive, double work) {
    static Span of(List<Contribution> contributions) {
      List<WorkTime> times = contributions.stream().map(Contribution::time).toList();
      long start = times.stream().mapToLong(WorkTime::start).min().orElseThrow();
      long end = times.stream().mapToLong(WorkTime::end).max().orElseThrow();
      long receive = times.stream().mapToLong(t -> t.received() - t.start()).max().orElseThrow();
      return new Span(receive / NANOSECONDS, (end - start - receive) / NANOSECONDS);
    }
  }

  /** Adds the cost of other rounds. */
  public RoundCost plus(RoundCost other) {
    return new RoundCost(
        rounds + other.rounds,
        examples + other.examples,
        seconds + other.seconds,
        compute.plus(other.compute),
        phases.plus(other.phases),
        bytes.plus(other.bytes));
  }

  /** Training speed in images per second. */
  public double imagesPerSecond() {
    return examples / seconds;
  }
}
