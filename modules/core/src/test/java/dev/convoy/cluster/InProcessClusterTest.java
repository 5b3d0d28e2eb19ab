package dev.convoy.cluster;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.convoy.data.DataSets;
import dev.convoy.data.Normalization;
import dev.convoy.evaluate.Evaluator;
import dev.convoy.files.LocalStorage;
import dev.convoy.files.Storage;
import dev.convoy.loss.SoftmaxCrossEntropy;
import dev.convoy.model.zoo.NamedModels;
import dev.convoy.optim.Sgd;
import dev.convoy.optim.UpdateConfig;
import dev.convoy.worker.BatchConfig;
import dev.convoy.worker.Recipe;
import java.io.IOException;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class InProcessClusterTest {
  @Test
  void refusesToRunOnDataThatItWasNotGiven() throws IOException {
    Storage storage = new LocalStorage();
    Recipe recipe =
        new Recipe(
            NamedModels.lenet5(),
            new SoftmaxCrossEntropy(),
            UpdateConfig.of(new Sgd(0.1f, 0f)),
            Normalization.none(1),
            new BatchConfig(4, "reference"),
            1);
    try (InProcessCluster cluster =
        new InProcessCluster(
            1,
            1,
            1,
            Optional.of(DataSets.training("generated:10", storage)),
            Optional.empty(),
            storage)) {
      assertThatThrownBy(
              () -> Evaluator.evaluate(cluster, "evaluation", Split.TEST, recipe, new float[61706]))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("evaluation: the cluster was given no test data");
    }
  }
}
