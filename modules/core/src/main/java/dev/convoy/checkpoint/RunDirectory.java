package dev.convoy.checkpoint;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.convoy.files.DurableFiles;
import dev.convoy.files.FileEntry;
import dev.convoy.files.FilePath;
import dev.convoy.files.Storage;
import dev.convoy.lease.Contender;
import dev.convoy.lease.Fence;
import dev.convoy.lease.Lease;
import dev.convoy.lease.LeaseFiles;
import dev.convoy.lease.LeaseHeldException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/**
 * The directory of a run:
 *
 * <pre>
 * config.json                the effective configuration; written first, it claims the directory
 * metrics.jsonl              lines of rounds and epochs
 * checkpoints/epoch-00003/   model.json model.safetensors config.json metrics.jsonl progress.json
 *                            [state.safetensors] [average.safetensors] [best.safetensors]
 *                            manifest.json
 * checkpoints/epoch-00003-round-00002-lease-00001/      likewise, two rounds later
 * images/                    pixels of encoded images, if the run was given such
 * lease/                     who writes to the run; see {@link Lease}
 * model.json model.safetensors manifest.json      once the run is complete
 * </pre>
 *
 * A manifest is written last and holds the size and SHA-256 of each file beside it; a checkpoint
 * whose manifest is missing or does not agree does not exist. So a crash at any moment leaves the
 * checkpoint before readable; after a power failure the newest may be missing, but not the one
 * before. Files are made under temporary names and renamed; no directory is ever renamed, and
 * nothing is appended to. Whoever writes should hold the {@link Lease}. What others have put into
 * the directory of a run is neither overwritten nor deleted, and no symbolic link in it is followed
 * to write or to delete; the directory itself may be reached through links.
 */
public final class RunDirectory {
  /** What a directory is before a run. */
  public enum State {
    /** There is no such directory, or nothing in it: a run can start. */
    EMPTY,
    /** A run has claimed it: only that run can go on. */
    CLAIMED
  }

  /** So many checkpoints are kept if nothing else is said; the fewest that make sense. */
  public static final int KEPT = 2;

  /** Name of the directory of {@link Lease}. */
  static final String LEASE = "lease";

  /** Name of the directory of pixels that were made of encoded images. */
  public static final String IMAGES = "images";

  /** Name of the directory of checkpoints. */
  static final String CHECKPOINTS = "checkpoints";

  private final FilePath root;
  private final DurableFiles files;
  private final RunClaim claim;
  private final CheckpointFiles checkpoints;
  private final CheckpointStore store;
  private final Fence fence;
  private final int kept;

  private RunDirectory(FilePath root, DurableFiles files, Fence fence, int kept) {
    this.root = root;
    this.files = files;
    this.claim = new RunClaim(root, files.under(fence));
    this.checkpoints = new CheckpointFiles(files, fence);
    this.store = new CheckpointStore(root.resolve(CHECKPOINTS), files, checkpoints);
    this.fence = fence;
    this.kept = kept;
  }

  /** The run directory at this place; touches nothing. */
  public static RunDirectory open(FilePath path, Storage storage) throws IOException {
    return new RunDirectory(path, new DurableFiles(path, storage), Fence.NONE, KEPT);
  }

  /**
   * Takes the lease of the run, or of the run that will be here; makes the directory if need be.
   *
   * @param log told in one line why a lease is waited for or taken over
   * @throws LeaseHeldException if another driver has it and is alive
   */
  public Lease lease(Consumer<String> log) throws IOException {
    return Lease.acquire(
            "run directory " + root,
            new LeaseFiles(root.resolve(LEASE), files),
            store.newestGeneration(),
            Contender.ofProcess(log))
        .startBeating();
  }

  /**
   * The same directory for one who holds the lease: who has lost it, or could not renew it in time,
   * writes and deletes nothing.
   */
  public RunDirectory under(Lease lease) {
    return new RunDirectory(root, files, lease.fence(), kept);
  }

  /**
   * Deletes the temporary files of drivers that were killed; for one who holds the lease.
   *
   * @throws LeaseHeldException if another driver has taken over
   */
  public void clearAway() throws IOException {
    checkpoints.clearAway(root);
  }

  /**
   * The same directory, in which the last so many checkpoints are kept.
   *
   * @param checkpoints at least 2, because the newest may not survive a power failure
   */
  public RunDirectory keeping(int checkpoints) {
    if (checkpoints < KEPT) {
      throw new IllegalArgumentException(
          "keep-checkpoints " + checkpoints + " must be at least " + KEPT);
    }
    return new RunDirectory(root, files, fence, checkpoints);
  }

  /** Where it is. */
  public FilePath path() {
    return root;
  }

  /**
   * Looks without touching anything. What a crash left before the directory was claimed counts as
   * nothing; what others have put beside a run does not matter to it.
   *
   * @throws IllegalArgumentException if there is a file at this place, or the directory holds no
   *     run but anything else; the message names the first such entry
   */
  public State inspect() throws IOException {
    return claim.inspect();
  }

  /**
   * Claims the directory for a run of this configuration.
   *
   * @param config any keys but {@code format}
   * @throws IllegalArgumentException if it is not empty or absent
   */
  public void start(ObjectNode config) throws IOException {
    claim.start(config);
  }

  /**
   * The configuration that the run was started with; empty if none was.
   *
   * @throws IllegalArgumentException if the file is not a run's
   */
  public Optional<ObjectNode> config() throws IOException {
    return claim.config();
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
        ConfigFile.difference("the run in " + root, claim.requireConfig(), asked, mayDiffer);
    if (difference.isPresent()) {
      throw new IllegalArgumentException(
          difference.get() + "; a run goes on only as it was started");
    }
  }

  /**
   * Writes a state between two rounds. Once it was read back, all but the last checkpoints are
   * removed, and whatever there was of later rounds. A complete run is complete no more.
   *
   * @throws IllegalStateException if no run was started here
   * @throws LeaseHeldException if another driver has taken over; the checkpoint does not exist then
   */
  public void commit(Checkpoint checkpoint) throws IOException {
    claim.requireConfig();
    checkpoints.withdraw(root);
    CheckpointName name = store.write(checkpoint);
    checkpoints.writeMetrics(root, checkpoint.metrics());
    store.removeAllBut(name, kept);
  }

  /**
   * Writes the final model into the directory itself, without the optimizers' state, and marks the
   * run as complete. The configuration stays the one that the run was started with.
   *
   * @throws IllegalStateException if no run was started here
   */
  public void finish(Checkpoint checkpoint) throws IOException {
    claim.requireConfig();
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
      Optional<Checkpoint> whole = store.readIfWhole(root, Optional.empty(), skipped);
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
    return store.newestWhole(skipped);
  }

  /**
   * Refuses to take a run that has lost its checkpoints for one that had none yet.
   *
   * @param found what {@link #latestWithState} or {@link #latest} found
   * @param reasons what it skipped and why
   * @throws IllegalArgumentException if nothing was found although something was committed
   */
  public void requireNoneLost(Optional<Checkpoint> found, List<String> reasons) throws IOException {
    // The metrics beside the checkpoints are written after the first of them.
    if (found.isEmpty()
        && (store.hasFinished()
            || checkpoints.hasManifest(root)
            || files.status(root.resolve(CheckpointFiles.METRICS)).isPresent())) {
      throw new IllegalArgumentException(
          "run directory "
              + root
              + ": all checkpoints are damaged and none was touched; restore one or choose another"
              + " directory"
              + (reasons.isEmpty() ? "" : "; " + reasons.get(0)));
    }
  }

  /**
   * Reads the directory of a checkpoint, or that of a run as {@link #latest} does.
   *
   * @param skipped is told, in one line each, what was passed over and why
   * @throws IllegalArgumentException if there is nothing whole to read
   */
  public static Checkpoint read(FilePath directory, Storage storage, Consumer<String> skipped)
      throws IOException {
    RunDirectory run = open(directory, storage);
    Optional<FileEntry> status = run.files.status(directory);
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
}
