package dev.convoy.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.convoy.cluster.InProcessCluster;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A run ends once it gets no better, with the parameters of its best evaluation. */
class EarlyStoppingTest {
  /** What a listener was told. */
  private static final class Told implements TrainingListener {
    private final List<TrainingState> states = new ArrayList<>();
    private final List<EpochMetrics> metrics = new ArrayList<>();
    private final List<String> warnings = new ArrayList<>();

    @Override
    public void epochEnded(TrainingState state, EpochMetrics epoch) {
      states.add(state);
      metrics.add(epoch);
    }

    @Override
    public void warned(String message) {
      warnings.add(message);
    }
  }

  private static TrainingState train(TinyRun run, Told told, int epochs) {
    try (InProcessCluster cluster = run.cluster()) {
      Trainer trainer = run.trainer(cluster, told);
      return trainer.train(trainer.start(TinyRun.initializer()), epochs);
    }
  }

  private static TinyRun run(String optimizer, String tuning) {
    return TinyRun.standard()
        .withExamples(200)
        .withWorkers(2)
        .withOptimizer(optimizer)
        .with(tuning);
  }

  @Test
  void aRunThatGetsNoBetterEndsWithTheParametersOfItsBestEpoch() {
    Told told = new Told();

    TrainingState end = train(run("sgd:1e-9,0", "early-stopping=2"), told, 9);

    assertThat(end.epoch()).isEqualTo(3);
    assertThat(end.progress().tracker().bestEpoch()).isEqualTo(1);
    assertThat(end.result()).isEqualTo(told.states.get(0).parameters());
    assertThat(end.result()).isNotEqualTo(end.parameters());
    assertThat(told.metrics)
        .extracting(EpochMetrics::bestEpoch)
        .containsExactly(OptionalInt.of(1), OptionalInt.of(1), OptionalInt.of(1));
    assertThat(told.warnings)
        .containsExactly(
            "epoch 3: test accuracy has not got better since epoch 1; stopping early with its"
                + " parameters");
  }

  @Test
  void aRunThatGoesToItsEndHasTheParametersOfItsBestEpochToo() {
    Told told = new Told();

    TrainingState end = train(run("sgd:0.3,0.9", "early-stopping=9"), told, 6);

    int best = 0;
    for (int i = 1; i < 6; i++) {
      double accuracy = told.metrics.get(i).test().orElseThrow().accuracy();
      best = accuracy > told.metrics.get(best).test().orElseThrow().accuracy() ? i : best;
    }
    assertThat(end.epoch()).isEqualTo(6);
    assertThat(end.progress().tracker().bestEpoch()).isEqualTo(best + 1);
    assertThat(end.result()).isEqualTo(told.states.get(best).parameters());
    assertThat(told.warnings).isEmpty();
  }

  @Test
  void withoutItTheResultIsTheLastAndNobodyIsToldOfABest() {
    Told told = new Told();

    TrainingState end = train(run("sgd:1e-9,0", ""), told, 3);

    assertThat(end.epoch()).isEqualTo(3);
    assertThat(end.result()).isSameAs(end.parameters());
    assertThat(told.metrics).extracting(EpochMetrics::bestEpoch).containsOnly(OptionalInt.empty());
  }

  @Test
  void whatIsBetterByLessThanTheDeltaDoesNotCount() {
    Told told = new Told();

    TrainingState end = train(run("sgd:0.05,0.9", "early-stopping=1,5 monitor=loss"), told, 9);

    assertThat(end.epoch()).isEqualTo(2);
    assertThat(told.metrics.get(1).test().orElseThrow().loss())
        .isLessThan(told.metrics.get(0).test().orElseThrow().loss());
  }

  @Test
  void aRunThatHasStoppedEarlyEndsAtOnceWhenItGoesOn() {
    TinyRun run = run("sgd:1e-9,0", "early-stopping=2");
    TrainingState end = train(run, new Told(), 9);

    assertThat(run.resume(end, 20)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"3, 3, 0", "'5,0.001', 5, 0.001"})
  void itIsReadAndWrittenAsUsersDo(String text, int patience, double minDelta) {
    EarlyStopping expected = new EarlyStopping(patience, minDelta);
    assertThat(EarlyStopping.parse(text)).isEqualTo(expected);
    assertThat(EarlyStopping.parse(expected.text())).isEqualTo(expected);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "x", "1.5", "1,", "1,2,3", "patience"})
  void whatDoesNotReadLikeThatIsRefused(String text) {
    assertThatThrownBy(() -> EarlyStopping.parse(text))
        .hasMessage(
            "early-stopping '" + text + "' must be P[,delta] with P a number of epochs, such as 5");
  }

  @Test
  void whatIsOutOfBoundsIsRefused() {
    assertThatThrownBy(() -> EarlyStopping.parse("0"))
        .hasMessage("early-stopping: patience 0 must be at least 1");
    assertThatThrownBy(() -> EarlyStopping.parse("1,-1"))
        .hasMessage("early-stopping: delta -1.0 must be at least 0 and finite");
    assertThatThrownBy(() -> EarlyStopping.parse("1,NaN"))
        .hasMessage("early-stopping: delta NaN must be at least 0 and finite");
  }

  @Test
  void itNeedsTestData() {
    TinyRun run = run("sgd:0.1,0", "early-stopping=2");
    ModelSelection modelSelection = run.modelSelection();
    assertThatThrownBy(() -> modelSelection.requireTestData(run.recipe(), false))
        .hasMessage("early-stopping '2,0.0' needs test data");
  }
}
