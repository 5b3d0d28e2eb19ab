package dev.convoy.run;

import static dev.convoy.run.TinyRuns.HADOOP;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.convoy.optim.Penalties;
import dev.convoy.train.EarlyStopping;
import dev.convoy.train.Monitor;
import dev.convoy.train.OuterUpdate;
import dev.convoy.train.RateScaling;
import dev.convoy.train.Synchronization;
import java.io.IOException;
import java.util.Optional;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Hyperparameters become the definition of a run. */
class RunConfigTest {
  private static RunData data;

  @BeforeAll
  static void open() throws IOException {
    data = RunData.open("generated:60:28x28x1", HADOOP);
  }

  private static ObjectNode config(RunConfig config) throws IOException {
    return config.train("lenet5", data, HADOOP).config();
  }

  /** The keys that a change of the configuration changes in what is stored. */
  private static void assertChanges(RunConfig changed, String key, String value)
      throws IOException {
    ObjectNode before = config(RunConfig.forWorkers(2));
    ObjectNode after = config(changed);

    assertThat(after.get(key).asText()).isEqualTo(value);
    after.set(key, before.get(key));
    assertThat(after).isEqualTo(before);
  }

  @Test
  void theDefaultsAreThoseOfTheCommandLine() throws IOException {
    ObjectNode config = config(RunConfig.forWorkers(2));

    assertThat(config.get("epochs").asInt()).isEqualTo(8);
    assertThat(config.get("batchSize").asInt()).isEqualTo(64);
    assertThat(config.get("optimizer").asText()).isEqualTo("sgd:0.02,0.9");
    assertThat(config.get("sync").asText()).isEqualTo("epoch");
    assertThat(config.get("seed").asLong()).isEqualTo(1);
  }

  @Test
  void eachChangeIsStored() throws IOException {
    RunConfig config = RunConfig.forWorkers(2);

    assertChanges(config.withEpochs(3), "epochs", "3");
    assertChanges(config.withSeed(-5), "seed", "-5");
    assertChanges(config.withBatchSize(16), "batchSize", "16");
    assertChanges(config.withOptimizer("adam:0.001"), "optimizer", "adam:0.001");
    assertChanges(config.withAugmentations("flip", "crop:2"), "augment", "flip:horizontal,crop:2");
    assertChanges(
        config.with(new LossConfig("meanSquaredError", 0, "none")), "loss", "meanSquaredError");
    assertChanges(
        config.with(
            new OptimizerConfig(
                OptimizerConfig.STANDARD.optimizer(), "constant", 0, Penalties.NONE, 4)),
        "accumulate",
        "4");
    assertChanges(
        config.with(
            new Averaging(
                2, Synchronization.parse("steps:4", new OuterUpdate.Average()), RateScaling.NONE)),
        "sync",
        "steps:4");
    assertChanges(
        config.with(new SelectionConfig(Monitor.LOSS, Optional.empty(), "none", false)),
        "monitor",
        "loss");
    assertChanges(RunConfig.forWorkers(3), "workers", "3");
  }

  @Test
  void whatCannotBeIsRefused() {
    RunConfig config = RunConfig.forWorkers(2);
    SelectionConfig early =
        new SelectionConfig(Monitor.LOSS, Optional.of(EarlyStopping.parse("2")), "none", false);
    RunData untested = new RunData(data.training(), Optional.empty());

    assertThatThrownBy(() -> RunConfig.forWorkers(0)).hasMessage("workers 0 must be at least 1");
    assertThatThrownBy(() -> config.withEpochs(0)).hasMessage("epochs 0 must be at least 1");
    assertThatThrownBy(() -> config.train("nonet", data, HADOOP))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("model 'nonet' must be one of ");
    assertThatThrownBy(() -> config.with(early).train("lenet5", untested, HADOOP))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("early-stopping '2,0.0' needs test data");
    assertThatThrownBy(() -> config.withBatchSize(0).train("lenet5", data, HADOOP))
        .hasMessage("batch-size 0 must be at least 1");
  }
}
