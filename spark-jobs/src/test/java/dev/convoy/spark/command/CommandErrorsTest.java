package dev.convoy.spark.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What all commands do about errors alike. */
class CommandErrorsTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "describe --model lenet5 --as-fil | describe | Unknown option: '--as-fil' | --as-file",
        "describe --model lenet5 --batchsize=3 | describe | Unknown option: '--batchsize=3'"
            + " | --batch-size",
        "bench --model lenet5 --thread 2 | bench | Unknown options: '--thread', '2' | --threads",
        "describe --modle lenet5 | describe | Unknown options: '--modle', 'lenet5' | --model",
        "check data --data generated --sample a.png | check data"
            + " | Unknown options: '--sample', 'a.png' | --samples",
        "--versoin | | Unknown option: '--versoin' | --version",
        "tarin | | Unmatched argument at index 0: 'tarin' | train",
        "check gradient | check | Unmatched argument at index 1: 'gradient' | gradients"
      })
  void forAWordThatIsUnknownTheNearestIsNamed(
      String words, String command, String unknown, String nearest) {
    CommandLineRun run = CommandLineRun.of(words.split(" "));

    assertThat(run.status()).isEqualTo(2);
    assertThat(run.out()).isEmpty();
    String name = command == null ? "convoy" : "convoy " + command;
    assertThat(run.err().lines())
        .containsExactly(
            name + ": " + unknown + "; did you mean '" + nearest + "'? (see " + name + " --help)");
  }

  @Test
  void forAWordThatIsLikeNothingNoneIsNamed() {
    assertThat(CommandLineRun.of("describe", "--model", "lenet5", "--quantize").err().lines())
        .containsExactly(
            "convoy describe: Unknown option: '--quantize' (see convoy describe --help)");
  }

  /** Which no command ignores: here files without a scheme are nowhere. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "train --data generated:60 --out file:/nowhere/run",
        "plan --data generated:60",
        "evaluate --data generated:60",
        "describe",
        "bench",
        "check gradients",
        "check overfit --data generated:60"
      })
  void settingsSayWhereModelsAre(String command) {
    List<String> words = new ArrayList<>(List.of(command.split(" ")));
    words.addAll(List.of("--model", "/model.json"));

    CommandLineRun run =
        CommandLineRun.on("local[1]", Map.of("spark.hadoop.fs.defaultFS", "nosuch://host"), words);

    assertThat(run.status()).isEqualTo(2);
    assertThat(run.err())
        .contains(": model '/model.json': this Spark has no connector for 'nosuch:'; give its jar");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "train --model lenet --data generated:60 --out run",
        "plan --model lenet --data generated:60",
        "evaluate --model nowhere --data generated:60",
        "describe --model lenet",
        "pack --data nowhere --out packed",
        "bench --model lenet",
        "check gradients --model lenet",
        "check overfit --model lenet --data generated:60",
        "check data --data nowhere"
      })
  void theStackTraceIsThereWithVerboseAndOnlyThen(String words) {
    List<String> arguments = new ArrayList<>(List.of(words.split(" ")));
    CommandLineRun quiet = CommandLineRun.on("local[2]", arguments);
    arguments.add("--verbose");
    CommandLineRun verbose = CommandLineRun.on("local[2]", arguments);

    assertThat(quiet.status()).isEqualTo(2);
    assertThat(quiet.err().lines()).hasSize(1);
    assertThat(verbose.status()).isEqualTo(2);
    assertThat(verbose.err()).startsWith(quiet.err()).contains("\tat dev.convoy.");
  }

  @Test
  void aResultThatCannotBeWrittenAnywhereIsAFailure() {
    PrintStream before = System.out;
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    PrintStream errBefore = System.err;
    try {
      System.setOut(new PrintStream(new FullOutput(), true, StandardCharsets.UTF_8));
      System.setErr(new PrintStream(err, true, StandardCharsets.UTF_8));
      assertThat(ConvoyCommand.run("describe", "--model", "lenet5", "--as-file")).isEqualTo(1);
    } finally {
      System.setOut(before);
      System.setErr(errBefore);
    }
    assertThat(err.toString(StandardCharsets.UTF_8))
        .isEqualTo("convoy describe: standard output could not be written\n");
  }

  private static final class FullOutput extends OutputStream {
    @Override
    public void write(int value) throws IOException {
      throw new IOException("No space left on device");
    }
  }

  /** Spark's own directories are a file here, which is the same line on every system. */
  @ParameterizedTest
  @ValueSource(strings = {"train --out %s/run", "evaluate"})
  void aDirectoryOfSparkThatCannotBeUsedIsALineAndStatusOne(String words, @TempDir Path folder)
      throws IOException {
    Workspace workspace = new Workspace(folder);
    String file = workspace.write("file", "precious");
    List<String> arguments = new ArrayList<>(List.of(words.formatted(folder).split(" ")));
    String model = workspace.model();
    if (words.equals("evaluate")) {
      assertThat(workspace.train("trained", "--epochs", "1").status()).isZero();
      model = workspace.path("trained");
    }
    arguments.addAll(List.of("--data", Workspace.DATA, "--model", model));

    CommandLineRun run = CommandLineRun.on("local[2]", Map.of("spark.local.dir", file), arguments);

    assertThat(run.status()).as(run.err()).isEqualTo(1);
    assertThat(run.err().lines().toList())
        .last()
        .asString()
        .matches(
            "convoy (train|evaluate): Spark's local directory '.*/file' \\(SPARK_LOCAL_DIRS or"
                + " spark.local.dir\\): not a directory");
    assertThat(run.err()).doesNotContain("\tat ");
    assertThat(Path.of(file)).hasContent("precious");
  }

  /** Each wants several gigabytes. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "check gradients --model vgg-small:32x32x1 --examples 20000",
        "check overfit --model vgg-small --examples 5000 --data generated:5000:32x32x3"
      })
  void aLackOfMemoryIsALineAndStatusOne(String words) {
    CommandLineRun run = CommandLineRun.of(words.split(" "));

    assertThat(run.status()).as(run.err()).isEqualTo(1);
    assertThat(run.out()).isEmpty();
    assertThat(run.err()).doesNotContain("\tat ");
    assertThat(run.err().lines().filter(line -> line.startsWith("convoy ")))
        .singleElement()
        .asString()
        .matches(
            "convoy [a-z ]+: out of memory \\(.+\\): this process has [0-9,]+ MB; give it more"
                + " \\(--driver-memory of spark-submit\\), or less to hold at once");
  }
}
