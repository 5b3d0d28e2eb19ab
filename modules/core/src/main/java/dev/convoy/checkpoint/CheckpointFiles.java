package dev.convoy.checkpoint;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.convoy.files.DurableFiles;
import dev.convoy.files.FileEntry;
import dev.convoy.files.FilePath;
import dev.convoy.files.FileRecord;
import dev.convoy.files.TemporaryName;
import dev.convoy.lease.Fence;
import dev.convoy.lease.LeaseHeldException;
import dev.convoy.model.Model;
import dev.convoy.model.json.ModelJson;
import dev.convoy.text.StrictJson;
import dev.convoy.train.EpochProgress;
import dev.convoy.train.ModelSnapshots;
import dev.convoy.train.TrainingState;
import dev.convoy.weights.ParameterFile;
import dev.convoy.weights.StateFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** The files of one checkpoint in one directory, which may be the root of a finished run. */
final class CheckpointFiles {
  static final String MODEL = "model.json";
  static final String PARAMETERS = "model.safetensors";
  static final String STATE = "state.safetensors";
  static final String AVERAGE = "average.safetensors";
  static final String BEST = "best.safetensors";
  static final String CONFIG = "config.json";
  static final String METRICS = "metrics.jsonl";
  static final String PROGRESS = "progress.json";
  static final String MANIFEST = "manifest.json";

  /** Everything that a checkpoint's directory may hold. */
  static final Set<String> ALL =
      Set.of(MODEL, PARAMETERS, STATE, AVERAGE, BEST, CONFIG, METRICS, PROGRESS, MANIFEST);

  private static final int MOST_TEXT_BYTES = 64 << 20;
  private static final int MOST_MANIFEST_BYTES = 1 << 20;

  private final DurableFiles files;
  private final DurableFiles unfenced;
  private final Fence fence;

  /** Nothing is written or deleted but by who passes the fence. */
  CheckpointFiles(DurableFiles files, Fence fence) {
    this.files = files.under(fence);
    this.unfenced = files;
    this.fence = fence;
  }

  /** Who writes. */
  int generation() {
    return fence.generation();
  }

  /**
   * Writes a checkpoint from which a run can go on, into a directory of its own.
   *
   * @param generation that the directory is named after
   */
  void write(FilePath directory, Checkpoint checkpoint, int generation) throws IOException {
    Map<String, FileRecord> records = writeModel(directory, checkpoint);
    records.put(
        CONFIG, files.write(directory.resolve(CONFIG), ConfigFile.toFile(checkpoint.config())));
    records.put(
        PROGRESS,
        files.write(directory.resolve(PROGRESS), ProgressFile.write(checkpoint.progress())));
    float[] state = checkpoint.training().state();
    if (state.length > 0) {
      records.put(STATE, files.write(directory.resolve(STATE), out -> StateFile.write(state, out)));
    }
    ModelSnapshots snapshots = checkpoint.training().snapshots();
    if (snapshots.average().length > 0) {
      records.put(AVERAGE, writeParameters(directory, AVERAGE, checkpoint, snapshots.average()));
    }
    if (snapshots.best().length > 0) {
      records.put(BEST, writeParameters(directory, BEST, checkpoint, snapshots.best()));
    }
    int rounds = checkpoint.progress().rounds();
    writeManifest(directory, new Manifest(checkpoint.epoch(), rounds, generation, false, records));
  }

  /**
   * Writes a final model beside the configuration that is there already; a finished run has no use
   * for the optimizer's state.
   */
  void writeComplete(FilePath directory, Checkpoint checkpoint) throws IOException {
    withdraw(directory);
    Map<String, FileRecord> records = writeModel(directory, checkpoint);
    records.put(CONFIG, files.describe(directory.resolve(CONFIG)));
    writeManifest(directory, new Manifest(checkpoint.epoch(), 0, generation(), true, records));
  }

  /** Writes the lines of metrics. */
  FileRecord writeMetrics(FilePath directory, List<String> metrics) throws IOException {
    return files.write(
        directory.resolve(METRICS),
        out -> {
          for (String line : metrics) {
            out.write((line + "\n").getBytes(StandardCharsets.UTF_8));
          }
        });
  }

  private Map<String, FileRecord> writeModel(FilePath directory, Checkpoint checkpoint)
      throws IOException {
    Map<String, FileRecord> records = new TreeMap<>();
    byte[] model = ModelJson.write(checkpoint.model()).getBytes(StandardCharsets.UTF_8);
    records.put(MODEL, files.write(directory.resolve(MODEL), model));
    records.put(
        PARAMETERS, writeParameters(directory, PARAMETERS, checkpoint, checkpoint.parameters()));
    records.put(METRICS, writeMetrics(directory, checkpoint.metrics()));
    return records;
  }

  private FileRecord writeParameters(
      FilePath directory, String name, Checkpoint checkpoint, float[] parameters)
      throws IOException {
    return files.write(
        directory.resolve(name), out -> ParameterFile.write(checkpoint.model(), parameters, out));
  }

  private float[] readParameters(FilePath directory, Manifest manifest, String name, Model model)
      throws IOException {
    FileRecord record = record(directory, manifest, name);
    return files.read(
        directory.resolve(name),
        record,
        (source, in) -> ParameterFile.read(source, model, in, record.bytes()));
  }

  /** Of a file that need not be there. */
  private float[] readCandidate(FilePath directory, Manifest manifest, String name, Model model)
      throws IOException {
    return manifest.files().containsKey(name)
        ? readParameters(directory, manifest, name, model)
        : new float[0];
  }

  /**
   * Writes the manifest, and withdraws it if the files cannot be read back as written or another
   * driver came in between. No file system offers to write and to look in one step, so the fence is
   * asked before and after.
   */
  private void writeManifest(FilePath directory, Manifest manifest) throws IOException {
    FilePath file = directory.resolve(MANIFEST);
    for (Map.Entry<String, FileRecord> written : manifest.files().entrySet()) {
      FilePath path = directory.resolve(written.getKey());
      if (!files.describe(path).equals(written.getValue())) {
        throw new IOException(path + ": reads back differently from what was written");
      }
    }
    files.write(file, manifest.toJson());
    if (!readManifest(directory).equals(manifest)) {
      files.delete(file);
      throw new IOException(file + ": reads back differently from what was written");
    }
    try {
      fence.require();
    } catch (LeaseHeldException e) {
      // It is still ours unless the other driver has replaced it.
      if (readManifest(directory).equals(manifest)) {
        unfenced.delete(file);
      }
      throw e;
    }
  }

  /** Whether there is a file that a checkpoint has. */
  boolean hasAny(FilePath directory) throws IOException {
    for (FileEntry entry : files.list(directory)) {
      if (isOurs(entry)) {
        return true;
      }
    }
    return false;
  }

  /**
   * Deletes a checkpoint but nothing that others have put beside it. The manifest goes first, so
   * that what a crash leaves is no checkpoint.
   */
  void remove(FilePath directory) throws IOException {
    withdraw(directory);
    for (FileEntry entry : files.list(directory)) {
      if (isOurs(entry)) {
        files.delete(entry.path());
      }
    }
    if (files.list(directory).isEmpty()) {
      files.delete(directory);
    }
  }

  /** Without a manifest there is no checkpoint. */
  void withdraw(FilePath directory) throws IOException {
    files.delete(directory.resolve(MANIFEST));
  }

  /** Deletes what a driver that was killed had begun to write into the run directory itself. */
  void clearAway(FilePath directory) throws IOException {
    files.deleteTemporary(directory, ALL::contains);
  }

  private static boolean isOurs(FileEntry entry) {
    return entry.isFile() && ALL.contains(TemporaryName.finalName(entry.name()));
  }

  boolean hasManifest(FilePath directory) throws IOException {
    return files.status(directory.resolve(MANIFEST)).isPresent();
  }

  Manifest readManifest(FilePath directory) throws IOException {
    FilePath file = directory.resolve(MANIFEST);
    return Manifest.parse(file.toString(), files.read(file, MOST_MANIFEST_BYTES));
  }

  /**
   * Reads a checkpoint and verifies every byte.
   *
   * @throws IllegalArgumentException if it is damaged
   */
  Checkpoint read(FilePath directory) throws IOException {
    Manifest manifest = readManifest(directory);
    FilePath modelFile = directory.resolve(MODEL);
    Model model = files.read(modelFile, record(directory, manifest, MODEL), ModelJson::read);
    float[] parameters = readParameters(directory, manifest, PARAMETERS, model);
    ModelSnapshots snapshots =
        new ModelSnapshots(
            readCandidate(directory, manifest, AVERAGE, model),
            readCandidate(directory, manifest, BEST, model));
    FileRecord stateRecord = manifest.files().get(STATE);
    float[] state =
        stateRecord == null
            ? new float[0]
            : files.read(
                directory.resolve(STATE),
                stateRecord,
                (source, in) -> StateFile.read(source, in, stateRecord.bytes()));
    ObjectNode config =
        ConfigFile.fromFile(
            directory.resolve(CONFIG).toString(), text(directory, manifest, CONFIG));
    List<String> metrics = metrics(directory, text(directory, manifest, METRICS));
    EpochProgress progress =
        manifest.complete()
            ? EpochProgress.none(0)
            : ProgressFile.read(
                directory.resolve(PROGRESS).toString(), text(directory, manifest, PROGRESS));
    return new Checkpoint(
        model,
        new TrainingState(manifest.epoch(), progress, parameters, state, snapshots),
        config,
        metrics,
        manifest.complete());
  }

  /** The lines, each of which must be an object, so that it is known before a run goes on. */
  private static List<String> metrics(FilePath directory, byte[] content) {
    List<String> lines = new String(content, StandardCharsets.UTF_8).lines().toList();
    for (int i = 0; i < lines.size(); i++) {
      String source = directory.resolve(METRICS) + ": line " + (i + 1);
      StrictJson.object(source, lines.get(i).getBytes(StandardCharsets.UTF_8));
    }
    return lines;
  }

  private byte[] text(FilePath directory, Manifest manifest, String name) throws IOException {
    return files.read(
        directory.resolve(name),
        record(directory, manifest, name),
        (source, in) -> StrictJson.bounded(source, in, MOST_TEXT_BYTES));
  }

  private static FileRecord record(FilePath directory, Manifest manifest, String name) {
    FileRecord record = manifest.files().get(name);
    if (record == null) {
      throw StrictJson.malformed(
          directory.resolve(MANIFEST).toString(), "does not list '" + name + "'", null);
    }
    return record;
  }
}
