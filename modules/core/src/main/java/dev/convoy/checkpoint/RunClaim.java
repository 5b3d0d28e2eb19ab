package dev.convoy.checkpoint;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.convoy.files.DurableFiles;
import dev.convoy.files.FileEntry;
import dev.convoy.files.FilePath;
import dev.convoy.files.TemporaryName;
import dev.convoy.lease.LeaseFiles;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Whether a directory is a run's: its configuration claims it, and nothing of others is in the way.
 */
final class RunClaim {
  private static final int MOST_CONFIG_BYTES = 64 << 20;
  private static final Set<String> FILES =
      Set.of(
          CheckpointFiles.CONFIG,
          CheckpointFiles.METRICS,
          CheckpointFiles.MODEL,
          CheckpointFiles.PARAMETERS,
          CheckpointFiles.MANIFEST);

  private static final Set<String> DIRECTORIES =
      Set.of(RunDirectory.CHECKPOINTS, RunDirectory.LEASE, RunDirectory.IMAGES);

  /** One of these is in a folder of packed images, finished or not. */
  private static final Set<String> PACKED = Set.of("manifest.json", "_unfinished");

  private final FilePath root;
  private final DurableFiles files;

  RunClaim(FilePath root, DurableFiles files) {
    this.root = root;
    this.files = files;
  }

  /** See {@link RunDirectory#inspect}. */
  RunDirectory.State inspect() throws IOException {
    Optional<FileEntry> status = files.status(root);
    if (status.isPresent() && !status.get().isDirectory()) {
      throw new IllegalArgumentException(
          "run directory " + root + ": is a file, must be a directory or absent");
    }
    List<FileEntry> entries = files.list(root);
    for (FileEntry entry : entries) {
      if (entry.isLink() && DIRECTORIES.contains(entry.name())) {
        throw new IllegalArgumentException(
            "run directory "
                + root
                + ": holds '"
                + entry.name()
                + "', which is a symbolic link; none is followed in a run directory, only to it");
      }
    }
    if (entries.stream().anyMatch(e -> e.name().equals(CheckpointFiles.CONFIG))) {
      for (FileEntry entry : entries) {
        if (entry.isDirectory() && FILES.contains(entry.name())) {
          throw foreign(entry);
        }
      }
      config();
      return RunDirectory.State.CLAIMED;
    }
    for (FileEntry entry : entries) {
      if (!isLeftover(entry)) {
        throw foreign(entry);
      }
    }
    return RunDirectory.State.EMPTY;
  }

  /** Whether a crash before the directory was claimed can have left this. */
  private boolean isLeftover(FileEntry entry) throws IOException {
    String name = entry.name();
    if (entry.isDirectory() && name.equals(RunDirectory.IMAGES)) {
      return files.list(entry.path()).stream().anyMatch(e -> PACKED.contains(e.name()));
    }
    if (entry.isDirectory()) {
      return name.equals(RunDirectory.LEASE)
          && files.list(entry.path()).stream()
              .allMatch(e -> e.isFile() && LeaseFiles.isOurs(e.name()));
    }
    return entry.isFile() && TemporaryName.finalName(name).equals(CheckpointFiles.CONFIG);
  }

  private IllegalArgumentException foreign(FileEntry entry) {
    return new IllegalArgumentException(
        "run directory "
            + root
            + ": holds '"
            + entry.name()
            + "', which is not of a run; choose a directory that is empty or absent");
  }

  /** See {@link RunDirectory#start}. */
  void start(ObjectNode config) throws IOException {
    if (inspect() == RunDirectory.State.CLAIMED) {
      throw new IllegalArgumentException(
          "run directory " + root + ": holds a run already; resume it or choose another directory");
    }
    byte[] content = ConfigFile.toFile(config);
    files.makeDirectory(root);
    files.write(root.resolve(CheckpointFiles.CONFIG), content);
  }

  /** See {@link RunDirectory#config}. */
  Optional<ObjectNode> config() throws IOException {
    FilePath file = root.resolve(CheckpointFiles.CONFIG);
    if (files.status(file).isEmpty()) {
      return Optional.empty();
    }
    byte[] content = files.read(file, MOST_CONFIG_BYTES);
    return Optional.of(ConfigFile.fromFile(file.toString(), content));
  }

  /**
   * The same of a run that was started.
   *
   * @throws IllegalStateException if none was
   */
  ObjectNode requireConfig() throws IOException {
    return config()
        .orElseThrow(
            () -> new IllegalStateException("run directory " + root + ": no run was started"));
  }
}
