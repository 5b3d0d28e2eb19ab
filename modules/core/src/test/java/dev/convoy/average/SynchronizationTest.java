package dev.convoy.average;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.convoy.average.Synchronization.GradientAveraging;
import dev.convoy.average.Synchronization.ParameterAveraging;
import dev.convoy.data.Normalization;
import dev.convoy.layer.Dense;
import dev.convoy.layer.Layer;
import dev.convoy.loss.SoftmaxCrossEntropy;
import dev.convoy.model.Model;
import dev.convoy.optim.Adam;
import dev.convoy.optim.ScaledSchedule;
import dev.convoy.optim.Sgd;
import dev.convoy.optim.UpdateConfig;
import dev.convoy.tensor.Shape;
import dev.convoy.train.TinyRun;
import dev.convoy.worker.BatchConfig;
import dev.convoy.worker.Recipe;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** When and what workers synchronize. */
class SynchronizationTest {
  private static final OuterUpdate AVERAGE = new OuterUpdate.Average();
  private static final OuterUpdate NESTEROV = new OuterUpdate.Nesterov(1f, 0.5f);

  private static final GradientAveraging GRADIENT = new GradientAveraging(WireFormat.FLOAT32);

  /** A round of a model with two parameters. */
  private static final Round FIRST = round(new Dense(1));

  private static Round round(Layer layer) {
    Recipe recipe =
        new Recipe(
            Model.stack(Shape.of(1), layer),
            new SoftmaxCrossEntropy(),
            UpdateConfig.of(new Sgd(0.5f, 0.5f)),
            Normalization.none(1),
            new BatchConfig(1, "reference"),
            1);
    return TinyRun.round(recipe, 1, 0, 1);
  }

  @Test
  void theThreeFormsAreRead() {
    assertThat(Synchronization.parse("epoch", NESTEROV)).isEqualTo(averaging(0, NESTEROV));
    assertThat(Synchronization.parse("steps:14", AVERAGE)).isEqualTo(averaging(14, AVERAGE));
    assertThat(Synchronization.parse("gradient", AVERAGE)).isEqualTo(GRADIENT);
  }

  @ParameterizedTest
  @ValueSource(strings = {"epoch", "steps:1", "steps:999999999", "gradient"})
  void theTextReadsBackAsTheSame(String text) {
    assertThat(Synchronization.parse(text, AVERAGE).text()).isEqualTo(text);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "epochs",
        "Epoch",
        "steps",
        "steps:",
        "steps:0",
        "steps:-1",
        "steps:1.5",
        "steps:01",
        "steps:9999999999",
        "gradient:2"
      })
  void anythingElseIsRefusedWithTheForm(String text) {
    assertThatThrownBy(() -> Synchronization.parse(text, AVERAGE))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("sync '" + text + "' must be epoch, gradient or steps:H with H at least 1");
  }

  @Test
  void outerMomentumOnGradientsIsRefused() {
    assertThatThrownBy(() -> Synchronization.parse("gradient", NESTEROV))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("outer 'nesterov:1.0,0.5' needs sync epoch or steps:H, not gradient");
  }

  @Test
  void fewerBatchesThanNoneAreRefused() {
    assertThatThrownBy(() -> averaging(-1, AVERAGE))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("sync: steps -1 must be at least 0");
  }

  @Test
  void aRoundIsAnEpochSomeBatchesOrOne() {
    assertThat(averaging(0, AVERAGE).rounds(118).count()).isEqualTo(1);
    assertThat(averaging(14, AVERAGE).rounds(118).count()).isEqualTo(9);
    assertThat(averaging(119, AVERAGE).rounds(118).count()).isEqualTo(1);
    assertThat(GRADIENT.rounds(118).count()).isEqualTo(118);
  }

  @Test
  void theDriverKeepsTheOuterStateOrTheOptimizers() {
    assertThat(averaging(0, AVERAGE).stateSize(new Adam(1f), 7)).isZero();
    assertThat(averaging(2, NESTEROV).stateSize(new Adam(1f), 7)).isEqualTo(7);
    assertThat(GRADIENT.stateSize(new Adam(1f), 7)).isEqualTo(14);
    assertThat(GRADIENT.stateSize(new Sgd(1f, 0f), 7)).isZero();
  }

  @Test
  void averagedParametersReplaceTheBroadcastOnesWithoutTouchingThem() {
    float[] broadcast = {1f, 1f};

    float[] next =
        averaging(0, AVERAGE).apply(FIRST, broadcast, new float[] {2.5f, 5f}, new float[0]);

    assertThat(next).containsExactly(2.5f, 5f);
    assertThat(broadcast).containsExactly(1f, 1f);
  }

  @Test
  void averagedGradientsMoveTheBroadcastParametersByOneStepOfTheOptimizer() {
    float[] broadcast = {1f, 1f};
    float[] state = {2f, 0f};

    float[] next = GRADIENT.apply(FIRST, broadcast, new float[] {2.5f, 5f}, state);

    // v = 2/2 + 2.5 and 5; next = 1 − v/2.
    assertThat(state).containsExactly(3.5f, 5f);
    assertThat(next).containsExactly(-0.75f, -1.5f);
    assertThat(broadcast).containsExactly(1f, 1f);
  }

  private static ParameterAveraging averaging(int steps, OuterUpdate outer) {
    return new ParameterAveraging(steps, outer, InnerState.RESET, WireFormat.FLOAT32);
  }

  private static ParameterAveraging averaging(
      OuterUpdate outer, InnerState inner, WireFormat wire) {
    return new ParameterAveraging(0, outer, inner, wire);
  }

  @Test
  void anAveragedInnerStateTravelsBehindTheParametersAndIsKeptBehindTheOuterState() {
    ParameterAveraging averaging = averaging(NESTEROV, InnerState.AVERAGE, WireFormat.FLOAT32);
    float[] parameters = {1f, 1f};
    float[] state = {0f, 2f, 7f, 8f};

    assertThat(averaging.stateSize(new Sgd(1f, 0.9f), 2)).isEqualTo(4);
    assertThat(averaging.stateSize(new Adam(1f), 2)).isEqualTo(6);
    assertThat(averaging.broadcast(parameters, state)).containsExactly(1f, 1f, 7f, 8f);

    float[] next = averaging.apply(FIRST, parameters, new float[] {2f, 5f, 70f, 80f}, state);

    // v = 1 and 2/2 + 4; next = 1 + d + v/2.
    assertThat(next).containsExactly(2.5f, 7.5f);
    assertThat(state).containsExactly(1f, 5f, 70f, 80f);
    assertThat(parameters).containsExactly(1f, 1f);
  }

  @Test
  void withoutAnInnerStateTheParametersThemselvesAreBroadcast() {
    float[] parameters = {1f, 1f};

    for (InnerState inner : InnerState.values()) {
      ParameterAveraging averaging = averaging(AVERAGE, inner, WireFormat.FLOAT32);
      assertThat(averaging.broadcast(parameters, new float[0])).isSameAs(parameters);
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void roundedChangesAreAddedToTheBroadcastParametersAndTheStateIsNot(boolean nesterov) {
    ParameterAveraging averaging =
        averaging(nesterov ? NESTEROV : AVERAGE, InnerState.AVERAGE, WireFormat.BFLOAT16);
    float[] state = nesterov ? new float[] {0f, 0f} : new float[] {0f};

    Round round = round(new Dense(1, false));
    float[] next = averaging.apply(round, new float[] {1f}, new float[] {-0.5f, 3f}, state);

    assertThat(next).containsExactly(nesterov ? 0.25f : 0.5f);
    assertThat(state).endsWith(3f).startsWith(nesterov ? -0.5f : 3f);
  }

  @Test
  void stepsAndRatesOfARoundCountFromTheBeginningOfTraining() {
    TinyRun run = TinyRun.standard().withWorkers(9).withOptimizer("sgd:0.5,0");
    Recipe scaled = run.with("scaleRate=sqrt").recipe();
    Round first = new Round(scaled, 1, 2, 1, 4, 0.5f);
    Round second = new Round(scaled, 2, 2, 1, 4, 0.25f);

    assertThat(first.step(2)).isEqualTo(3);
    assertThat(second.step(2)).isEqualTo(7);
    assertThat(first.rate(0)).isEqualTo(0.5f);
    assertThat(first.rate(2)).isEqualTo(1f);
    assertThat(second.rate(0)).isEqualTo(0.75f);
    assertThat(second.rate(2)).isEqualTo(0.75f);
  }

  @ParameterizedTest
  @CsvSource({"NONE, 8, 1, 0", "SQRT, 16, 4, 1", "SQRT, 1, 1, 0"})
  void aScaledRateIsReachedOverTheFirstEpoch(
      RateScaling scaling, int workers, float factor, float epochs) {
    assertThat(scaling.schedule(workers)).isEqualTo(new ScaledSchedule(factor, epochs));
    assertThat(RateScaling.named(scaling.toString())).isEqualTo(scaling);
  }
}
