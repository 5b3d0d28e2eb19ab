package dev.convoy.checkpoint;

import dev.convoy.files.DurableFiles;
import dev.convoy.files.FileEntry;
import dev.convoy.files.FilePath;
import dev.convoy.files.LostContentException;
import dev.convoy.lease.LeaseFiles;
import dev.convoy.text.StrictJson;
import java.io.EOFException;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** The checkpoints of a run, each in a directory of its own below one directory. */
final class CheckpointStore {
  /** Nobody replaces every checkpoint faster than it can be read, again and again. */
  private static final int MOST_ATTEMPTS = 20;

  private final FilePath root;
  private final DurableFiles files;
  private final CheckpointFiles checkpoints;

  CheckpointStore(FilePath root, DurableFiles files, CheckpointFiles checkpoints) {
    this.root = root;
    this.files = files;
    this.checkpoints = checkpoints;
  }

  /** Writes a checkpoint in place of what a crash may have left of it. */
  CheckpointName write(Checkpoint checkpoint) throws IOException {
    CheckpointName name =
        new CheckpointName(
            checkpoint.epoch(), checkpoint.progress().rounds(), checkpoints.generation());
    checkpoints.remove(directory(name));
    checkpoints.write(directory(name), checkpoint, name.generation());
    return name;
  }

  /**
   * Removes all but the newest checkpoint and the {@code kept − 1} finished ones before it; never
   * what a driver of a later generation wrote.
   */
  void removeAllBut(CheckpointName newest, int kept) throws IOException {
    int left = kept - 1;
    for (CheckpointName name : newestFirst()) {
      boolean before = name.compareTo(newest) < 0;
      if (before && left > 0 && checkpoints.hasManifest(directory(name))) {
        left--;
      } else if (!name.equals(newest) && name.generation() <= newest.generation()) {
        checkpoints.remove(directory(name));
      }
    }
  }

  /**
   * The newest checkpoint that is whole; {@code skipped} is told of those that are not.
   *
   * <p>A driver that is training replaces checkpoints: those that were listed may be gone before
   * they are read. So if none of them is whole, and there are others by now, it looks again.
   */
  Optional<Checkpoint> newestWhole(Consumer<String> skipped) throws IOException {
    List<CheckpointName> names = newestFirst();
    for (int attempt = 1; ; attempt++) {
      List<String> reasons = new ArrayList<>();
      Optional<Checkpoint> whole = newestWhole(names, reasons::add);
      List<CheckpointName> now = newestFirst();
      if (whole.isPresent() || now.equals(names) || attempt == MOST_ATTEMPTS) {
        reasons.forEach(skipped);
        return whole;
      }
      names = now;
    }
  }

  private Optional<Checkpoint> newestWhole(List<CheckpointName> names, Consumer<String> skipped)
      throws IOException {
    for (CheckpointName name : names) {
      // What others have put into a directory that was removed otherwise is no checkpoint.
      if (checkpoints.hasAny(directory(name))) {
        Optional<Checkpoint> whole = readIfWhole(directory(name), Optional.of(name), skipped);
        if (whole.isPresent()) {
          return whole;
        }
      }
    }
    return Optional.empty();
  }

  /** Whether there is a checkpoint that was finished, be it whole or not. */
  boolean hasFinished() throws IOException {
    for (CheckpointName name : newestFirst()) {
      if (checkpoints.hasManifest(directory(name))) {
        return true;
      }
    }
    return false;
  }

  /** The largest generation of a lease that left a checkpoint; 0 if there is none. */
  int newestGeneration() throws IOException {
    return newestFirst().stream()
        .mapToInt(CheckpointName::generation)
        .filter(LeaseFiles::counts)
        .max()
        .orElse(0);
  }

  /** Reads a checkpoint of this name, if it is whole. */
  Optional<Checkpoint> readIfWhole(
      FilePath directory, Optional<CheckpointName> name, Consumer<String> skipped)
      throws IOException {
    String reason;
    try {
      if (!checkpoints.hasManifest(directory)) {
        reason = "has no manifest, so it was never finished";
      } else {
        CheckpointName written = CheckpointName.of(checkpoints.readManifest(directory));
        if (name.isEmpty() || name.get().equals(written)) {
          return Optional.of(checkpoints.read(directory));
        }
        reason = "its manifest is of " + written.text();
      }
    } catch (IllegalArgumentException
        | FileNotFoundException
        | EOFException
        | LostContentException e) {
      reason = e.getMessage() == null ? e.toString() : e.getMessage();
    }
    skipped.accept(
        StrictJson.malformed(directory.toString(), "is skipped: " + reason, null).getMessage());
    return Optional.empty();
  }

  private List<CheckpointName> newestFirst() throws IOException {
    List<CheckpointName> names = new ArrayList<>();
    for (FileEntry entry : files.list(root)) {
      if (entry.isDirectory()) {
        CheckpointName.parse(entry.name()).ifPresent(names::add);
      }
    }
    names.sort(Comparator.reverseOrder());
    return names;
  }

  private FilePath directory(CheckpointName name) {
    return root.resolve(name.text());
  }
}
