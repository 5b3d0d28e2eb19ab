package dev.convoy.checkpoint;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.convoy.model.StrictJson;
import java.io.EOFException;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.ChecksumException;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.hdfs.BlockMissingException;

/**
 * The directory of a run, on any of Hadoop's file systems:
 *
 * <pre>
 * config.json                the effective configuration; written first, it claims the directory
 * metrics.jsonl              one line an epoch
 * checkpoints/epoch-00003/   model.json model.safetensors config.json metrics.jsonl
 *                            [state.safetensors] manifest.json
 * model.json model.safetensors manifest.json      once the run is complete
 * </pre>
 *
 * A manifest is written last and holds the size and SHA-256 of each file beside it; a checkpoint
 * whose manifest is missing or does not agree does not exist. So a crash at any moment leaves the
 * checkpoint before readable; after a power failure the newest may be missing, but not the one
 * before. Files are made under temporary names and renamed; no directory is ever renamed, and
 * nothing is appended to. It does not keep a second driver out.
 */
public final class RunDirectory {
  /** What a directory is before a run. */
  public enum State {
    /** There is no such directory, or nothing in it: a run can start. */
    EMPTY,
    /** A run has claimed it: only that run can go on. */
    CLAIMED
  }

  private static final String CHECKPOINTS = "checkpoints";
  private static final Pattern EPOCH = Pattern.compile("epoch-(\\d{5,9})");
  private static final int MOST_CONFIG_BYTES = 64 << 20;
  private static final Set<String> FILES =
      Set.of(
          CheckpointFiles.CONFIG,
          CheckpointFiles.METRICS,
          CheckpointFiles.MODEL,
          CheckpointFiles.PARAMETERS,
          CheckpointFiles.MANIFEST);

  private final Path root;
  private final DurableFiles files;
  private final CheckpointFiles checkpoints;

  private RunDirectory(Path root, DurableFiles files) {
    this.root = root;
    this.files = files;
    this.checkpoints = new CheckpointFiles(files);
  }

  /** The run directory at this place; touches nothing. */
  public static RunDirectory open(Path path, Configuration configuration) throws IOException {
    return new RunDirectory(path, new DurableFiles(path, configuration));
  }

  /** Where it is. */
  public Path path() {
    return root;
  }

  /**
   * Looks without touching anything. What a crash left before the directory was claimed counts as
   * nothing.
   *
   * @throws IllegalArgumentException if there is a file at this place, or the directory holds
   *     anything that is not of a run; the message names the first such entry
   */
  public State inspect() throws IOException {
    Optional<FileStatus> status = files.status(root);
    if (status.isPresent() && !status.get().isDirectory()) {
      throw new IllegalArgumentException(
          "run directory " + root + ": is a file, must be a directory or absent");
    }
    List<FileStatus> entries = files.list(root);
    boolean claimed =
        entries.stream().anyMatch(e -> e.getPath().getName().equals(CheckpointFiles.CONFIG));
    for (FileStatus entry : entries) {
      String name = DurableFiles.finalName(entry.getPath().getName());
      boolean ours =
          entry.isDirectory()
              ? claimed && name.equals(CHECKPOINTS)
              : FILES.contains(name) && (claimed || name.equals(CheckpointFiles.CONFIG));
      if (!ours) {
        throw new IllegalArgumentException(
            "run directory "
                + root
                + ": holds '"
                + entry.getPath().getName()
                + "', which is not of a run; choose a directory that is empty or absent");
      }
    }
    if (claimed) {
      config();
    }
    return claimed ? State.CLAIMED : State.EMPTY;
  }

  /**
   * Claims the directory for a run of this configuration.
   *
   * @param config any keys but {@code format}
   * @throws IllegalArgumentException if it is not empty or absent
   */
  public void start(ObjectNode config) throws IOException {
    if (inspect() == State.CLAIMED) {
      throw new IllegalArgumentException(
          "run directory " + root + ": holds a run already; resume it or choose another directory");
    }
    byte[] content = RunConfig.toFile(config);
    files.makeDirectory(root);
    files.write(new Path(root, CheckpointFiles.CONFIG), content);
  }

  /**
   * The configuration that the run was started with; empty if none was.
   *
   * @throws IllegalArgumentException if the file is not a run's
   */
  public Optional<ObjectNode> config() throws IOException {
    Path file = new Path(root, CheckpointFiles.CONFIG);
    if (files.status(file).isEmpty()) {
      return Optional.empty();
    }
    byte[] content = files.read(file, MOST_CONFIG_BYTES);
    return Optional.of(RunConfig.fromFile(file.toString(), content));
  }

  /**
   * Refuses a configuration that differs from the one the run was started with.
   *
   * @param asked the configuration to go on with
   * @param mayDiffer top-level keys that are not compared
   * @throws IllegalArgumentException in one line with the first key that differs and both values
   */
  public void requireSame(ObjectNode asked, Set<String> mayDiffer) throws IOException {
    Optional<String> difference =
        RunConfig.difference("the run in " + root, claimedConfig(), asked, mayDiffer);
    if (difference.isPresent()) {
      throw new IllegalArgumentException(
          difference.get() + "; a run goes on only as it was started");
    }
  }

  /**
   * Writes the state after an epoch. Once it was read back, older checkpoints but one are removed,
   * and whatever there was of later epochs. A complete run is complete no more.
   *
   * @throws IllegalStateException if no run was started here
   */
  public void commit(Checkpoint checkpoint) throws IOException {
    claimedConfig();
    files.delete(new Path(root, CheckpointFiles.MANIFEST));
    Path directory = epochDirectory(checkpoint.epoch());
    remove(directory);
    checkpoints.write(directory, checkpoint);
    checkpoints.writeMetrics(root, checkpoint.metrics());
    removeAllBut(checkpoint.epoch());
  }

  /**
   * Writes the final model into the directory itself, without the optimizers' state, and marks the
   * run as complete. The configuration stays the one that the run was started with.
   *
   * @throws IllegalStateException if no run was started here
   */
  public void finish(Checkpoint checkpoint) throws IOException {
    claimedConfig();
    checkpoints.writeComplete(root, checkpoint);
  }

  /**
   * The final model if the run is complete, else the newest checkpoint that is whole.
   *
   * @param skipped is told, in one line each, what was passed over and why
   * @throws IOException if the file system fails; it does not take that for damage
   */
  public Optional<Checkpoint> latest(Consumer<String> skipped) throws IOException {
    if (checkpoints.hasManifest(root)) {
      Optional<Checkpoint> whole = readIfWhole(root, OptionalInt.empty(), skipped);
      if (whole.isPresent()) {
        return whole;
      }
    }
    return latestWithState(skipped);
  }

  /**
   * The newest checkpoint that is whole, with the optimizers' state, to go on from.
   *
   * @param skipped is told, in one line each, what was passed over and why
   * @throws IOException if the file system fails; it does not take that for damage
   */
  public Optional<Checkpoint> latestWithState(Consumer<String> skipped) throws IOException {
    List<Integer> epochs = new ArrayList<>(epochs());
    epochs.sort(Comparator.reverseOrder());
    for (int epoch : epochs) {
      Optional<Checkpoint> whole =
          readIfWhole(epochDirectory(epoch), OptionalInt.of(epoch), skipped);
      if (whole.isPresent()) {
        return whole;
      }
    }
    return Optional.empty();
  }

  /**
   * Reads the directory of a checkpoint, or that of a run as {@link #latest} does.
   *
   * @param skipped is told, in one line each, what was passed over and why
   * @throws IllegalArgumentException if there is nothing whole to read
   */
  public static Checkpoint read(
      Path directory, Configuration configuration, Consumer<String> skipped) throws IOException {
    RunDirectory run = open(directory, configuration);
    Optional<FileStatus> status = run.files.status(directory);
    if (status.isEmpty() || !status.get().isDirectory()) {
      throw new IllegalArgumentException(
          directory + ": must be the directory of a run or checkpoint, there is none");
    }
    List<String> reasons = new ArrayList<>();
    Optional<Checkpoint> found =
        run.latest(
            reason -> {
              reasons.add(reason);
              skipped.accept(reason);
            });
    return found.orElseThrow(
        () ->
            new IllegalArgumentException(
                directory
                    + ": holds no complete model and no whole checkpoint"
                    + (reasons.isEmpty() ? "" : "; " + reasons.get(0))));
  }

  private Optional<Checkpoint> readIfWhole(
      Path directory, OptionalInt epoch, Consumer<String> skipped) throws IOException {
    String reason;
    try {
      if (!checkpoints.hasManifest(directory)) {
        reason = "has no manifest, so it was never finished";
      } else {
        Checkpoint checkpoint = checkpoints.read(directory);
        if (epoch.isEmpty() || epoch.getAsInt() == checkpoint.epoch()) {
          return Optional.of(checkpoint);
        }
        reason = "its manifest is of epoch " + checkpoint.epoch();
      }
    } catch (IllegalArgumentException
        | FileNotFoundException
        | EOFException
        | ChecksumException
        | BlockMissingException e) {
      reason = e.getMessage();
    }
    skipped.accept(
        StrictJson.malformed(directory.toString(), "is skipped: " + reason, null).getMessage());
    return Optional.empty();
  }

  private void removeAllBut(int newest) throws IOException {
    int before = -1;
    for (int epoch : epochs()) {
      if (epoch < newest && epoch > before && checkpoints.hasManifest(epochDirectory(epoch))) {
        before = epoch;
      }
    }
    for (int epoch : epochs()) {
      if (epoch != newest && epoch != before) {
        remove(epochDirectory(epoch));
      }
    }
  }

  /** Deletes the manifest first, so that what a crash leaves is no checkpoint. */
  private void remove(Path directory) throws IOException {
    files.delete(new Path(directory, CheckpointFiles.MANIFEST));
    files.delete(directory);
  }

  private List<Integer> epochs() throws IOException {
    List<Integer> epochs = new ArrayList<>();
    for (FileStatus entry : files.list(new Path(root, CHECKPOINTS))) {
      Matcher matcher = EPOCH.matcher(entry.getPath().getName());
      if (entry.isDirectory() && matcher.matches()) {
        epochs.add(Integer.parseInt(matcher.group(1)));
      }
    }
    return epochs;
  }

  private Path epochDirectory(int epoch) {
    return new Path(root, CHECKPOINTS + String.format(Locale.ROOT, "/epoch-%05d", epoch));
  }

  private ObjectNode claimedConfig() throws IOException {
    return config()
        .orElseThrow(
            () -> new IllegalStateException("run directory " + root + ": no run was started"));
  }
}
