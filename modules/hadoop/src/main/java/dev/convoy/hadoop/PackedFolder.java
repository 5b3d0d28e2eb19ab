package dev.convoy.hadoop;

import dev.convoy.files.DurableFiles;
import dev.convoy.files.FileEntry;
import dev.convoy.files.FilePath;
import dev.convoy.files.Storage;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** A folder of packed data while it is written; nothing is written into one that holds anything. */
public final class PackedFolder {
  private static final String UNFINISHED = "_unfinished";

  private final FilePath out;
  private final Storage storage;
  private final DurableFiles files;

  /**
   * Prepares to write; nothing is written yet.
   *
   * @throws IOException if it is neither empty nor absent
   */
  public PackedFolder(FilePath out, Storage storage) throws IOException {
    this.out = out;
    this.storage = storage;
    this.files = new DurableFiles(out, storage);
    requireEmpty();
  }

  /** Where it is. */
  public FilePath path() {
    return out;
  }

  /** Its files. */
  public DurableFiles files() {
    return files;
  }

  private void requireEmpty() throws IOException {
    Optional<FileEntry> status = files.status(out);
    if (status.isPresent() && !status.get().isDirectory()) {
      throw new IOException("out '" + out + "': is a file, must be an empty folder or absent");
    }
    List<FileEntry> there = files.list(out);
    if (!there.isEmpty()) {
      boolean unfinished = there.stream().anyMatch(entry -> entry.name().equals(UNFINISHED));
      throw new IOException(
          "out '"
              + out
              + "': holds "
              + (unfinished
                  ? "what another 'convoy pack' is writing or left unfinished"
                  : "'" + there.get(0).name() + "'")
              + ", must be empty or absent");
    }
  }

  /** Makes the folder, and says in it that it is being written. */
  public void claim() throws IOException {
    files.makeDirectory(out);
    if (!files.createNew(
        out.resolve(UNFINISHED), "convoy pack\n".getBytes(StandardCharsets.UTF_8))) {
      requireEmpty();
    }
  }

  /**
   * Ends what tasks have written; see {@link #finish(PackManifest)}.
   *
   * @param seed of the permutation
   * @param written the files of each split, in their order
   * @param images what they were made of
   */
  public List<Packer.Packed> finish(
      long seed, Map<PackedFileTask, List<PackedFileReport>> written, PackedImages images)
      throws IOException {
    Map<String, PackedSplit> splits = new TreeMap<>();
    written.forEach((task, reports) -> splits.put(task.split(), task.split(reports)));
    return finish(new PackManifest(seed, splits, Optional.of(images)));
  }

  /**
   * Takes away everything that was written; for a folder that will not be finished.
   *
   * @throws IOException if something could not be deleted
   */
  public void discard() throws IOException {
    discard(out, storage);
  }

  /** Whether somebody writes packed data into a folder, or has stopped before the end. */
  public static boolean isUnfinished(FilePath folder, Storage storage) throws IOException {
    return storage.status(folder.resolve(UNFINISHED)).isPresent();
  }

  /** Takes away a folder of packed data, finished or not. */
  public static void discard(FilePath folder, Storage storage) throws IOException {
    DurableFiles files = new DurableFiles(folder, storage);
    for (FileEntry entry : files.list(folder)) {
      FilePath path = folder.resolve(entry.name());
      if (entry.isDirectory()) {
        for (FileEntry inner : files.list(path)) {
          files.delete(path.resolve(inner.name()));
        }
      }
      files.delete(path);
    }
    files.delete(folder);
  }

  /** What a finished folder holds of the images that it was made of, if it was. */
  public static Optional<PackedImages> images(FilePath folder, Storage storage) throws IOException {
    return storage.status(folder.resolve(PackManifest.NAME)).isEmpty()
        ? Optional.empty()
        : PackedSource.manifest(folder, storage).images();
  }

  /**
   * Writes the manifest, and reads everything back as training will, which checks the footers.
   *
   * @return what there is now, training data first
   */
  List<Packer.Packed> finish(PackManifest manifest) throws IOException {
    files.write(out.resolve(PackManifest.NAME), manifest.toJson());
    files.delete(out.resolve(UNFINISHED));
    List<Packer.Packed> packed = new ArrayList<>();
    for (String name : PackManifest.SPLITS) {
      if (manifest.splits().containsKey(name)) {
        PackedSplit split = manifest.splits().get(name);
        PackedSource source = PackedSource.open(out, name, manifest, storage);
        long bytes = split.files().stream().mapToLong(file -> file.content().bytes()).sum();
        packed.add(
            new Packer.Packed(
                name, source.summary(), source.blockSize(), split.files().size(), bytes));
      }
    }
    return packed;
  }
}
