package dev.convoy.spark.capacity;

import dev.convoy.spark.command.output.Numbers;
import dev.convoy.spark.settings.ClusterShape;
import dev.convoy.spark.settings.ClusterShape.Place;
import dev.convoy.spark.settings.SparkMemory;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * What a run holds at once at most: bytes that are in use, without garbage. With a local master the
 * driver does an executor's work too, and {@code executor} is empty.
 *
 * @param driver what is on the driver
 * @param executor what is on the executor that has most to do
 */
public record MemoryEstimate(List<Item> driver, List<Item> executor) {
  /** Spark, Hadoop and Convoy themselves, without a model: measured after a full collection. */
  private static final long DRIVER_BASE = 33L << 20;

  private static final long EXECUTOR_BASE = 26L << 20;

  /** Threads of Spark's driver that fetch results at once, as Convoy sets them. */
  private static final int RESULT_THREADS = 2;

  /** A result is there twice in serialized form while it is sent or received. */
  private static final int SERIALIZED = 2;

  /**
   * One reason to hold so many bytes.
   *
   * @param mayBeOnDisk whether Spark keeps it on the disk where memory is short
   */
  public record Item(String what, long bytes, boolean mayBeOnDisk) {
    /** In memory. */
    Item(String what, long bytes) {
      this(what, bytes, false);
    }
  }

  public static MemoryEstimate of(RunSizes sizes, ClusterShape shape) {
    List<Item> driver = new ArrayList<>();
    driver.add(new Item("Spark itself", DRIVER_BASE));
    driver.add(new Item("parameters", sizes.vectors().parameters()));
    driver.add(new Item("state between rounds", sizes.driver().state()));
    driver.add(new Item("state to go back to", sizes.driver().saved()));
    driver.add(new Item("averages and best parameters", sizes.driver().candidates()));
    if (shape.place() == Place.DRIVER) {
      // Tasks see the driver's own parameters and results before they are sent.
      addWork(driver, sizes, shape);
      driver.add(new Item("broadcast", sizes.vectors().broadcast()));
      driver.add(new Item("contributions", collected(sizes, shape)));
      return new MemoryEstimate(withoutEmpty(driver), List.of());
    }
    // When contributions come, and the update makes new parameters while the mean is there.
    long results =
        Math.max(collected(sizes, shape), sizes.vectors().contribution() + sizes.driver().next());
    if (sizes.vectors().shuffles()) {
      // The parameters are let go of before the mean is made.
      driver.add(
          new Item("broadcast, then the mean", Math.max(sizes.vectors().broadcast(), results)));
    } else {
      // Spark lets go of the broadcast in its own time, when the update may have begun.
      driver.add(new Item("broadcast", sizes.vectors().broadcast()));
      driver.add(new Item("contributions", results));
    }
    List<Item> executor = new ArrayList<>();
    if (shape.isKnown()) {
      executor.add(new Item("Spark itself", EXECUTOR_BASE));
      executor.add(new Item("broadcast", 2 * sizes.vectors().broadcast()));
      addWork(executor, sizes, shape);
    }
    return new MemoryEstimate(withoutEmpty(driver), withoutEmpty(executor));
  }

  /** What tasks hold: examples, pooled replicas, and contributions. */
  private static void addWork(List<Item> items, RunSizes sizes, ClusterShape shape) {
    int executors = shape.executors().orElseThrow();
    int cores = shape.cores().orElseThrow();
    long workers = share(sizes.workers(), executors);
    long atOnce = Math.min(workers, cores);
    items.add(new Item("data", sizes.data() * workers / sizes.workers(), true));
    items.add(
        new Item("replicas", atOnce * (sizes.replicas().training() + sizes.replicas().test())));
    if (sizes.vectors().shuffles()) {
      // Sums take the room of the broadcast, which is let go of before.
      items.add(new Item("contributions being made", atOnce * sizes.vectors().contribution()));
      items.add(
          new Item("contributions", (workers - atOnce) * sizes.vectors().contribution(), true));
    } else {
      long held = (1 + SERIALIZED) * atOnce * sizes.vectors().contribution();
      items.add(new Item("contributions on their way", held));
    }
  }

  /** The most tasks of a stage that one of so many executors has to run. */
  private static long share(int tasks, int executors) {
    return (tasks + executors - 1) / executors;
  }

  /**
   * Contributions that come to the driver, those that arrive together still as bytes too; or the
   * mean that is put together as its ranges come.
   */
  private static long collected(RunSizes sizes, ClusterShape shape) {
    int atOnce = shape.isKnown() ? shape.slots() : RESULT_THREADS;
    long arriving = Math.min(sizes.workers(), Math.min(atOnce, RESULT_THREADS));
    long vectors = sizes.vectors().shuffles() ? 1 : sizes.workers() + SERIALIZED * arriving;
    return vectors * sizes.vectors().contribution();
  }

  private static List<Item> withoutEmpty(List<Item> items) {
    return items.stream().filter(item -> item.bytes() > 0).toList();
  }

  public long driverBytes() {
    return sum(driver);
  }

  public long executorBytes() {
    return sum(executor);
  }

  private static long sum(List<Item> items) {
    return items.stream().mapToLong(Item::bytes).sum();
  }

  /**
   * Refuses what Spark itself would refuse: too little memory to start, or results above its limit.
   *
   * @throws IllegalArgumentException in one line
   */
  static void requireAccepted(RunSizes sizes, ClusterShape shape) {
    long results =
        sizes.vectors().shuffles()
            ? sizes.vectors().contribution()
            : sizes.workers() * sizes.vectors().contribution();
    long most = shape.mostResultBytes();
    if (most > 0 && results > most) {
      throw new IllegalArgumentException(
          "spark.driver.maxResultSize "
              + Numbers.mega(most)
              + ": the results of a round are "
              + Numbers.mega(results)
              + "; raise it"
              + (sizes.vectors().shuffles()
                  ? ""
                  : " or let --reduce shuffle average on the executors"));
    }
    SparkMemory.require("driver-memory", shape.driverMemory());
    if (shape.place() != Place.DRIVER) {
      SparkMemory.require("executor-memory", shape.executorMemory());
    }
  }

  /** Says in one line which process has too little memory by this estimate, if one has. */
  Optional<String> shortage(ClusterShape shape) {
    return shortage("driver-memory", driver, shape.driverMemory())
        .or(() -> shortage("executor-memory", executor, shape.executorMemory()));
  }

  private static Optional<String> shortage(String what, List<Item> all, long available) {
    List<Item> items = all.stream().filter(item -> !item.mayBeOnDisk()).toList();
    long needed = sum(items);
    if (needed <= available) {
      return Optional.empty();
    }
    Item largest = items.stream().max(Comparator.comparingLong(Item::bytes)).orElseThrow();
    return Optional.of(
        what
            + " "
            + Numbers.mega(available)
            + ": the run needs at least "
            + Numbers.mega(needed)
            + " at once, most of it for "
            + largest.what()
            + " ("
            + Numbers.mega(largest.bytes())
            + ")");
  }
}
