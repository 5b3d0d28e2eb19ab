package dev.convoy.spark.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.convoy.spark.command.options.BadInputException;
import dev.convoy.spark.command.options.SubmittedPath;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the driver of a cluster makes of paths. */
class SubmittedPathTest {
  private static final Map<String, String> CLUSTER = Map.of("spark.submit.deployMode", "cluster");

  private final Map<String, String> set = new HashMap<>();

  private void with(Map<String, String> settings) {
    settings.forEach(System::setProperty);
    set.putAll(settings);
  }

  @AfterEach
  void clear() {
    set.keySet().forEach(System::clearProperty);
  }

  @ParameterizedTest
  @ValueSource(strings = {"/runs/mine", "file:/runs/mine", "hdfs:///runs/mine", "generated:9"})
  void absolutePathsStay(String path) {
    with(CLUSTER);

    assertThat(SubmittedPath.shared("out", path)).isEqualTo(path);
    assertThat(SubmittedPath.file("model", path)).isEqualTo(path);
  }

  @Test
  void relativePathsAreTheUsersInClientMode() {
    assertThat(SubmittedPath.shared("out", "runs/mine")).isEqualTo("runs/mine");
    assertThat(SubmittedPath.file("recipe", "recipe.json")).isEqualTo("recipe.json");
  }

  @Test
  void relativePathsAreRefusedInClusterMode() {
    with(CLUSTER);

    assertThatThrownBy(() -> SubmittedPath.shared("out", "runs/mine"))
        .isInstanceOf(BadInputException.class)
        .hasMessage(
            "out 'runs/mine' is relative: with --deploy-mode cluster the driver runs in a folder of"
                + " its own, on a machine that Spark picks; give an absolute path or a URI that the"
                + " whole cluster sees");
    assertThatThrownBy(() -> SubmittedPath.file("recipe", "r.json"))
        .isInstanceOf(BadInputException.class)
        .hasMessageEndingWith("the whole cluster sees, or send the file along with --files");
  }

  @Test
  void onHdfsTheyBeginAtTheUsersHome() {
    with(CLUSTER);
    with(Map.of("spark.hadoop.fs.defaultFS", "hdfs://name:8020"));

    assertThat(SubmittedPath.shared("out", "runs/mine")).isEqualTo("runs/mine");
  }

  @ParameterizedTest
  @CsvSource({
    "spark.files, 'file:/a/other.json,file:/a/r.json', file:/a/r.json",
    "spark.files, hdfs:///a/b#r.json, hdfs:///a/b",
    "spark.yarn.dist.files, file:/a/r.json, file:/a/r.json"
  })
  void filesThatWereSentAlongAreFound(String setting, String value, String found) {
    with(CLUSTER);
    with(Map.of(setting, value));

    assertThat(SubmittedPath.file("recipe", "r.json")).isEqualTo(found);
    assertThatThrownBy(() -> SubmittedPath.file("recipe", "q.json"))
        .isInstanceOf(BadInputException.class);
  }

  @Test
  void orLieInTheDriversFolder() {
    with(CLUSTER);

    assertThat(SubmittedPath.file("recipe", "pom.xml")).startsWith("file:/").endsWith("/pom.xml");
  }

  @ParameterizedTest
  @ValueSource(strings = {"train", "evaluate", "pack", "plan"})
  void everyCommandThatReadsDataRefusesThem(String command) {
    with(CLUSTER);
    String[] arguments =
        switch (command) {
          case "train" -> new String[] {command, "--model", "lenet5", "--out", "/runs/mine"};
          case "evaluate" -> new String[] {command, "--model", "runs/mine"};
          case "pack" -> new String[] {command, "--out", "data"};
          default -> new String[] {command, "--model", "lenet5", "--workers", "1"};
        };
    CommandLineRun run =
        CommandLineRun.on(
            "local[1]",
            CLUSTER,
            Stream.concat(Stream.of(arguments), Stream.of("--data", "mine")).toList());

    assertThat(run.status()).as(run.err()).isEqualTo(2);
    assertThat(run.err()).contains(" is relative: with --deploy-mode cluster ");
  }
}
