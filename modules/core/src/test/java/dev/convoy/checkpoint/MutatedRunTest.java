package dev.convoy.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;

import dev.convoy.files.FilePath;
import dev.convoy.files.FileRecord;
import dev.convoy.files.LocalStorage;
import dev.convoy.files.Storage;
import dev.convoy.lease.LeaseHolder;
import dev.convoy.lease.ProcessTable;
import dev.convoy.model.json.ModelJson;
import dev.convoy.random.MutatedFiles;
import dev.convoy.random.Seeded;
import dev.convoy.weights.ParameterFile;
import dev.convoy.weights.TensorNames;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Damaged files of a run are read or refused, never worse, even if their hashes are right. */
@Tag("slow")
@Seeded
class MutatedRunTest {
  private static final Storage STORAGE = new LocalStorage();

  @TempDir private Path folder;

  @Test
  void modelFiles() throws IOException {
    byte[] sound = ModelJson.write(Checkpoints.MODEL).getBytes(StandardCharsets.UTF_8);

    MutatedFiles.drive(
        "model", sound, content -> ModelJson.read("m.json", new ByteArrayInputStream(content)));
  }

  @Test
  void parametersOfOthers() throws IOException {
    float[] parameters = new float[Checkpoints.of(1).parameters().length];
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ParameterFile.write(Checkpoints.MODEL, parameters, out);

    MutatedFiles.drive(
        "safetensors",
        out.toByteArray(),
        content ->
            PretrainedWeights.read(
                "p.safetensors",
                Checkpoints.MODEL,
                TensorNames.SAME,
                Optional.empty(),
                new ByteArrayInputStream(content),
                content.length));
  }

  @Test
  void mapsOfNames() throws IOException {
    byte[] sound =
        "{\"features.0.*\": \"conv1.*\", \"aux.*\": null}".getBytes(StandardCharsets.UTF_8);

    MutatedFiles.drive("map", sound, content -> TensorNames.read("map.json", content));
  }

  @Test
  void holdersOfLeases() throws IOException {
    MutatedFiles.drive(
        "lease",
        LeaseHolder.self(ProcessTable.SYSTEM).toJson(),
        content -> assertThat(LeaseHolder.parse(content)).isNotNull());
  }

  @Test
  void configurations() throws IOException {
    RunDirectory run = run();
    Path file = folder.resolve(CheckpointFiles.CONFIG);

    MutatedFiles.drive(
        "config",
        Files.readAllBytes(file),
        MutatedFiles.throughFile(file, damaged -> run.inspect()));
  }

  @Test
  void manifests() throws IOException {
    run();
    drive(CheckpointFiles.MANIFEST, false);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "model.json",
        "model.safetensors",
        "state.safetensors",
        "average.safetensors",
        "best.safetensors",
        "config.json",
        "metrics.jsonl",
        "progress.json"
      })
  void filesOfCheckpoints(String name) throws IOException {
    run();
    drive(name, true);
  }

  private void drive(String name, boolean hashed) throws IOException {
    Path checkpoint;
    try (var found = Files.list(folder.resolve("checkpoints"))) {
      checkpoint = found.findFirst().orElseThrow();
    }
    Path file = checkpoint.resolve(name);
    MutatedFiles.drive(
        "checkpoint's " + name,
        Files.readAllBytes(file),
        content -> {
          MutatedFiles.overwrite(file, content);
          if (hashed) {
            hash(checkpoint, name, content);
          }
          RunDirectory.read(FilePath.of(folder.toString()), STORAGE, skipped -> {});
        });
  }

  /** Makes the manifest agree with what a file holds now. */
  private static void hash(Path checkpoint, String name, byte[] content) throws IOException {
    Path file = checkpoint.resolve(CheckpointFiles.MANIFEST);
    Manifest manifest = Manifest.parse("manifest", Files.readAllBytes(file));
    Map<String, FileRecord> files = new TreeMap<>(manifest.files());
    files.put(name, new FileRecord(content.length, sha256(content)));
    MutatedFiles.overwrite(
        file,
        new Manifest(
                manifest.epoch(),
                manifest.rounds(),
                manifest.generation(),
                manifest.complete(),
                files)
            .toJson());
  }

  private static String sha256(byte[] content) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  private RunDirectory run() throws IOException {
    RunDirectory run = RunDirectory.open(FilePath.of(folder.toString()), STORAGE);
    run.start(Checkpoints.config());
    run.commit(Checkpoints.of(1, 2));
    return run;
  }
}
