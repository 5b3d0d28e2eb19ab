package dev.convoy.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.convoy.files.Digests;
import dev.convoy.files.LocalStorage;
import dev.convoy.files.Storage;
import java.io.IOException;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Checkpoints with damage of every kind are passed over, with one line that says why. */
@Tag("slow")
final class DamagedCheckpointTest {
  private static final String[] FILES = {
    "config.json",
    "metrics.jsonl",
    "model.json",
    "model.safetensors",
    "progress.json",
    "state.safetensors",
    "manifest.json"
  };

  private final Storage storage = new LocalStorage();
  private final List<String> skipped = new ArrayList<>();
  @TempDir private Path temporary;
  private Path out;
  private Path newest;
  private RunDirectory directory;

  @BeforeEach
  void commitTwo() throws IOException {
    out = temporary.resolve("out");
    newest = out.resolve("checkpoints/epoch-00002");
    directory = RunDirectory.open(RunDirectoryTest.path(out), storage);
    directory.start(Checkpoints.config());
    directory.commit(Checkpoints.of(1));
    directory.commit(Checkpoints.of(2));
  }

  @Test
  void aChangedByteIsFoundInEveryFile() throws IOException {
    for (String name : FILES) {
      Path file = newest.resolve(name);
      byte[] content = Files.readAllBytes(file);
      for (int at = 0; at < content.length; at += Math.max(1, content.length / 40)) {
        byte[] damaged = content.clone();
        damaged[at] ^= 1;
        Files.write(file, damaged);
        if (!name.equals("manifest.json") || !stillSaysTheSame(damaged)) {
          assertFallsBack(name + " at " + at);
        }
      }
      Files.write(file, content);
    }
    assertThat(directory.latest(skipped::add).orElseThrow().epoch()).isEqualTo(2);
  }

  /** Not every byte of a manifest has a meaning: white space has none, nor do unknown keys. */
  private static boolean stillSaysTheSame(byte[] manifest) {
    try {
      Manifest parsed = Manifest.parse("m", manifest);
      return CheckpointName.of(parsed).text().equals("epoch-00002")
          && parsed.files().size() == FILES.length - 1;
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  @Test
  void aMissingCutOrLongerFileIsFound() throws IOException {
    for (String name : FILES) {
      Path file = newest.resolve(name);
      byte[] content = Files.readAllBytes(file);
      Files.delete(file);
      assertFallsBack("no " + name);
      Files.write(file, new byte[0]);
      assertFallsBack("empty " + name);
      Files.write(file, Arrays.copyOf(content, content.length / 2));
      assertFallsBack("half of " + name);
      Files.write(file, Arrays.copyOf(content, content.length + 8));
      assertFallsBack("more than " + name);
      Files.delete(file);
      Files.createDirectory(file);
      assertFallsBack("directory " + name);
      Files.delete(file);
      Files.write(file, content);
    }
    assertThat(directory.latest(skipped::add).orElseThrow().epoch()).isEqualTo(2);
  }

  private void assertFallsBack(String damage) throws IOException {
    skipped.clear();
    assertThat(directory.latest(skipped::add).orElseThrow().epoch()).as(damage).isEqualTo(1);
    assertThat(skipped).as(damage).hasSize(1);
    assertThat(skipped.get(0))
        .contains("epoch-00002: is skipped: ")
        .hasLineCount(1)
        .doesNotEndWith("null");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          "epoch": 2             | "epoch": 7              | its manifest is of epoch-00007
          "epoch": 2             | "epoch": -2             | must have an epoch
          "rounds": 0            | "rounds": 1             | its manifest is of epoch-00002-round-00001
          "generation": 0        | "generation": 4        | its manifest is of epoch-00002-lease-00004
          "complete": false      | "complete": 0           | must have an epoch, rounds, generation, complete,
          convoy-checkpoint-1    | convoy-checkpoint-2     | format is "convoy-checkpoint-2", must be
          "model.json":          | "modell.json":          | does not list 'model.json'
          "bytes": 24            | "bytes": "24"           | and files with bytes and sha256
          """)
  void aManifestThatLiesIsFound(String from, String to, String reason) throws IOException {
    Path file = newest.resolve("manifest.json");
    String content = Files.readString(file);
    assertThat(content).contains(from);
    Files.writeString(file, content.replace(from, to));
    assertFallsBack(from);
    assertThat(skipped.get(0)).contains(reason);
  }

  @Test
  void aManifestMayHaveKeysOfLaterVersions() throws IOException {
    Path file = newest.resolve("manifest.json");
    String content = Files.readString(file);
    Files.writeString(file, content.replaceFirst("\\{", "{\"note\": 3,"));
    assertThat(directory.latest(skipped::add).orElseThrow().epoch()).isEqualTo(2);
    assertThat(skipped).isEmpty();
  }

  @Test
  void anotherModelsParametersAreFoundEvenWithARightHash() throws IOException {
    Path model = newest.resolve("model.json");
    byte[] other =
        Files.readString(model)
            .replace("\"units\": 2", "\"units\": 3")
            .getBytes(StandardCharsets.UTF_8);
    String before = sha256(model);
    Files.write(model, other);
    Path manifest = newest.resolve("manifest.json");
    Files.writeString(manifest, Files.readString(manifest).replace(before, sha256(model)));
    assertFallsBack("other model");
    assertThat(skipped.get(0))
        .contains("tensor 'fc1.weight' has the shape [2, 48], the model needs");
  }

  private static String sha256(Path file) throws IOException {
    return HexFormat.of().formatHex(Digests.sha256().digest(Files.readAllBytes(file)));
  }

  @Test
  void ifAllAreDamagedThereIsNone() throws IOException {
    Files.delete(newest.resolve("model.json"));
    Files.delete(out.resolve("checkpoints/epoch-00001/manifest.json"));
    assertThat(directory.latest(skipped::add)).isEmpty();
    assertThat(skipped).hasSize(2);
    assertThat(skipped.get(1)).contains("has no manifest, so it was never finished");
    assertThatThrownBy(() -> RunDirectory.read(RunDirectoryTest.path(out), storage, reason -> {}))
        .hasMessageContaining("holds no complete model and no whole checkpoint; ")
        .hasMessageContaining("model.json");
    assertThatThrownBy(() -> directory.requireNoneLost(Optional.empty(), skipped))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(": all checkpoints are damaged and none was touched; restore one or")
        .hasMessageContaining("model.json");
  }

  @Test
  void aRunWhoseManifestsAreAllGoneIsNotTakenForANewOne() throws IOException {
    directory.requireNoneLost(directory.latest(skipped::add), skipped);
    Files.delete(newest.resolve("manifest.json"));
    Files.delete(out.resolve("checkpoints/epoch-00001/manifest.json"));

    assertThatThrownBy(() -> directory.requireNoneLost(directory.latest(skipped::add), skipped))
        .hasMessageContaining("all checkpoints are damaged");
  }

  @Test
  void aRunThatDiedInItsFirstCheckpointIsANewOne() throws IOException {
    RunDirectory young =
        RunDirectory.open(RunDirectoryTest.path(temporary.resolve("young")), storage);
    young.start(Checkpoints.config());
    young.requireNoneLost(Optional.empty(), List.of());
    Path half = Files.createDirectories(temporary.resolve("young/checkpoints/epoch-00001"));
    Files.writeString(half.resolve("model.json"), "{");

    young.requireNoneLost(young.latest(skipped::add), skipped);
    assertThat(skipped).hasSize(1);
  }

  @Test
  void aDamagedFinalModelFallsBackToACheckpoint() throws IOException {
    directory.finish(Checkpoints.of(2));
    Files.writeString(out.resolve("metrics.jsonl"), "edited");
    Checkpoint latest = directory.latest(skipped::add).orElseThrow();
    assertThat(latest.complete()).isFalse();
    assertThat(latest.epoch()).isEqualTo(2);
    assertThat(skipped).hasSize(1);
    directory.finish(latest);
    assertThat(directory.latest(skipped::add).orElseThrow().complete()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"model.json", "manifest.json"})
  void aDamagedCheckpointIsReplacedByTheNextCommit(String name) throws IOException {
    Files.delete(newest.resolve(name));
    Files.writeString(newest.resolve("stray"), "x");
    directory.commit(Checkpoints.of(2));
    assertThat(directory.latest(skipped::add).orElseThrow().epoch()).isEqualTo(2);
    assertThat(skipped).isEmpty();
    assertThat(newest.resolve("stray")).hasContent("x");
    assertThat(out.resolve("checkpoints/epoch-00001")).exists();
  }

  /** Storage on which the driver of the run replaces both checkpoints once they were listed. */
  private Storage replacing() {
    boolean[] replaced = {false};
    InvocationHandler handler =
        (proxy, method, arguments) -> {
          Object result = method.invoke(storage, arguments);
          boolean listed =
              method.getName().equals("list") && arguments[0].toString().endsWith("/checkpoints");
          if (listed && !replaced[0]) {
            replaced[0] = true;
            directory.commit(Checkpoints.of(3));
            directory.commit(Checkpoints.of(4));
          }
          return result;
        };
    return (Storage)
        Proxy.newProxyInstance(
            Storage.class.getClassLoader(), new Class<?>[] {Storage.class}, handler);
  }

  @Test
  void aCheckpointThatIsReplacedBeforeItIsReadIsNotTakenForDamage() throws IOException {
    RunDirectory other = RunDirectory.open(RunDirectoryTest.path(out), replacing());

    Optional<Checkpoint> found = other.latest(skipped::add);

    assertThat(found.orElseThrow().epoch()).isEqualTo(4);
    assertThat(skipped).isEmpty();
  }
}
