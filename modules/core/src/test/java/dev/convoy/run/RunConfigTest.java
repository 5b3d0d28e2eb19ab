package dev.convoy.run;

import static dev.convoy.run.TinyRuns.STORAGE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.convoy.average.OuterUpdate;
import dev.convoy.average.RateScaling;
import dev.convoy.average.Synchronization;
import dev.convoy.optim.GradientTransforms;
import dev.convoy.train.EarlyStopping;
import dev.convoy.train.Monitor;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Hyperparameters become the definition of a run. */
class RunConfigTest {
  private static RunData data;

  @BeforeAll
  static void open() throws IOException {
    data = RunData.open("generated:60:28x28x1", STORAGE);
  }

  private static ObjectNode config(RunConfig config) throws IOException {
    return config.train("lenet5", data, STORAGE).config();
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
                OptimizerConfig.STANDARD.optimizer(), "constant", 0, GradientTransforms.NONE, 4)),
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

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "epochs=3 seed=-5 batchSize=16 onNan=rollback kernels=reference",
        "sync=steps:4 outer=nesterov:1.0,0.5 innerState=average wire=bfloat16 scaleRate=sqrt",
        "optimizer=lars:0.5,0.9,1.0E-4 schedule=one-cycle:0.3 warmup=0.1 accumulate=3",
        "l1=1e-4 l2=1e-3 clipNorm=0.7 labelSmoothing=0.1 classWeights=balanced",
        "augment=flip:horizontal,crop:2,erase:0.5,0.33,mixup:0.2 algorithm=winograd",
        "monitor=loss earlyStopping=2,0.01 average=ema:0.9",
        "loss=meanSquaredError average=swa:2"
      })
  void whatIsWrittenReadsBackAsTheSame(String settings) {
    RunConfig config = Settings.with(RunConfig.forWorkers(3), settings);

    assertThat(read(config.toJson())).isEqualTo(config);
    assertThat(config.equals(RunConfig.forWorkers(3))).isEqualTo(settings.isEmpty());
  }

  @Test
  void optionsAreReadAsUsersWriteThem() {
    RunConfig config =
        read(
            """
            {"workers": 2, "batch-size": 16, "early-stopping": 8, "augment": ["flip", "crop:2"],
             "class-weights": [1, 2.5], "recalibrate": true}
            """);

    assertThat(config.batch().size()).isEqualTo(16);
    assertThat(config.selection().earlyStopping()).contains(EarlyStopping.parse("8"));
    assertThat(config.batch().augmentations().text()).isEqualTo("flip:horizontal,crop:2");
    assertThat(config.loss().classWeights()).isEqualTo("1,2.5");
    assertThat(config.selection().recalibrates()).isTrue();
    assertThat(config.length().epochs()).isEqualTo(8);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{} | mine: lacks workers, their number decides the result",
        "{'workers': 1, 'epoch': 3} | mine: 'epoch' is no setting of a run; did you mean 'epochs'?",
        "{'workers': 1, 'batchSize': 3, 'batch-size': 4} | mine: has the key 'batchSize' twice",
        "{'workers': 1, 'batch--size': 3} | mine: 'batch-Size' is no setting of a run; did you mean 'batchSize'?",
        "{'workers': 1, 'epochs': '3'} | mine: epochs must be an integer, not \"3\"",
        "{'workers': 1, 'epochs': 3.5} | mine: epochs must be an integer, not 3.5",
        "{'workers': 1, 'l2': 'x'} | mine: l2 must be a number, not \"x\"",
        "{'workers': 1, 'recalibrate': 1} | mine: recalibrate must be true or false, not 1",
        "{'workers': 1, 'sync': {}} | mine: sync must be a string, a number or a list of them, not {}",
        "{'workers': 1, 'epochs': 0} | epochs 0 must be at least 1",
        "{'workers': 1, 'seed': 1e30} | mine: seed must be an integer, not 1.0E30",
        "{'workers': 1, 'wire': 'float16'} | wire 'float16' must be float32 or bfloat16"
      })
  void whatIsMalformedIsRefused(String json, String message) {
    assertThatThrownBy(() -> read(json.replace('\'', '"')))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(message);
  }

  private static RunConfig read(String json) {
    return RunConfig.read("mine", json.getBytes(StandardCharsets.UTF_8));
  }

  /** A run of the first version had settings that are gone; its model is used all the same. */
  @Test
  void theConfigurationOfAnEarlierVersionIsRead() throws IOException {
    ObjectNode config = config(RunConfig.forWorkers(2).withSeed(9));
    config.put("warmupRounds", 3).put("scaleRate", "linear");

    assertThat(RunDefinition.settings(config)).isEqualTo(RunConfig.forWorkers(2).withSeed(9));
  }

  @Test
  void whatCannotBeIsRefused() {
    RunConfig config = RunConfig.forWorkers(2);
    SelectionConfig early =
        new SelectionConfig(Monitor.LOSS, Optional.of(EarlyStopping.parse("2")), "none", false);
    RunData untested = new RunData(data.training(), Optional.empty());

    assertThatThrownBy(() -> RunConfig.forWorkers(0)).hasMessage("workers 0 must be at least 1");
    assertThatThrownBy(() -> config.withEpochs(0)).hasMessage("epochs 0 must be at least 1");
    assertThatThrownBy(() -> config.train("nonet", data, STORAGE))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("model 'nonet' must be one of ");
    assertThatThrownBy(() -> config.with(early).train("lenet5", untested, STORAGE))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("early-stopping '2,0.0' needs test data");
    assertThatThrownBy(() -> config.withBatchSize(0).train("lenet5", data, STORAGE))
        .hasMessage("batch-size 0 must be at least 1");
  }
}
