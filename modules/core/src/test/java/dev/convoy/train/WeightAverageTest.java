package dev.convoy.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.convoy.cluster.InProcessCluster;
import dev.convoy.cluster.Split;
import dev.convoy.evaluate.Evaluator;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Averages of the parameters along a run. */
class WeightAverageTest {
  private static final float[] NOTHING = {};

  /** The states after every round, and after every epoch, of a run. */
  private static List<TrainingState> states(TinyRun run, int epochs) {
    List<TrainingState> states = new ArrayList<>();
    TrainingListener collector =
        new TrainingListener() {
          @Override
          public void checkpointDue(TrainingState state) {
            states.add(state);
          }

          @Override
          public void epochEnded(TrainingState state, EpochMetrics metrics) {
            states.add(state);
          }
        };
    try (InProcessCluster cluster = run.cluster()) {
      Trainer trainer = run.trainer(cluster, collector, new RunPolicy(1, OnNan.FAIL, () -> false));
      trainer.train(trainer.start(TinyRun.initializer()), epochs);
    }
    return states;
  }

  /** Σ weight · parameters / Σ weight, in double. */
  private static void assertMean(TrainingState end, List<TrainingState> of, double[] weights) {
    double sum = 0;
    for (double weight : weights) {
      sum += weight;
    }
    for (int i = 0; i < end.parameters().length; i++) {
      double mean = 0;
      for (int k = 0; k < weights.length; k++) {
        mean += weights[k] * of.get(k).parameters()[i] / sum;
      }
      assertThat((double) end.result()[i]).isCloseTo(mean, within(1e-6));
    }
    assertThat(end.result()).isNotEqualTo(end.parameters());
  }

  @Test
  void weightsOfAnExponentialAverageFallByTheDecayWithEachStepSince() {
    // Rounds of 3, 3 and 2 batches: after 3, 6, 8, 11, 14 and 16 steps.
    TinyRun run = TinyRun.standard().withSync("steps:3").with("average=ema:0.9");
    List<TrainingState> states = states(run, 2);

    assertThat(states).hasSize(6);
    int[] steps = {3, 6, 8, 11, 14, 16};
    double[] weights = new double[6];
    for (int k = 0; k < 6; k++) {
      int length = steps[k] - (k == 0 ? 0 : steps[k - 1]);
      weights[k] = (1 - Math.pow(0.9, length)) * Math.pow(0.9, 16 - steps[k]);
    }
    assertMean(states.get(5), states, weights);
  }

  @Test
  void theMeanOfEpochsStartsWithTheFirstOfThem() {
    TinyRun run = TinyRun.standard().with("average=swa:2");
    List<TrainingState> states = states(run, 4);

    assertThat(states.get(0).result()).isSameAs(states.get(0).parameters());
    assertThat(states.get(1).result()).isEqualTo(states.get(1).parameters());
    assertMean(states.get(3), states.subList(1, 4), new double[] {1, 1, 1});
  }

  @ParameterizedTest
  @ValueSource(strings = {"average=ema:0.9", "average=swa:1"})
  void trainingDoesNotKnowOfIt(String tuning) {
    TinyRun run = TinyRun.standard().withWorkers(2);

    assertThat(run.with(tuning).parametersAfter(3)).isEqualTo(run.parametersAfter(3));
  }

  @Test
  void theAverageIsWhatIsEvaluatedAndTheBestAverageIsKept() {
    TinyRun run =
        TinyRun.standard()
            .withExamples(200)
            .withOptimizer("sgd:0.3,0.9")
            .with("average=ema:0.8 early-stopping=9");
    List<EpochMetrics> epochs = new ArrayList<>();
    List<TrainingState> states = new ArrayList<>();
    TrainingListener collector =
        new TrainingListener() {
          @Override
          public void epochEnded(TrainingState state, EpochMetrics metrics) {
            epochs.add(metrics);
            states.add(state);
          }
        };
    try (InProcessCluster cluster = run.cluster()) {
      Trainer trainer = run.trainer(cluster, collector);
      TrainingState end = trainer.train(trainer.start(TinyRun.initializer()), 4);

      for (int i = 0; i < 4; i++) {
        float[] average = states.get(i).snapshots().average();
        assertThat(Evaluator.evaluate(cluster, "average", Split.TEST, run.recipe(), average))
            .isEqualTo(epochs.get(i).test().orElseThrow());
      }
      int best = end.progress().tracker().bestEpoch();
      assertThat(end.result()).isEqualTo(states.get(best - 1).snapshots().average());
    }
  }

  @Test
  void theFirstAverageIsWhatItIsOfBitForBit() {
    float[] parameters = {0.1f, -3e38f, 1e-40f};

    assertThat(new WeightAverage.Ema(0.999).afterRound(NOTHING, parameters, 7, 7))
        .isEqualTo(parameters);
    assertThat(new WeightAverage.Swa(3).afterEpoch(NOTHING, parameters, 3)).isEqualTo(parameters);
    assertThat(new WeightAverage.Swa(3).afterEpoch(NOTHING, parameters, 2)).isEmpty();
  }

  @Test
  void whatItIsMadeOfIsOnlyRead() {
    float[] average = {1, 2};
    float[] parameters = {3, 6};

    assertThat(new WeightAverage.Ema(0.5).afterRound(average, parameters, 1, 2))
        .containsExactly((float) (1 + 2 * 2 / 3.0), (float) (2 + 4 * 2 / 3.0));
    assertThat(new WeightAverage.Swa(1).afterEpoch(average, parameters, 2)).containsExactly(2, 4);
    assertThat(average).containsExactly(1, 2);
    assertThat(parameters).containsExactly(3, 6);
  }

  @Test
  void whatIsLeftOutHasTheDocumentedDefaults() {
    assertThat(WeightAverage.parse("ema", 8)).isEqualTo(new WeightAverage.Ema(0.999));
    assertThat(WeightAverage.parse("swa", 8)).isEqualTo(new WeightAverage.Swa(6));
    assertThat(WeightAverage.parse("swa", 1)).isEqualTo(new WeightAverage.Swa(1));
    assertThat(WeightAverage.parse("swa", 10)).isEqualTo(new WeightAverage.Swa(8));
  }

  @ParameterizedTest
  @ValueSource(strings = {"none", "ema:0.99", "swa:3"})
  void theTextReadsBack(String text) {
    WeightAverage average = WeightAverage.parse(text, 8);
    assertThat(average.text()).isEqualTo(text);
    assertThat(average.exists()).isEqualTo(!text.equals("none"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "mean; average 'mean' must be none, ema[:decay] or swa[:epoch], such as ema:0.999",
        "none:1; average 'none:1' must be none, ema[:decay] or swa[:epoch], such as ema:0.999",
        "ema:x; average 'ema:x' must be none, ema[:decay] or swa[:epoch], such as ema:0.999",
        "swa:1.5; average 'swa:1.5' must be none, ema[:decay] or swa[:epoch], such as ema:0.999",
        "ema:1; average ema: decay 1.0 must be above 0 and below 1",
        "ema:NaN; average ema: decay NaN must be above 0 and below 1",
        "swa:0; average swa: epoch 0 must be from 1 to 8",
        "swa:9; average swa: epoch 9 must be from 1 to 8"
      })
  void anythingElseIsRefusedInALine(String text, String message) {
    assertThatThrownBy(() -> WeightAverage.parse(text, 8))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(message);
  }

  @Test
  void anAverageFromBeforeTheFirstEpochIsRefused() {
    assertThatThrownBy(() -> new WeightAverage.Swa(0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("average swa: epoch 0 must be at least 1");
  }
}
