package dev.convoy.spark.capacity;

import dev.convoy.average.Rounds;
import dev.convoy.average.Synchronization;
import dev.convoy.kernel.Kernels;
import dev.convoy.run.RunDefinition;
import dev.convoy.spark.command.output.Numbers;
import dev.convoy.spark.reduce.ReduceMode;
import dev.convoy.spark.settings.ClusterShape;
import dev.convoy.spark.settings.ClusterShape.Place;
import java.util.Locale;
import java.util.Optional;

/**
 * What a run will need, before it is started.
 *
 * @param sizes of what it holds and sends
 * @param shape the cluster
 * @param memory what it holds at once
 * @param rounds of an epoch
 * @param roundExamples of the worker that has most of them in a round
 */
public record RunPlan(
    RunSizes sizes, ClusterShape shape, MemoryEstimate memory, int rounds, long roundExamples) {
  private static final double PERCENT = 100;

  /** Synchronization above this share of a round is what to look at first. */
  private static final double MUCH = 0.5;

  /**
   * Estimates what a run needs.
   *
   * @throws IllegalArgumentException in one line if Spark would refuse it
   */
  public static RunPlan of(
      RunDefinition run, ReduceMode reduceMode, Kernels kernels, ClusterShape shape) {
    RunSizes sizes = RunSizes.of(run, reduceMode, kernels);
    MemoryEstimate memory = MemoryEstimate.of(sizes, shape);
    MemoryEstimate.requireAccepted(sizes, shape);
    int stepExamples = run.recipe().stepExamples();
    long share =
        (run.data().training().summary().size() + run.averaging().workers() - 1)
            / run.averaging().workers();
    int batches = batches(share, stepExamples);
    Synchronization synchronization = run.averaging().synchronization();
    Rounds cut = synchronization.rounds(batches);
    return new RunPlan(
        sizes, shape, memory, cut.count(), Math.min(share, (long) cut.length() * stepExamples));
  }

  private static int batches(long share, int stepExamples) {
    long batches = (share + stepExamples - 1) / stepExamples;
    if (batches > Integer.MAX_VALUE) {
      throw new IllegalArgumentException(
          "workers: "
              + batches
              + " steps of a worker in an epoch must be at most "
              + Integer.MAX_VALUE
              + "; give more --workers or a larger --batch-size");
    }
    return (int) batches;
  }

  /** Says in one line which process has too little memory by this estimate, if one has. */
  public Optional<String> shortage() {
    return memory.shortage(shape);
  }

  /** Bytes of parameters that go out in a round, to each executor once. */
  public long bytesOut() {
    return sizes.vectors().broadcast() * shape.executors().orElse(1);
  }

  /** Bytes of contributions or their sums, and of the mean if it is made on the way. */
  public long bytesIn() {
    int executors = shape.executors().orElse(sizes.workers());
    return sizes.sentBy(executors)
        + (sizes.vectors().shuffles() ? sizes.vectors().contribution() : 0);
  }

  /** How long a round takes if a core trains on so many images a second. */
  public TimeEstimate time(double imagesPerSecond, double bandwidth) {
    return TimeEstimate.of(sizes, shape, speeds(imagesPerSecond, bandwidth));
  }

  private TimeEstimate.Speeds speeds(double imagesPerSecond, double bandwidth) {
    return new TimeEstimate.Speeds(roundExamples, imagesPerSecond, bandwidth);
  }

  /** A line about memory and bytes. */
  public String memoryText() {
    String executors =
        memory.executor().isEmpty()
            ? ""
            : String.format(
                Locale.ROOT,
                ", each executor about %s of %s",
                Numbers.mega(memory.executorBytes()),
                Numbers.mega(shape.executorMemory()));
    return String.format(
        Locale.ROOT,
        "%s of parameters; the driver%s holds about %s of %s%s; a round sends %s out%s, %s back%s",
        Numbers.mega(sizes.vectors().parameters()),
        shape.place() == Place.DRIVER ? " with its workers" : "",
        Numbers.mega(memory.driverBytes()),
        Numbers.mega(shape.driverMemory()),
        executors,
        Numbers.mega(bytesOut()),
        shape.executors().isPresent() ? "" : " to each executor",
        Numbers.mega(bytesIn()),
        sizes.vectors().shuffles() ? " through a shuffle" : "");
  }

  /** A line about a round's time and whether other executors would change it. */
  public String timeText(double imagesPerSecond, double bandwidth) {
    TimeEstimate time = time(imagesPerSecond, bandwidth);
    return String.format(
        Locale.ROOT,
        "a round of %,d example(s) a worker takes about %.3g s at %,.0f images/s a core, %.0f %% of it"
            + " synchronization; %s",
        roundExamples,
        time.seconds(),
        imagesPerSecond,
        PERCENT * time.synchronizationShare(),
        advice(imagesPerSecond, bandwidth));
  }

  /** Whether more executors would help, or fewer do. */
  public String advice(double imagesPerSecond, double bandwidth) {
    TimeEstimate time = time(imagesPerSecond, bandwidth);
    int workers = sizes.workers();
    int slots = shape.slots();
    int enough = (workers + time.turns() - 1) / time.turns();
    StringBuilder text = new StringBuilder();
    if (slots < workers) {
      double faster =
          TimeEstimate.of(sizes, shape, speeds(imagesPerSecond, bandwidth), workers).seconds();
      text.append(
          String.format(
              Locale.ROOT,
              "%d workers take turns on %d core(s): executors with %d cores in all would make it"
                  + " about %.3g s",
              workers,
              slots,
              workers,
              faster));
    } else if (slots > workers) {
      text.append(
          String.format(
              Locale.ROOT,
              "%d of %d cores have no worker: more executors would not help",
              slots - workers,
              slots));
    } else {
      text.append("each core has a worker: more executors help only with more workers");
    }
    if (enough < slots) {
      text.append(String.format(Locale.ROOT, ", %d cores are as fast", enough));
    }
    if (time.synchronizationShare() > MUCH) {
      text.append("; longer rounds (--sync, --batch-size) would help more than executors");
    }
    return text.toString();
  }
}
