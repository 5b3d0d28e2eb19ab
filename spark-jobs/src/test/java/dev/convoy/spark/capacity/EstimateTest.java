package dev.convoy.spark.capacity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.convoy.spark.settings.ClusterShape;
import dev.convoy.spark.settings.ClusterShape.Place;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The estimates follow the sizes: what grows makes them grow, by as much as it is held. */
class EstimateTest {
  private static final long MEGA = 1 << 20;
  private static final long PARAMETERS = 100 * MEGA;

  private static RunSizes sizes(int workers, boolean shuffles) {
    return new RunSizes(
        workers,
        80 * MEGA,
        new RunSizes.Vectors(PARAMETERS, PARAMETERS, PARAMETERS, PARAMETERS, shuffles),
        new RunSizes.Driver(PARAMETERS, 0, 0, 0),
        new RunSizes.Replicas(3 * PARAMETERS, 10 * MEGA));
  }

  /** Sizes of nothing but contributions. */
  private static RunSizes vectors(int workers, long contribution, long sent) {
    return new RunSizes(
        workers,
        0,
        new RunSizes.Vectors(0, 0, contribution, sent, contribution > 0),
        new RunSizes.Driver(0, 0, 0, 0),
        new RunSizes.Replicas(0, 0));
  }

  private static ClusterShape shape(Place place, int executors, int cores, long memory) {
    return new ClusterShape(
        place, OptionalInt.of(executors), OptionalInt.of(cores), memory, memory, 1 << 30);
  }

  private static MemoryEstimate memory(int workers, boolean shuffles, int executors, int cores) {
    return MemoryEstimate.of(
        sizes(workers, shuffles), shape(Place.CLUSTER, executors, cores, MEGA));
  }

  @Test
  void aDriverThatCollectsHoldsAVectorOfEachWorker() {
    long four = memory(4, false, 2, 1).driverBytes();
    long eight = memory(8, false, 2, 1).driverBytes();

    assertThat(eight - four).isEqualTo(4 * PARAMETERS);
    assertThat(eight).isBetween(1_500 * MEGA, 1_700 * MEGA);
  }

  @Test
  void aDriverThatLetsOthersFoldHoldsTheSameWhateverTheNumberOfWorkers() {
    assertThat(memory(8, true, 2, 1).driverBytes())
        .isEqualTo(memory(64, true, 2, 1).driverBytes())
        .isBetween(300 * MEGA, 400 * MEGA);
  }

  @Test
  void anExecutorHoldsAReplicaForEachWorkerThatItRunsAtOnce() {
    long one = memory(8, true, 2, 1).executorBytes();

    assertThat(memory(8, true, 2, 3).executorBytes() - one)
        .isEqualTo(2 * (3 * PARAMETERS + 10 * MEGA));
    // four workers are all there are
    assertThat(memory(8, true, 2, 9).executorBytes())
        .isEqualTo(memory(8, true, 2, 4).executorBytes());
  }

  @ParameterizedTest
  @CsvSource({"8, 2, 1, 10, 30", "8, 2, 3, 30, 10", "8, 2, 9, 40, 0", "64, 1, 4, 40, 600"})
  void anExecutorKeepsContributionsInMemoryOrOnDisk(
      int workers, int executors, int cores, int being, int made) {
    RunSizes sizes = vectors(workers, 10, 10);

    MemoryEstimate estimate =
        MemoryEstimate.of(sizes, shape(Place.CLUSTER, executors, cores, MEGA));

    assertThat(estimate.executor())
        .contains(new MemoryEstimate.Item("contributions being made", being));
    assertThat(estimate.executor().contains(new MemoryEstimate.Item("contributions", made, true)))
        .isEqualTo(made > 0);
  }

  @ParameterizedTest
  @CsvSource({"8, 1, 20", "8, 2, 40", "8, 4, 80", "8, 5, 74", "8, 8, 56", "8, 20, 56", "1, 9, 7"})
  void executorsWithSeveralWorkersSendSums(int workers, int executors, int bytes) {
    RunSizes sizes = vectors(workers, 10, 7);

    assertThat(sizes.sentBy(executors)).isEqualTo(bytes);
  }

  @Test
  void moreExecutorsShareTheData() {
    assertThat(memory(8, false, 2, 1).executorBytes() - memory(8, false, 8, 1).executorBytes())
        .isEqualTo(80 * MEGA / 2 - 80 * MEGA / 8);
  }

  @Test
  void whatWouldFitIsNoShortageAndDataAndContributionsMayGoToTheDisk() {
    MemoryEstimate estimate = memory(8, true, 2, 1);
    long needed = estimate.executorBytes() - 80 * MEGA / 2 - 3 * PARAMETERS;

    assertThat(estimate.shortage(shape(Place.CLUSTER, 2, 1, needed))).isEmpty();
    assertThat(estimate.shortage(shape(Place.CLUSTER, 2, 1, needed - 1)).orElseThrow())
        .matches(
            "executor-memory [0-9]+ MB: the run needs at least [0-9]+ MB at once, most of it for"
                + " replicas \\(310 MB\\)");
  }

  @Test
  void resultsBeyondSparksLimitAreRefused() {
    RunSizes sizes = sizes(11, false);
    ClusterShape large = shape(Place.CLUSTER, 2, 1, 64L << 30);

    assertThatThrownBy(() -> MemoryEstimate.requireAccepted(sizes, large))
        .hasMessage(
            "spark.driver.maxResultSize 1,024 MB: the results of a round are 1,100 MB; raise it or"
                + " let --reduce shuffle average on the executors");
  }

  @ParameterizedTest
  @CsvSource({"1, 8", "2, 4", "3, 3", "4, 2", "7, 2", "8, 1", "9, 1"})
  void workersTakeTurnsOnCores(int slots, int turns) {
    TimeEstimate.Speeds speeds = new TimeEstimate.Speeds(1000, 500, 1e30);
    RunSizes sizes = vectors(8, 0, 0);

    TimeEstimate time = TimeEstimate.of(sizes, shape(Place.CLUSTER, slots, 1, MEGA), speeds);

    assertThat(time.turns()).isEqualTo(turns);
    assertThat(time.compute()).isCloseTo(2.0 * turns, within(1e-9));
    assertThat(time.synchronizationShare()).isBetween(0.0, 0.1);
  }

  @Test
  void vectorsTakeTimeOnTheMachineThatHasMostOfThem() {
    // collected on one machine: a broadcast written and read by two; eight written and read
    assertThat(TimeEstimate.machineBytes(sizes(8, false), shape(Place.MACHINE, 2, 1, MEGA)))
        .isEqualTo((1 + 2 + 8 + 8) * PARAMETERS);
    // shuffled between four: each reads the broadcast, writes and reads a sum, in double precision
    assertThat(TimeEstimate.machineBytes(sizes(8, true), shape(Place.CLUSTER, 4, 1, MEGA)))
        .isEqualTo((1 + 1 + 2 + 2 + 2) * PARAMETERS);
    // in the driver's process nobody reads the broadcast
    assertThat(TimeEstimate.machineBytes(sizes(2, false), shape(Place.DRIVER, 1, 2, MEGA)))
        .isEqualTo((1 + 2 + 2) * PARAMETERS);
  }
}
