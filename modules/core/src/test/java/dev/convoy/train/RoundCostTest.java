package dev.convoy.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.convoy.average.WireFormat;
import dev.convoy.cluster.InProcessCluster;
import dev.convoy.cluster.Reduction;
import dev.convoy.cluster.Traffic;
import dev.convoy.worker.Contribution;
import dev.convoy.worker.WorkTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

/** What a round cost is told from when its workers worked. */
class RoundCostTest {
  private static final Offset<Double> EXACT = within(1e-9);

  /** A worker of a process; times in seconds by its clock. */
  private static Contribution worker(
      String process, double start, double received, double end, int examples) {
    return new Contribution(new float[examples == 0 ? 0 : 10], examples, 1, 0)
        .timed(new WorkTime(process, nanos(start), nanos(received), nanos(end)));
  }

  private static long nanos(double seconds) {
    return Math.round(seconds * 1e9);
  }

  private static RoundCost cost(
      List<Contribution> contributions, double broadcast, double job, double seconds) {
    Traffic traffic = Traffic.collected(broadcast, job, 10, contributions);
    return RoundCost.of(Reduction.of(contributions).with(traffic), WireFormat.FLOAT32, seconds);
  }

  @Test
  void partsAddUpToTheRoundWhateverTheClocksOfProcessesShow() {
    // Two executors of one core; the first has two workers, one after the other.
    List<Contribution> contributions =
        List.of(
            worker("a", 1000, 1000.5, 1002.5, 64),
            worker("b", -7, -6.75, -3.75, 64),
            worker("a", 1002.5, 1002.5, 1005.5, 64));

    RoundCost cost = cost(contributions, 0.25, 6, 6.75);

    assertThat(cost.compute().min()).isCloseTo(2, EXACT);
    assertThat(cost.compute().median()).isCloseTo(3, EXACT);
    assertThat(cost.compute().max()).isCloseTo(3, EXACT);
    assertThat(cost.phases().work()).isCloseTo(5, EXACT);
    assertThat(cost.phases().broadcast()).isCloseTo(0.75, EXACT);
    assertThat(cost.phases().reduce()).isCloseTo(0.5, EXACT);
    assertThat(cost.phases().driver()).isCloseTo(0.5, EXACT);
    assertThat(cost.seconds()).isEqualTo(6.75);
    assertThat(cost.examples()).isEqualTo(192);
    assertThat(cost.bytes().out()).isEqualTo(2 * 10 * 4);
    assertThat(cost.bytes().in()).isEqualTo(3 * 10 * 4);
  }

  @Test
  void workersWithoutExamplesAreNotTheFastest() {
    List<Contribution> contributions =
        List.of(
            worker("a", 0, 0, 2, 8), worker("a", 2, 2, 2.001, 0), worker("a", 2.001, 2.001, 3, 4));

    RoundCost cost = cost(contributions, 0, 3, 3);

    assertThat(cost.compute().min()).isCloseTo(0.999, EXACT);
    assertThat(cost.compute().median()).isCloseTo(1.4995, EXACT);
    assertThat(cost.compute().max()).isCloseTo(2, EXACT);
    assertThat(cost.bytes().in()).isEqualTo(2 * 10 * 4);
  }

  @Test
  void aFoldOnTheExecutorsSendsSumsAndTheMean() {
    List<Contribution> contributions =
        List.of(
            worker("a", 0, 0, 2, 8),
            worker("b", 0, 0, 1, 0),
            worker("c", 0, 0, 1, 8),
            worker("c", 0, 0, 1, 8),
            worker("c", 0, 0, 1, 8));

    Traffic traffic = Traffic.folded(0, 3, 10, contributions);

    assertThat(traffic.bytesOut()).isEqualTo(3 * 10 * 4);
    assertThat(traffic.bytesIn()).isEqualTo(10 * 4);
    assertThat(traffic.bytesOfSums()).isEqualTo(10 * 8 + 10 * 4);
    Traffic idle = Traffic.folded(0, 3, 10, contributions.subList(1, 2));
    assertThat(idle.bytesIn() + idle.bytesOfSums()).isZero();
  }

  @Test
  void everyRoundOfATrainingIsTold() {
    TinyRun run = TinyRun.standard().withWorkers(3).withSync("steps:1");
    List<String> told = new ArrayList<>();
    List<RoundCost> costs = new ArrayList<>();
    TrainingListener listener =
        new TrainingListener() {
          @Override
          public void roundEnded(int epoch, int round, int rounds, RoundCost cost) {
            told.add(epoch + " " + round + "/" + rounds);
            costs.add(cost);
          }

          @Override
          public void epochEnded(TrainingState state, EpochMetrics metrics) {
            told.add("ended " + state.epoch());
          }
        };
    try (InProcessCluster cluster = run.cluster()) {
      Trainer trainer = run.trainer(cluster, listener);
      trainer.train(trainer.start(TinyRun.initializer()), 2);
    }

    assertThat(told)
        .containsExactly(
            "1 1/3", "1 2/3", "1 3/3", "ended 1", "2 1/3", "2 2/3", "2 3/3", "ended 2");
    long bytes = 4L * run.parametersAfter(0).length;
    RoundCost sum = costs.stream().reduce(RoundCost::plus).orElseThrow();
    assertThat(sum.rounds()).isEqualTo(6);
    assertThat(sum.examples()).isEqualTo(240);
    assertThat(sum.bytes().out()).isEqualTo(6 * bytes);
    assertThat(sum.bytes().in()).isEqualTo(6 * 3 * bytes);
    assertThat(costs)
        .allSatisfy(
            cost -> {
              assertThat(cost.compute().min())
                  .isPositive()
                  .isLessThanOrEqualTo(cost.compute().median());
              assertThat(cost.compute().median()).isLessThanOrEqualTo(cost.compute().max());
              assertThat(cost.compute().max()).isLessThanOrEqualTo(cost.phases().work());
              assertThat(cost.phases().broadcast()).isNotNegative();
              assertThat(cost.phases().reduce()).isNotNegative();
              assertThat(cost.phases().driver()).isNotNegative();
              assertThat(
                      cost.phases().broadcast()
                          + cost.phases().work()
                          + cost.phases().reduce()
                          + cost.phases().driver())
                  .isCloseTo(cost.seconds(), EXACT);
            });
  }

  @Test
  void aRoundInWhichNobodyHadExamplesCostsNoCompute() {
    Reduction nobody = new Reduction(List.of(Contribution.none()), Optional.empty());

    RoundCost cost = RoundCost.of(nobody, WireFormat.FLOAT32, 1);

    assertThat(cost.compute().max()).isZero();
    assertThat(cost.phases().driver()).isEqualTo(1);
  }
}
