package dev.convoy.hadoop;

import dev.convoy.files.DurableFiles;
import dev.convoy.files.FileEntry;
import dev.convoy.files.FilePath;
import dev.convoy.files.Storage;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A folder of packed data while it is written; nothing is written into one that holds anything. */
final class PackedFolder {
  private static final String UNFINISHED = "_unfinished";

  private final FilePath out;
  private final Storage storage;
  private final DurableFiles files;

  /**
   * Prepares to write; nothing is written yet.
   *
   * @throws IOException if it is neither empty nor absent
   */
  PackedFolder(FilePath out, Storage storage) throws IOException {
    this.out = out;
    this.storage = storage;
    this.files = new DurableFiles(out, storage);
    requireEmpty();
  }

  FilePath path() {
    return out;
  }

  DurableFiles files() {
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
  void claim() throws IOException {
    files.makeDirectory(out);
    if (!files.createNew(
        out.resolve(UNFINISHED), "convoy pack\n".getBytes(StandardCharsets.UTF_8))) {
      requireEmpty();
    }
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
