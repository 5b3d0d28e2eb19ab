package dev.convoy.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.convoy.average.Round;
import dev.convoy.cluster.InProcessCluster;
import dev.convoy.optim.ScaledSchedule;
import dev.convoy.worker.Recipe;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What schedules make of whole runs. */
class ScheduledTrainingTest {
  @Test
  void aRoundAsksForTheEpochsThatWereDoneBeforeEachBatch() {
    Recipe recipe = TinyRun.standard().withOptimizer("sgd:1,0").with("schedule=cosine").recipe();
    Round round = TinyRun.round(recipe, 3, 0, 4);
    ScaledSchedule schedule = recipe.optimization().schedule();

    // Half of the four epochs, and half an epoch more.
    assertThat(round.rate(0)).isEqualTo(schedule.rate(1f, 2)).isEqualTo(0.5f);
    assertThat(round.rate(2)).isEqualTo(schedule.rate(1f, 2.5));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "schedule=step:1,0.5",
        "schedule=milestones:1,0.5",
        "schedule=exponential:0.5",
        "schedule=cosine",
        "schedule=one-cycle",
        "warmup=1"
      })
  void everyScheduleChangesTheResult(String tuning) {
    TinyRun run = TinyRun.standard();

    assertThat(run.with(tuning).parametersAfter(2)).isNotEqualTo(run.parametersAfter(2));
  }

  /** With such a rate an evaluation is like the one before. */
  private static TinyRun stuck() {
    return TinyRun.standard()
        .withExamples(200)
        .withWorkers(2)
        .withOptimizer("sgd:1e-9,0")
        .with("schedule=plateau:0.5,1");
  }

  @Test
  void aPlateauLowersTheRateAndSaysSo() {
    TinyRun run = stuck();
    List<String> warnings = new ArrayList<>();
    List<TrainingState> states = new ArrayList<>();
    TrainingListener listener =
        new TrainingListener() {
          @Override
          public void epochEnded(TrainingState state, EpochMetrics metrics) {
            states.add(state);
          }

          @Override
          public void warned(String message) {
            warnings.add(message);
          }
        };
    try (InProcessCluster cluster = run.cluster()) {
      Trainer trainer = run.trainer(cluster, listener);
      trainer.train(trainer.start(TinyRun.initializer()), 4);
    }

    BestEpochTracker last = states.get(3).progress().tracker();
    assertThat(last.reductions()).isPositive();
    assertThat(warnings).hasSize(last.reductions());
    assertThat(warnings.get(0))
        .matches(
            "epoch \\d: test accuracy has not got better since epoch \\d; going on with learning"
                + " rate 5.0E-10");
    // What follows the first reduction is training at half the rate.
    int lowered = 0;
    while (states.get(lowered).progress().tracker().reductions() == 0) {
      lowered++;
    }
    TrainingState middle = states.get(lowered);
    TrainingState plain = new TrainingState(middle.epoch(), middle.parameters(), middle.state());
    TinyRun half = run.with("schedule=constant").withOptimizer("sgd:5e-10,0");
    assertThat(half.resume(plain, middle.epoch() + 1).get(0).parameters())
        .isEqualTo(run.resume(middle, middle.epoch() + 1).get(0).parameters());
  }

  @Test
  void aPlateauNeedsTestData() {
    TinyRun run = stuck();
    try (InProcessCluster cluster = run.cluster()) {
      assertThatThrownBy(
              () ->
                  new Trainer(
                      run.recipe(),
                      run.synchronization(),
                      cluster,
                      new DataSizes(120, 0),
                      new TrainingListener() {}))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("schedule 'plateau:0.5,1' needs test data");
    }
  }
}
