package dev.convoy.evaluate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.convoy.cluster.InProcessCluster;
import dev.convoy.cluster.Split;
import dev.convoy.model.ParameterLayout;
import dev.convoy.train.TinyRun;
import dev.convoy.worker.TrainingFailedException;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DetailedEvaluationTest {
  private static final int EXAMPLES = 120;

  private static DetailedEvaluation evaluate(TinyRun run, float[] parameters) {
    try (InProcessCluster cluster = run.cluster()) {
      return DetailedEvaluation.of(cluster, "evaluate", Split.TRAINING, run.recipe(), parameters);
    }
  }

  /** A model that gives every image the same outputs: the biases of its last layer. */
  private static float[] constant(float... outputs) {
    ParameterLayout layout = ParameterLayout.of(TinyRun.standard().model());
    float[] parameters = new float[layout.size()];
    System.arraycopy(outputs, 0, parameters, layout.slot("fc1.bias").offset(), outputs.length);
    return parameters;
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 3, 7, 200})
  void countsTheSameWhateverTheNumberOfWorkers(int workers) {
    TinyRun one = TinyRun.standard();
    float[] parameters = one.parametersAfter(2);

    DetailedEvaluation whole = evaluate(one, parameters);
    DetailedEvaluation dealt = evaluate(one.withWorkers(workers), parameters);

    assertThat(dealt.confusion().counts()).isEqualTo(whole.confusion().counts());
    assertThat(dealt.amongFive()).isEqualTo(whole.amongFive());
    assertThat(dealt.total().examples()).isEqualTo(EXAMPLES);
  }

  @Test
  void agreesWithTheEvaluationOfTraining() {
    TinyRun run = TinyRun.standard().withWorkers(3);
    float[] parameters = run.parametersAfter(3);

    DetailedEvaluation detailed = evaluate(run, parameters);

    try (InProcessCluster cluster = run.cluster()) {
      assertThat(detailed.total())
          .isEqualTo(
              Evaluator.evaluate(cluster, "evaluate", Split.TRAINING, run.recipe(), parameters));
    }
    ConfusionMatrix confusion = detailed.confusion();
    long hits = 0;
    for (int c = 0; c < 10; c++) {
      assertThat(confusion.support(c)).isEqualTo(EXAMPLES / 10);
      hits += confusion.count(c, c);
    }
    assertThat(hits).isEqualTo(detailed.total().correct());
    assertThat(detailed.amongFive()).isBetween(hits, (long) EXAMPLES);
  }

  /** Examples are dealt to classes in turn, so each class is a tenth. */
  @Test
  void ofEqualOutputsTheLowerClassIsTheLarger() {
    DetailedEvaluation evaluation = evaluate(TinyRun.standard(), constant());

    assertThat(evaluation.topFiveAccuracy()).isEqualTo(0.5);
    assertThat(evaluation.confusion().predicted(0)).isEqualTo(EXAMPLES);
    assertThat(evaluation.total().correct()).isEqualTo(EXAMPLES / 10);
  }

  @Test
  void theFiveLargestOutputsCount() {
    DetailedEvaluation evaluation =
        evaluate(TinyRun.standard(), constant(0, 3, 1, 2, 2, 2, 2, 2, 0, 0));

    // 1, then 3, 4, 5 and 6 of the five classes with output 2
    assertThat(evaluation.amongFive()).isEqualTo(5 * EXAMPLES / 10);
    assertThat(evaluation.confusion().predicted(1)).isEqualTo(EXAMPLES);
    assertThat(evaluate(TinyRun.standard(), constant(0, 0, 0, 0, 0, 0, 0, 0, 0, 1)).amongFive())
        .as("9, then 0 to 3")
        .isEqualTo(5 * EXAMPLES / 10);
  }

  @Test
  void aLossThatIsNotFiniteIsAnError() {
    float[] parameters = constant();
    Arrays.fill(parameters, Float.NaN);

    assertThatThrownBy(() -> evaluate(TinyRun.standard(), parameters))
        .isInstanceOf(TrainingFailedException.class)
        .hasMessage("evaluate: the loss is NaN");
  }
}
