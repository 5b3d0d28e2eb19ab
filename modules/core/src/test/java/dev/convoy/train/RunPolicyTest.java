package dev.convoy.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.convoy.cluster.Cluster;
import dev.convoy.cluster.Split;
import dev.convoy.worker.Contribution;
import dev.convoy.worker.Task;
import dev.convoy.worker.TrainingFailedException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntPredicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** When a run saves and stops, and what it does with numbers that are not finite. */
class RunPolicyTest {
  /** Five rounds an epoch. */
  private static final TinyRun RUN =
      TinyRun.standard().withExamples(160).withWorkers(2).withSync("steps:1");

  /** What a listener was told. */
  private static final class Told implements TrainingListener {
    private final List<String> events = new ArrayList<>();
    private final List<TrainingState> saved = new ArrayList<>();
    private final List<EpochMetrics> metrics = new ArrayList<>();

    @Override
    public void roundStarted(int epoch, int round, int rounds) {
      events.add("round " + epoch + "." + round);
    }

    @Override
    public void checkpointDue(TrainingState state) {
      events.add("checkpoint " + state.text());
      saved.add(state);
    }

    @Override
    public void epochEnded(TrainingState state, EpochMetrics epoch) {
      events.add("ended " + epoch.epoch());
      saved.add(state);
      metrics.add(epoch);
    }

    @Override
    public void warned(String message) {
      events.add(message);
    }

    private List<String> but(String prefix) {
      return events.stream().filter(event -> !event.startsWith(prefix)).toList();
    }
  }

  /** Breaks what one worker contributes to chosen runs of a task, counted from 1. */
  private record Breaking(Cluster cluster, int worker, IntPredicate broken, int[] calls)
      implements Cluster {
    Breaking(Cluster cluster, int worker, IntPredicate broken) {
      this(cluster, worker, broken, new int[1]);
    }

    @Override
    public int workers() {
      return cluster.workers();
    }

    @Override
    public <R> List<R> run(String what, Split split, float[] parameters, Task<R> task) {
      List<R> results = new ArrayList<>(cluster.run(what, split, parameters, task));
      if (broken.test(++calls[0])) {
        breakResults(results);
      }
      return results;
    }

    @SuppressWarnings("unchecked")
    private <R> void breakResults(List<R> results) {
      for (int i = 0; i < results.size(); i++) {
        if (worker < 0 || i == worker) {
          long examples = ((Contribution) results.get(i)).examples();
          results.set(i, (R) Contribution.discarded(examples, Double.NaN));
        }
      }
    }

    @Override
    public void close() {
      cluster.close();
    }
  }

  private static TrainingState train(
      TinyRun run,
      Told told,
      RunPolicy policy,
      TrainingState from,
      int worker,
      IntPredicate broken) {
    try (Cluster cluster = new Breaking(run.cluster(), worker, broken)) {
      return run.trainer(cluster, told, policy).train(from, 2);
    }
  }

  private static TrainingState start() {
    return RUN.train(0).get(0);
  }

  @Test
  void checkpointsAreDueAfterSoManyRoundsOfAnEpochAndAtItsEnd() {
    Told told = new Told();
    train(RUN, told, new RunPolicy(2, OnNan.FAIL, () -> false), start(), 0, call -> false);

    assertThat(told.but("round"))
        .containsExactly(
            "checkpoint epoch 0 and 2 rounds",
            "checkpoint epoch 0 and 4 rounds",
            "ended 1",
            "checkpoint epoch 1 and 2 rounds",
            "checkpoint epoch 1 and 4 rounds",
            "ended 2");
  }

  @Test
  void aStopEndsTheRoundSavesItsStateAndGoesOnToTheSameEnd() {
    Told told = new Told();
    RunPolicy policy = new RunPolicy(Integer.MAX_VALUE, OnNan.FAIL, () -> told.events.size() == 3);

    TrainingState stopped = train(RUN, told, policy, start(), 0, call -> false);

    assertThat(told.events)
        .containsExactly("round 1.1", "round 1.2", "round 1.3", "checkpoint epoch 0 and 3 rounds");
    assertThat(told.saved).containsExactly(stopped);
    TrainingState end = train(RUN, told, RunPolicy.straight(), stopped, 0, call -> false);
    assertThat(end.parameters()).isEqualTo(RUN.parametersAfter(2));
    assertThat(end.epoch()).isEqualTo(2);
  }

  @Test
  void aStopBetweenEpochsOrBeforeTheFirstRoundSavesNothingTwice() {
    Told told = new Told();
    RunPolicy atOnce = new RunPolicy(1, OnNan.FAIL, () -> true);

    assertThat(train(RUN, told, atOnce, start(), 0, call -> false).epoch()).isZero();
    assertThat(told.events).isEmpty();
    RunPolicy afterOne = new RunPolicy(9, OnNan.FAIL, () -> told.events.contains("ended 1"));
    assertThat(train(RUN, told, afterOne, start(), 0, call -> false).epoch()).isEqualTo(1);
    assertThat(told.but("round")).containsExactly("ended 1");
  }

  @Test
  void failNamesTheWorkerAndTheRoundAndKeepsWhatWasSaved() {
    Told told = new Told();
    RunPolicy policy = new RunPolicy(1, OnNan.FAIL, () -> false);

    assertThatThrownBy(() -> train(RUN, told, policy, start(), 1, call -> call == 3))
        .isInstanceOf(TrainingFailedException.class)
        .hasMessage(
            "epoch 1 of 2, round 3 of 5: the loss of worker 1 is NaN; try a lower learning rate");
    assertThat(told.but("round"))
        .containsExactly("checkpoint epoch 0 and 1 round", "checkpoint epoch 0 and 2 rounds");
  }

  @Test
  void skipLeavesTheContributionOutAndCountsIt() {
    Told told = new Told();
    RunPolicy policy = new RunPolicy(1, OnNan.SKIP, () -> false);

    TrainingState end = train(RUN, told, policy, start(), 1, call -> call == 3);

    assertThat(told.events)
        .containsOnlyOnce(
            "epoch 1 of 2, round 3 of 5: the loss of worker 1 is NaN; it is left out of the round");
    assertThat(told.metrics).extracting(EpochMetrics::discarded).containsExactly(16L, 0L);
    assertThat(told.metrics.get(0).training().examples()).isEqualTo(144);
    assertThat(told.metrics.get(0).training().lossSum()).isFinite();
    assertThat(end.parameters()).doesNotContain(Float.NaN);
    assertThat(end.parameters()).isNotEqualTo(RUN.parametersAfter(2));
    // The round in which one of two was left out has the other's parameters.
    TrainingState before = told.saved.get(1);
    List<Contribution> contributions;
    try (Cluster cluster = RUN.cluster()) {
      Task<Contribution> task = RUN.synchronization().work(TinyRun.round(RUN.recipe(), 1, 2, 1));
      contributions = cluster.run("round", Split.TRAINING, before.parameters(), task);
    }
    assertThat(told.saved.get(2).parameters()).isEqualTo(contributions.get(0).values());
  }

  @Test
  void skipFailsIfNobodyIsLeft() {
    RunPolicy policy = new RunPolicy(1, OnNan.SKIP, () -> false);

    assertThatThrownBy(() -> train(RUN, new Told(), policy, start(), -1, call -> call == 2))
        .isInstanceOf(TrainingFailedException.class)
        .hasMessage(
            "epoch 1 of 2, round 2 of 5: the loss of worker 1 is NaN, and no other worker contributed;"
                + " try a lower learning rate");
  }

  @Test
  void rollbackGoesBackToTheCheckpointWithHalfTheRate() {
    Told told = new Told();
    RunPolicy policy = new RunPolicy(2, OnNan.ROLLBACK, () -> false);

    TrainingState end = train(RUN, told, policy, start(), 0, call -> call == 4);

    assertThat(told.events.subList(0, 8))
        .containsExactly(
            "round 1.1",
            "round 1.2",
            "checkpoint epoch 0 and 2 rounds",
            "round 1.3",
            "round 1.4",
            "epoch 1 of 2, round 4 of 5: the loss of worker 0 is NaN; going back to epoch 0 and 2 rounds"
                + " with learning rate 0.025",
            "round 1.3",
            "round 1.4");
    TrainingState middle = told.saved.get(0);
    TrainingState expected =
        train(
            RUN.withOptimizer("sgd:0.025,0.9"),
            new Told(),
            RunPolicy.straight(),
            middle,
            0,
            call -> false);
    assertThat(end.parameters()).isEqualTo(expected.parameters());
    assertThat(end.progress().rollbacks()).isEqualTo(1);
    assertThat(told.metrics).extracting(m -> m.training().examples()).containsExactly(160L, 160L);
  }

  @Test
  void aRunThatWasRolledBackGoesOnToTheSameEndFromAnyCheckpoint() {
    Told told = new Told();
    RunPolicy policy = new RunPolicy(2, OnNan.ROLLBACK, () -> false);
    TrainingState end = train(RUN, told, policy, start(), 0, call -> call == 4);

    for (TrainingState state : told.saved.subList(1, told.saved.size() - 1)) {
      TrainingState again = train(RUN, new Told(), policy, state, 0, call -> false);
      assertThat(again.parameters()).as(state.text()).isEqualTo(end.parameters());
    }
  }

  @Test
  void rollbackGivesUpAfterFiveTimes() {
    Told told = new Told();
    RunPolicy policy = new RunPolicy(1, OnNan.ROLLBACK, () -> false);

    assertThatThrownBy(() -> train(RUN, told, policy, start(), 0, call -> call > 2))
        .isInstanceOf(TrainingFailedException.class)
        .hasMessage(
            "epoch 1 of 2, round 3 of 5: the loss of worker 0 is NaN; try a lower learning rate; it was"
                + " lowered 5 times already");
    assertThat(told.events).filteredOn(event -> event.equals("round 1.3")).hasSize(6);
  }

  @ParameterizedTest
  @EnumSource(OnNan.class)
  void policiesAreReadFromTheirNames(OnNan policy) {
    assertThat(OnNan.named(policy.toString())).isEqualTo(policy);
  }

  @Test
  void anythingElseIsRefused() {
    assertThatThrownBy(() -> OnNan.named("FAIL"))
        .hasMessage("on-nan 'FAIL' must be fail, skip or rollback");
    assertThatThrownBy(() -> new RunPolicy(0, OnNan.FAIL, () -> false))
        .hasMessage("checkpoint-rounds 0 must be at least 1");
  }

  @Test
  void aWorkerWhoseParametersOverflowSendsNoVector() {
    // The loss of the only batch is that of the start, so only the parameters tell.
    TinyRun run = RUN.withBatchSize(1000).withOptimizer("sgd:3e38,0");
    try (Cluster cluster = run.cluster()) {
      Task<Contribution> task = run.synchronization().work(TinyRun.round(run.recipe(), 1, 0, 1));
      List<Contribution> contributions =
          cluster.run("round", Split.TRAINING, start().parameters(), task);
      assertThat(contributions)
          .allSatisfy(
              contribution -> {
                assertThat(contribution.values()).isEmpty();
                assertThat(contribution.lossSum()).isFinite();
                assertThat(contribution.examples()).isZero();
                assertThat(contribution.discarded()).isEqualTo(80);
              });
    }
  }
}
