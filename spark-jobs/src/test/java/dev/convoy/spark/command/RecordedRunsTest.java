package dev.convoy.spark.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Results that were recorded once. They are the same on every machine, with every kernel and
 * however the code is arranged; whoever changes one on purpose records it anew and says why in the
 * changelog.
 */
class RecordedRunsTest {
  private static final String MODEL =
      """
      {"input": [12, 12, 1],
       "layers": [
        {"type": "conv2d", "filters": 4, "kernel": 3, "padding": "same", "bias": false},
        {"type": "batchNorm"},
        {"type": "relu"},
        {"type": "maxPool", "size": 2},
        {"type": "dropout", "rate": 0.25},
        {"type": "conv2d", "filters": 8, "kernel": 3, "padding": "same"},
        {"type": "relu"},
        {"type": "dense", "units": 10}]}
      """;

  @TempDir private Path folder;
  private Workspace workspace;

  @BeforeEach
  void open() {
    workspace = new Workspace(folder);
    workspace.write("model.json", MODEL);
  }

  private CommandLineRun train(String out, String options) {
    return train(out, Workspace.DATA, options);
  }

  private CommandLineRun train(String out, String data, String options) {
    List<String> arguments =
        new ArrayList<>(List.of("train", "--model", workspace.path("model.json"), "--data", data));
    arguments.addAll(List.of("--out", workspace.path(out), "--workers", "3", "--batch-size", "8"));
    arguments.addAll(List.of("--json", "--seed", "7"));
    arguments.addAll(List.of(options.replace("@", folder + "/").strip().split("\\s+")));
    CommandLineRun run = CommandLineRun.on("local[2]", arguments);
    assertThat(run.status()).as(run.err()).isZero();
    return run;
  }

  private static String hash(CommandLineRun run) {
    return run.lastEvent().get("parametersSha256").asText().substring(0, 16);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--epochs 3 | bf3a7b3da1099153",
        "--epochs 2 --sync gradient --optimizer adam:0.01 --accumulate 2 --wire bfloat16 | 86c708cedb2dad9e",
        "--epochs 2 --sync steps:2 --outer nesterov:1,0.5 --inner-state average --scale-rate sqrt | 869cf689bc471d05",
        "--epochs 2 --augment flip,crop:1,rotate:10,brightness:0.1,erase:0.5,mixup:0.2 | cf3d0520eace0db8",
        "--epochs 2 --algorithm winograd --optimizer sgd:0.05,0.9,nesterov --initializer he-normal | 2d9f83741d4f20da",
        "--epochs 4 --average ema:0.9 --early-stopping 2 --monitor loss | 58803b18a1766068",
        "--epochs 2 --average swa:1 --recalibrate --schedule one-cycle --l2 1e-3 --clip-norm 1 | d35c60559739d0d2",
        "--epochs 2 --optimizer lars:0.5,0.9,1e-4 --warmup 0.5 --schedule cosine --l1 1e-4 | 502656a29f879aa7",
        "--epochs 2 --class-weights balanced --label-smoothing 0.1 --optimizer adamw:0.01,0.1 | 1bea3a0da84abbf1",
        "--epochs 2 --loss meanSquaredError --optimizer rmsprop:0.001 | 15642d63318fa449",
        "--epochs 3 --reduce shuffle --schedule step:1,0.5 --scale-rate sqrt --kernels reference | 591945e74518045e"
      })
  void aRunEndsAsItAlwaysHas(String options, String hash) {
    assertThat(hash(train("run", options))).isEqualTo(hash);
  }

  @Test
  void aRunThatGoesOnEndsAsItAlwaysHas() {
    train("run", "--epochs 1 --sync steps:2 --inner-state average");

    String hash = hash(train("run", "--epochs 3 --sync steps:2 --inner-state average --resume"));

    assertThat(hash).isEqualTo("2643dc3e2713067f");
  }

  @Test
  void aRunThatStartsFromAnotherEndsAsItAlwaysHas() {
    train("first", "--epochs 1");

    String hash =
        hash(train("second", "--epochs 2 --init-from @first --new-head fc* --freeze conv1"));

    assertThat(hash).isEqualTo("d84c627719f79a77");
  }

  @Test
  void aRunOnPackedDataEndsAsItAlwaysHas() {
    workspace.noise("images/train", 120);
    workspace.noise("images/t10k", 30);
    workspace.pack("packed", workspace.path("images"));

    String hash = hash(train("run", workspace.path("packed"), "--epochs 2"));

    assertThat(hash).isEqualTo("a1ac883c065ccde9");
  }
}
