package dev.convoy.spark.command;

import static dev.convoy.spark.command.Refusal.DATA;
import static dev.convoy.spark.command.Refusal.NOTHING;
import static dev.convoy.spark.command.Refusal.option;
import static dev.convoy.spark.command.Refusal.train;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.hadoop.fs.RawLocalFileSystem;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Numbers have a range, words are not empty, and what users gave is shown short and masked. */
class InputBoundsTest {
  private static final String SECRET = "ftp://user:pass/word@nowhere.invalid";

  @TempDir private Path folder;

  private static Refusal plan(String message, String... more) {
    List<String> all = new ArrayList<>(train(more));
    all.subList(all.indexOf("--out"), all.indexOf("--out") + 2).clear();
    all.set(0, "plan");
    return new Refusal(String.join(" ", more), NOTHING, all, message);
  }

  static Stream<Refusal> refusals() {
    return Stream.of(
        plan("executors 2147483647 must be at most 10000", "--executors", "2147483647"),
        plan("executor-cores 0 must be at least 1", "--executor-cores", "0"),
        plan("bandwidth NaN must be above 0 and at most", "--bandwidth", "NaN"),
        plan("images-per-second 1.0E300 must be", "--images-per-second", "1e300"),
        plan(
            "data 'generated:9223372036854775807': must be generated",
            "--data",
            "generated:9223372036854775807"),
        option("workers 2147483647 must be at most 100000", "--workers", "2147483647"),
        option("epochs 2147483647 must be at most 1000000", "--epochs", "2147483647"),
        option("l1 Infinity must be at least 0 and at most 1000000", "--l1", "Infinity"),
        option("recipe '' must not be empty", "--recipe="),
        option("recipe '@': is a directory, must be a file", "--recipe", "@"),
        option("freeze '' must not be empty", "--freeze", ""),
        new Refusal(
            "a folder as map",
            NOTHING,
            List.of(
                "train",
                "--data",
                DATA,
                "--model",
                "@/tiny.json",
                "--out",
                "@/out",
                "--init-from",
                "@/tiny.json",
                "--init-map",
                "@"),
            "init-map '@': is a directory, must be a file"));
  }

  @ParameterizedTest
  @MethodSource("refusals")
  void isALineAndStatusTwo(Refusal refusal) {
    refusal.prepareIn(folder);

    refusal.requireIn(folder);
  }

  @Test
  void aLongValueIsShownShort() {
    String value = "a".repeat(10_000);

    CommandLineRun run =
        CommandLineRun.on(
            "local[1]", train("--model", "lenet5", "--out", folder + "/out", "--sync", value));

    assertThat(run.status()).isEqualTo(2);
    assertThat(run.err()).hasSizeLessThan(600).contains("aaa…aaa").contains("steps:H");
  }

  @Test
  void credentialsAreInNothingThatIsPrinted() {
    List<String> arguments =
        train(
            "--data", SECRET + "/data", "--model", "lenet5", "--out", folder + "/out", "--verbose");

    CommandLineRun run = CommandLineRun.on("local[1]", arguments);

    assertThat(run.status()).isEqualTo(2);
    assertThat(run.err())
        .contains("ftp://***@nowhere.invalid/data")
        .doesNotContain("pass/word")
        .doesNotContain("user:");
  }

  /** The local disk under a scheme whose URIs have users and passwords. */
  static final class SecretFiles extends RawLocalFileSystem {
    @Override
    public URI getUri() {
      return URI.create("secret://user:pass-word@host");
    }

    @Override
    public String getScheme() {
      return "secret";
    }
  }

  @Test
  void credentialsAreInNothingThatIsWritten() throws IOException {
    Workspace workspace = new Workspace(folder);
    workspace.images("images", 60, 1);
    workspace.model();
    String place = "secret://user:pass-word@host" + folder;
    List<String> arguments = new ArrayList<>(List.of("train", "--epochs", "1", "--workers", "1"));
    arguments.addAll(List.of("--model", place + "/tiny.json", "--data", place + "/images"));
    arguments.addAll(List.of("--test", place + "/images", "--out", place + "/run", "--verbose"));

    CommandLineRun run =
        CommandLineRun.on(
            "local[1]",
            Map.of("spark.hadoop.fs.secret.impl", SecretFiles.class.getName()),
            arguments);

    assertThat(run.status()).as(run.err()).isZero();
    assertThat(run.out() + run.err()).contains("secret://***@host").doesNotContain("pass-word");
    assertThat(workspace.config("run").get("data").asText()).startsWith("secret://***@host");
    for (Path file : files()) {
      assertThat(Files.readString(file, StandardCharsets.ISO_8859_1))
          .as(file.toString())
          .doesNotContain("pass-word");
    }
  }

  private List<Path> files() throws IOException {
    try (Stream<Path> paths = Files.walk(folder)) {
      return paths.filter(Files::isRegularFile).toList();
    }
  }
}
