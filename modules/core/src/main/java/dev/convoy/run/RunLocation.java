package dev.convoy.run;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.convoy.checkpoint.Checkpoint;
import dev.convoy.checkpoint.RunDirectory;
import dev.convoy.files.FilePath;
import dev.convoy.files.Storage;
import dev.convoy.lease.Lease;
import dev.convoy.lease.LeaseHeldException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Consumer;

/**
 * The directory of a run. It is empty, or holds a run that can be resumed or is complete. Nothing
 * is written before {@link #open}. Not thread-safe.
 */
public final class RunLocation {
  private final String name;
  private final RunDirectory directory;
  private final boolean resume;

  private RunLocation(String name, RunDirectory directory, boolean resume) {
    this.name = name;
    this.directory = directory;
    this.resume = resume;
  }

  /**
   * A directory for a new run.
   *
   * @param name path or URI of the directory
   */
  public static RunLocation at(String name, Storage storage) throws IOException {
    return at(name, FilePath.of(name), storage);
  }

  /**
   * A directory for a new run, whose name in messages differs from its path.
   *
   * @param name the name that the user gave for the directory
   */
  public static RunLocation at(String name, FilePath path, Storage storage) throws IOException {
    return new RunLocation(name, RunDirectory.open(path, storage), false);
  }

  /**
   * Returns a copy that keeps the last {@code checkpoints} checkpoints.
   *
   * @param checkpoints number of checkpoints, at least 2
   */
  public RunLocation keeping(int checkpoints) {
    return new RunLocation(name, directory.keeping(checkpoints), resume);
  }

  /** Returns a copy that allows or forbids resuming an existing run. */
  public RunLocation resuming(boolean allowed) {
    return new RunLocation(name, directory, allowed);
  }

  /**
   * Checks that a run can start in this directory, or resume if that is allowed.
   *
   * @throws IllegalArgumentException if the directory holds something else, or a run that may not
   *     be resumed
   */
  public void requireUsable() throws IOException {
    holdsRun();
  }

  private boolean holdsRun() throws IOException {
    boolean claimed = directory.inspect() == RunDirectory.State.CLAIMED;
    if (claimed && !resume) {
      throw new IllegalArgumentException(
          "out '" + name + "' holds a run; give --resume to go on with it, or another directory");
    }
    return claimed;
  }

  /** The number of workers of the existing run; empty if there is no run. */
  public OptionalInt workers() throws IOException {
    Optional<ObjectNode> earlier = directory.config();
    return earlier.isPresent()
        ? OptionalInt.of(RunDefinition.settings(earlier.get()).averaging().workers())
        : OptionalInt.empty();
  }

  /** Where pixels are kept that are made of encoded images for this run. */
  public FilePath images() {
    return directory.path().resolve(RunDirectory.IMAGES);
  }

  /** Work on the files of a run. */
  public interface Work<T> {
    /** Does it. */
    T run() throws IOException;
  }

  /**
   * Works on the files of the run before it is opened, while no other driver does.
   *
   * @param log told in one line why another driver is waited for or taken over
   * @throws LeaseHeldException if another driver is training or preparing it
   */
  public <T> T exclusively(Consumer<String> log, Work<T> work) throws IOException {
    Lease lease = directory.lease(log);
    try {
      return work.run();
    } finally {
      lease.close();
    }
  }

  /**
   * The result of the existing run; empty unless it is complete.
   *
   * @throws IllegalArgumentException if the run has another definition
   */
  public Optional<RunResult> result(RunDefinition run) throws IOException {
    Optional<Checkpoint> complete = newest(run, reason -> {}).filter(Checkpoint::complete);
    return complete.isPresent()
        ? Optional.of(new RunProgress(run, complete.get()).result(System.nanoTime()))
        : Optional.empty();
  }

  /**
   * Acquires the lease of the run and finds the newest checkpoint, if there is one.
   *
   * @param listener receives the events of the session
   * @throws IllegalArgumentException if the run has another definition, or its checkpoints are
   *     damaged
   * @throws LeaseHeldException if another driver is training it
   */
  public RunSession open(RunDefinition run, RunListener listener) throws IOException {
    Lease lease = directory.lease(listener::warned);
    try {
      RunDirectory leased = directory.under(lease);
      leased.clearAway();
      // Read only under the lease: before that another driver may have written a newer one.
      RunProgress progress =
          newest(run, listener::warned)
              .map(checkpoint -> new RunProgress(run, checkpoint))
              .orElseGet(() -> new RunProgress(run));
      return new RunSession(run, leased, lease, progress, listener);
    } catch (IOException | RuntimeException | Error e) {
      lease.close();
      throw e;
    }
  }

  /** The newest checkpoint that training can continue from, or the result. */
  private Optional<Checkpoint> newest(RunDefinition run, Consumer<String> skipped)
      throws IOException {
    if (!holdsRun()) {
      return Optional.empty();
    }
    directory.requireSame(run.config(), run.mayDiffer());
    List<String> reasons = new ArrayList<>();
    Consumer<String> told = skipped.andThen(reasons::add);
    Optional<Checkpoint> newest = directory.latest(told);
    if (newest.isPresent()
        && newest.get().epoch() < run.length().epochs()
        && newest.get().complete()) {
      Optional<Checkpoint> state = directory.latestWithState(told);
      boolean stopped =
          state
              .filter(
                  last ->
                      run.selection()
                          .modelSelection()
                          .stops(last.epoch(), last.progress().tracker()))
              .isPresent();
      newest = stopped ? newest : state;
    }
    directory.requireNoneLost(newest, reasons);
    newest.ifPresent(checkpoint -> run.requireSameModel(checkpoint, name));
    return newest;
  }
}
