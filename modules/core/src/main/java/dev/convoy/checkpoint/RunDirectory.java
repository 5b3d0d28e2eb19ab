package dev.convoy.checkpoint;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;

/** The directory of a run. */
public final class RunDirectory {
  /** What a directory is before a run. */
  public enum State {
    /** There is no such directory, or nothing in it: a run can start. */
    EMPTY,
    /** A run has claimed it: only that run can go on. */
    CLAIMED
  }

  private RunDirectory() {}

  /** The run directory at this place; touches nothing. */
  public static RunDirectory open(Path path, Configuration configuration) throws IOException {
    throw new UnsupportedOperationException();
  }

  /**
   * Looks without touching anything.
   *
   * @throws IllegalArgumentException if it holds anything that is not of a run, or is a file
   */
  public State inspect() throws IOException {
    throw new UnsupportedOperationException();
  }

  /** Claims an empty directory for a run of this configuration. */
  public void start(ObjectNode config) throws IOException {
    throw new UnsupportedOperationException();
  }

  /** The configuration that the run was started with; empty if none was. */
  public Optional<ObjectNode> config() throws IOException {
    throw new UnsupportedOperationException();
  }

  /** Refuses a configuration that differs from the one the run was started with. */
  public void requireSame(ObjectNode asked, Set<String> mayDiffer) throws IOException {
    throw new UnsupportedOperationException();
  }

  /** Writes the state after an epoch; removes older ones once it was read back. */
  public void commit(Checkpoint checkpoint) throws IOException {
    throw new UnsupportedOperationException();
  }

  /** Writes the final model into the directory itself and marks the run as complete. */
  public void finish(Checkpoint checkpoint) throws IOException {
    throw new UnsupportedOperationException();
  }

  /**
   * The final model if the run is complete, else the newest valid checkpoint.
   *
   * @param skipped is told, in one line each, what was passed over and why
   */
  public Optional<Checkpoint> latest(Consumer<String> skipped) throws IOException {
    throw new UnsupportedOperationException();
  }

  /**
   * Reads a checkpoint's directory, or a run's as {@link #latest} does.
   *
   * @throws IllegalArgumentException if there is none
   */
  public static Checkpoint read(
      Path directory, Configuration configuration, Consumer<String> skipped) throws IOException {
    throw new UnsupportedOperationException();
  }
}
