package dev.convoy.evaluate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.convoy.average.Round;
import dev.convoy.average.Synchronization;
import dev.convoy.cluster.InProcessCluster;
import dev.convoy.cluster.Split;
import dev.convoy.layer.BatchNorm;
import dev.convoy.model.ParameterLayout;
import dev.convoy.train.TinyRun;
import dev.convoy.worker.Contribution;
import dev.convoy.worker.TrainingFailedException;
import java.util.Arrays;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

/** Running statistics taken anew are means over the batches of an epoch. */
class RecalibrationTest {
  private final TinyRun run = TinyRun.standard().withBatchNorm().withExamples(121).withWorkers(3);
  private final int trained = ParameterLayout.of(run.model()).trained();

  @Test
  void theWeightsStayAndTheStatisticsForgetWhatTheyWere() {
    float[] parameters = run.parametersAfter(1);
    float[] others = parameters.clone();
    Arrays.fill(others, trained, others.length, 3);

    float[] recalibrated = recalibrated(run, parameters);

    assertThat(recalibrated).isEqualTo(recalibrated(run, others)).isNotEqualTo(parameters);
    assertThat(Arrays.copyOf(recalibrated, trained)).isEqualTo(Arrays.copyOf(parameters, trained));
    assertThat(recalibrated(run.withThreads(3), parameters)).isEqualTo(recalibrated);
  }

  /** With a rate of nearly nothing, an epoch of steps without momentum visits the same batches. */
  @Test
  void theyAreTheMeanOverTheBatchesWeightedByExamples() {
    TinyRun still = run.withWorkers(1).withOptimizer("sgd:1e-30,0").withSync("gradient");
    float[] start = still.train(0).get(0).parameters();
    ParameterLayout layout = ParameterLayout.of(still.model());
    double[] sums = new double[start.length];
    Synchronization gradient = still.synchronization();
    try (InProcessCluster cluster = still.cluster()) {
      for (int batch = 0; batch < 8; batch++) {
        Round round = TinyRun.round(still.recipe(), 1, batch, 1);
        Contribution contribution =
            cluster.run("batch", Split.TRAINING, start, gradient.work(round)).get(0);
        assertThat(contribution.examples()).isEqualTo(batch < 7 ? 16 : 9);
        for (int i = trained; i < start.length; i++) {
          sums[i] += contribution.examples() * (double) contribution.values()[i];
        }
      }
    }

    float[] recalibrated = recalibrated(still, start);

    for (int i = trained; i < layout.size(); i++) {
      assertThat(recalibrated[i]).isCloseTo((float) (sums[i] / 121), Offset.offset(1e-6f));
    }
  }

  @Test
  void whatIsNormalizedFirstGetsTheVarianceOfAllItsValues() {
    float[] parameters = run.parametersAfter(2);
    float[] recalibrated = recalibrated(run, parameters);
    float[] ofOneWorker = recalibrated(run.withWorkers(1), parameters);
    ParameterLayout layout = ParameterLayout.of(run.model());
    int mean = layout.slot("bn1.running_mean").offset();
    int square = layout.slot("bn1." + BatchNorm.SQUARE).offset();
    for (int c = 0; c < 4; c++) {
      assertThat(recalibrated[mean + c]).isCloseTo(ofOneWorker[mean + c], Offset.offset(1e-6f));
      assertThat(recalibrated[square + c]).isCloseTo(ofOneWorker[square + c], Offset.offset(1e-6f));
    }
  }

  @Test
  void aModelWithoutStatisticsIsRefused() {
    TinyRun plain = TinyRun.standard();
    assertThatThrownBy(() -> recalibrated(plain, plain.parametersAfter(0)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "recalibrate: the model has no running statistics, which batchNorm layers have");
  }

  @Test
  void statisticsThatAreNotFiniteAreRefused() {
    float[] parameters = run.parametersAfter(0);
    parameters[0] = Float.NaN;
    assertThatThrownBy(() -> recalibrated(run, parameters))
        .isInstanceOf(TrainingFailedException.class)
        .hasMessage("recalibration: a statistic or the loss of worker 0 is not finite");
  }

  private static float[] recalibrated(TinyRun run, float[] parameters) {
    try (InProcessCluster cluster = run.cluster()) {
      return Recalibration.of(cluster, run.recipe(), parameters);
    }
  }
}
