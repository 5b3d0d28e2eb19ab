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
 * and maxima included. All times are in seconds of wall time.
 *
 * @param rounds how many
 * @param examples that workers went through
 * @param seconds from a round's beginning to the next parameters
 * @param compute how long workers took
 * @param phases what the seconds went into
 * @param bytes that were sent
 */
public record RoundCost(
    int rounds, long examples, double seconds, Compute compute, Phases phases, Bytes bytes) {
  private static final double NANOSECONDS = 1e9;

  /**
   * How long workers took, of those that had examples.
   *
   * @param min of the one that was done soonest
   * @param median of the one in the middle; of two, the mean
   * @param max of the one that took longest
   */
  public record Compute(double min, double median, double max) {
    /** From times in ascending order. */
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
   * What the seconds went into. The four add up to them.
   *
   * @param broadcast until the last worker had the parameters
   * @param work from the first worker's start to the last one's end in the process for which that
   *     is longest; more than {@link Compute#max()} if there are more workers than cores. Blocks
   *     that are not in memory, as in the first round, are read in this time
   * @param reduce what is left of the job: scheduling, contributions on their way, their fold if it
   *     is on the executors
   * @param driver the fold if it is on the driver, the update of the parameters, checks
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
   * What was sent.
   *
   * @param out of parameters, one vector for each process
   * @param in of contributions, and of their mean if it is made on the way
   */
  public record Bytes(long out, long in) {
    private Bytes plus(Bytes other) {
      return new Bytes(out + other.out, in + other.in);
    }
  }

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
        compute.plus(other.compute),
        phases.plus(other.phases),
        bytes.plus(other.bytes));
  }

  /** Training speed. */
  public double imagesPerSecond() {
    return examples / seconds;
  }
}
