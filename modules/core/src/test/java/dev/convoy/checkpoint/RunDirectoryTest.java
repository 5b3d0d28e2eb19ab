package dev.convoy.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.convoy.files.FilePath;
import dev.convoy.files.LocalStorage;
import dev.convoy.files.Storage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

public final class RunDirectoryTest {
  private final Storage storage = new LocalStorage();
  @TempDir private Path temporary;
  private Path out;
  private RunDirectory directory;

  @BeforeEach
  void open() throws IOException {
    out = temporary.resolve("out");
    directory = RunDirectory.open(path(out), storage);
  }

  @Test
  void anAbsentOrEmptyDirectoryIsEmptyAndStaysUntouched() throws IOException {
    assertThat(directory.inspect()).isEqualTo(RunDirectory.State.EMPTY);
    assertThat(directory.config()).isEmpty();
    assertThat(directory.latest(reason -> {})).isEmpty();
    assertThat(out).doesNotExist();
    Files.createDirectory(out);
    assertThat(directory.inspect()).isEqualTo(RunDirectory.State.EMPTY);
    assertThat(out).isEmptyDirectory();
  }

  @Test
  void startClaimsTheDirectoryWithTheConfiguration() throws IOException {
    directory.start(Checkpoints.config());
    assertThat(directory.inspect()).isEqualTo(RunDirectory.State.CLAIMED);
    assertThat(directory.config().orElseThrow()).hasToString(Checkpoints.config().toString());
    assertThat(files(out)).containsExactly("config.json");
    assertThat(out.resolve("config.json"))
        .hasContent(
            """
            {
              "format": "convoy-run-2",
              "seed": 1,
              "workers": 4,
              "epochs": 5,
              "outer": "average",
              "optimizer": {"name": "sgd", "rate": 0.02, "momentum": 0.9}
            }
            """);
    assertThatThrownBy(() -> directory.start(Checkpoints.config()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("holds a run already");
  }

  @Test
  void aConfigurationWithOurOwnKeyIsRefusedBeforeAnythingIsWritten() {
    ObjectNode config = Checkpoints.config().put("format", "mine");
    assertThatThrownBy(() -> directory.start(config))
        .hasMessage("config: the key 'format' is taken");
    assertThat(out).doesNotExist();
  }

  @Test
  void aFileAtItsPlaceIsForeign() throws IOException {
    Files.writeString(out, "precious");
    assertForeign("run directory " + path(out) + ": is a file, must be a directory or absent");
    assertThat(out).hasContent("precious");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "notes.txt",
        "model.json",
        "manifest.json",
        "metrics.jsonl",
        "_SUCCESS",
        ".hidden",
        ".model.json.tmp",
        "a/b",
        "checkpoints/epoch-00001/manifest.json",
        "config.json/x"
      })
  void anythingElseIsForeign(String name) throws IOException {
    Path file = out.resolve(name);
    Files.createDirectories(file.getParent());
    Files.writeString(file, "precious");
    assertForeign(
        "run directory "
            + path(out)
            + ": holds '"
            + out.relativize(file).getName(0)
            + "', which is not of a run; choose a directory that is empty or absent");
    assertThatThrownBy(() -> directory.start(Checkpoints.config()))
        .isInstanceOf(IllegalArgumentException.class);
    assertThat(file).hasContent("precious");
    assertThat(files(out)).hasSize(1);
  }

  @Test
  void whatOthersPutBesideARunStaysAndDoesNotMatter() throws IOException {
    directory.start(Checkpoints.config());
    Files.writeString(out.resolve("notes.txt"), "precious");
    Files.createDirectories(out.resolve("checkpoints/mine"));
    Files.writeString(out.resolve("checkpoints/mine/notes.txt"), "precious");

    assertThat(directory.inspect()).isEqualTo(RunDirectory.State.CLAIMED);
    for (int epoch = 1; epoch <= 4; epoch++) {
      directory.commit(Checkpoints.of(epoch));
      Path inside = out.resolve("checkpoints/epoch-0000" + epoch + "/notes.txt");
      Files.writeString(inside, "precious " + epoch);
    }
    directory.finish(Checkpoints.of(4));

    assertThat(out.resolve("notes.txt")).hasContent("precious");
    assertThat(out.resolve("checkpoints/mine/notes.txt")).hasContent("precious");
    assertThat(files(out.resolve("checkpoints/epoch-00001"))).containsExactly("notes.txt");
    assertThat(directory.latestWithState(RunDirectoryTest::fail).orElseThrow().epoch())
        .isEqualTo(4);
  }

  @Test
  void aDirectoryWhereTheFinalModelWouldBeIsForeign() throws IOException {
    directory.start(Checkpoints.config());
    Files.createDirectory(out.resolve("model.json"));
    assertForeign(
        "run directory "
            + path(out)
            + ": holds 'model.json', which is not of a run; choose a directory that is empty or"
            + " absent");
  }

  @ParameterizedTest
  @ValueSource(strings = {"{\"model_type\": \"resnet\"}", "{\"format\": 1}", "{}"})
  void aConfigOfSomethingElseIsForeign(String content) throws IOException {
    Files.createDirectory(out);
    Files.writeString(out.resolve("config.json"), content);
    assertForeign(
        path(out) + "/config.json: is not of a Convoy run: format must be \"convoy-run-2\"");
  }

  private void assertForeign(String message) {
    assertThatThrownBy(directory::inspect)
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(message);
  }

  @Test
  void whatHadoopsToolsAndCrashesLeaveIsNotForeign() throws IOException {
    Files.createDirectory(out);
    Files.writeString(out.resolve(".config.json.tmp"), "{\"for");
    Files.writeString(out.resolve("..config.json.tmp.crc"), "crc");
    assertThat(directory.inspect()).isEqualTo(RunDirectory.State.EMPTY);
    directory.start(Checkpoints.config());
    Files.writeString(out.resolve(".config.json.crc"), "crc");
    Files.writeString(out.resolve(".model.safetensors.tmp"), "half");
    assertThat(directory.inspect()).isEqualTo(RunDirectory.State.CLAIMED);
  }

  @Test
  void anOldChecksumFileDoesNotSpoilANewFile() throws IOException {
    directory.start(Checkpoints.config());
    Files.writeString(out.resolve(".metrics.jsonl.crc"), "crc of another file");
    directory.commit(Checkpoints.of(1));
    assertThat(out.resolve(".metrics.jsonl.crc")).doesNotExist();
    assertThat(out.resolve("metrics.jsonl")).hasContent("{\"epoch\":1}\n");
  }

  @Test
  void aCommitIsReadBackAndHasTheseFiles() throws IOException {
    directory.start(Checkpoints.config());
    directory.commit(Checkpoints.of(3));
    Checkpoint latest = directory.latest(RunDirectoryTest::fail).orElseThrow();
    Checkpoints.assertEqual(latest, Checkpoints.of(3));
    assertThat(latest.complete()).isFalse();
    assertThat(files(out))
        .containsExactly(
            "checkpoints/epoch-00003/config.json",
            "checkpoints/epoch-00003/manifest.json",
            "checkpoints/epoch-00003/metrics.jsonl",
            "checkpoints/epoch-00003/model.json",
            "checkpoints/epoch-00003/model.safetensors",
            "checkpoints/epoch-00003/progress.json",
            "checkpoints/epoch-00003/state.safetensors",
            "config.json",
            "metrics.jsonl");
    assertThat(out.resolve("metrics.jsonl"))
        .hasContent("{\"epoch\":1}\n{\"epoch\":2}\n{\"epoch\":3}");
  }

  @Test
  void theLastTwoCheckpointsStay() throws IOException {
    directory.start(Checkpoints.config());
    for (int epoch = 1; epoch <= 4; epoch++) {
      directory.commit(Checkpoints.of(epoch));
    }
    assertThat(epochs()).containsExactly("epoch-00003", "epoch-00004");
  }

  @Test
  void asManyCheckpointsStayAsAskedFor() throws IOException {
    directory.start(Checkpoints.config());
    RunDirectory keeping = directory.keeping(3);
    for (int epoch = 1; epoch <= 4; epoch++) {
      keeping.commit(Checkpoints.of(epoch));
    }
    keeping.commit(Checkpoints.of(4, 2));
    assertThat(epochs()).containsExactly("epoch-00003", "epoch-00004", "epoch-00004-round-00002");
    assertThatThrownBy(() -> directory.keeping(1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("keep-checkpoints 1 must be at least 2");
  }

  @Test
  void aCheckpointWithinAnEpochIsReadBackWithItsProgress() throws IOException {
    directory.start(Checkpoints.config());
    directory.commit(Checkpoints.of(2));
    directory.commit(Checkpoints.of(2, 3));
    Checkpoint latest = directory.latestWithState(RunDirectoryTest::fail).orElseThrow();
    Checkpoints.assertEqual(latest, Checkpoints.of(2, 3));
    assertThat(latest.progress().counted().lossSum()).isEqualTo(0.1 + 0.2);
    assertThat(epochs()).containsExactly("epoch-00002", "epoch-00002-round-00003");
  }

  @Test
  void aFinishedRunHasTheFormOfACheckpointWithoutState() throws IOException {
    directory.start(Checkpoints.config());
    directory.commit(Checkpoints.of(2));
    directory.finish(Checkpoints.of(2));
    Checkpoint latest = directory.latest(RunDirectoryTest::fail).orElseThrow();
    assertThat(latest.complete()).isTrue();
    Checkpoints.assertEqual(latest, Checkpoints.of(2));
    assertThat(files(out))
        .contains("manifest.json", "model.json", "model.safetensors")
        .doesNotContain("state.safetensors");
    assertThat(directory.inspect()).isEqualTo(RunDirectory.State.CLAIMED);
  }

  @Test
  void aRunThatGoesOnIsNoLongerComplete() throws IOException {
    directory.start(Checkpoints.config());
    directory.finish(Checkpoints.of(2));
    directory.commit(Checkpoints.of(3));
    assertThat(directory.latest(RunDirectoryTest::fail).orElseThrow().epoch()).isEqualTo(3);
  }

  @Test
  void nothingIsCommittedWithoutAStart() {
    assertThatThrownBy(() -> directory.commit(Checkpoints.of(1)))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("no run was started");
    assertThat(out).doesNotExist();
  }

  @Test
  void readTakesARunOrACheckpointWhereverItIs() throws IOException {
    directory.start(Checkpoints.config());
    directory.commit(Checkpoints.of(1));
    directory.commit(Checkpoints.of(2));
    assertThat(read(out).epoch()).isEqualTo(2);
    assertThat(read(out.resolve("checkpoints/epoch-00001")).epoch()).isEqualTo(1);
    Path moved = Files.move(out.resolve("checkpoints/epoch-00001"), temporary.resolve("moved"));
    Checkpoints.assertEqual(read(moved), Checkpoints.of(1));
    directory.finish(Checkpoints.of(5));
    assertThat(read(out).epoch()).isEqualTo(5);
  }

  @Test
  void readSaysWhatIsNotThere() throws IOException {
    assertThatThrownBy(() -> read(out))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(path(out) + ": must be the directory of a run or checkpoint, there is none");
    directory.start(Checkpoints.config());
    assertThatThrownBy(() -> read(out))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(path(out) + ": holds no complete model and no whole checkpoint");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          seed               | 2         | seed is 2, but the run in {} was started with 1
          outer              | "nesterov"| outer is "nesterov", but the run in {} was started with "average"
          optimizer          | {"name": "sgd", "rate": 0.1, "momentum": 0.9} | optimizer.rate is 0.1, but the run in {} was started with 0.02
          optimizer          | "adam"    | optimizer is "adam", but the run in {} was started with {"name": "sgd", "rate": 0.02, "momentum": 0.9}
          schedule           | [1, 2]    | schedule is [1, 2], but the run in {} was started without it
          """)
  void aDifferentConfigurationIsRefused(String key, String value, String message)
      throws IOException {
    directory.start(Checkpoints.config());
    ObjectNode asked = Checkpoints.config();
    asked.set(key, new com.fasterxml.jackson.databind.ObjectMapper().readTree(value));
    assertThatThrownBy(() -> directory.requireSame(asked, Set.of("epochs")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            message.replace("{}", path(out).toString()) + "; a run goes on only as it was started");
    directory.requireSame(asked, Set.of(key));
  }

  @Test
  void theSameConfigurationIsAcceptedWhateverTheClassesOfItsNumbers() throws IOException {
    directory.start(Checkpoints.config());
    ObjectNode asked = Checkpoints.config().put("seed", 1).put("workers", 4L);
    asked.withObject("/optimizer").put("rate", 0.02);
    directory.requireSame(asked, Set.of());
    asked.remove("seed");
    assertThatThrownBy(() -> directory.requireSame(asked, Set.of()))
        .hasMessageStartingWith("seed is not given, but the run in ");
  }

  @Test
  void aRelativePathWorks() throws IOException {
    Path relative = Path.of("target", "relative-run-" + System.nanoTime());
    RunDirectory run = RunDirectory.open(FilePath.of(relative.toString()), storage);
    run.start(Checkpoints.config());
    run.commit(Checkpoints.of(1));
    assertThat(run.latest(RunDirectoryTest::fail).orElseThrow().epoch()).isEqualTo(1);
    assertThat(relative.resolve("metrics.jsonl")).exists();
  }

  @Test
  void aModelFileIsReadByItsPath() throws IOException {
    directory.start(Checkpoints.config());
    directory.finish(Checkpoints.of(1));
    FilePath model = path(out).resolve("model.json");
    assertThat(ModelFile.read(model, storage)).isEqualTo(Checkpoints.MODEL);
    assertThatThrownBy(() -> ModelFile.read(path(out), storage))
        .hasMessage(path(out) + ": is a directory, must be a model file");
    assertThatThrownBy(() -> ModelFile.read(path(temporary.resolve("no.json")), storage))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageEndingWith("no.json: there is no such file");
  }

  private Checkpoint read(Path path) throws IOException {
    return RunDirectory.read(path(path), storage, RunDirectoryTest::fail);
  }

  private List<String> epochs() throws IOException {
    try (Stream<Path> list = Files.list(out.resolve("checkpoints"))) {
      return list.map(path -> path.getFileName().toString()).sorted().toList();
    }
  }

  public static List<String> files(Path root) throws IOException {
    try (Stream<Path> walk = Files.walk(root)) {
      return walk.filter(Files::isRegularFile)
          .map(path -> root.relativize(path).toString())
          .sorted()
          .toList();
    }
  }

  public static FilePath path(Path path) {
    return FilePath.of(path.toString());
  }

  static void fail(String reason) {
    throw new AssertionError(reason);
  }
}
