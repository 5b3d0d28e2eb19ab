package dev.convoy.hadoop;

import dev.convoy.data.DataLocation;
import dev.convoy.files.FileEntry;
import dev.convoy.files.FilePath;
import dev.convoy.files.Storage;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The Parquet files of a data set: a file, or those of a folder, of {@code data} in it, or of
 * folders in it whose names say a split. Where a {@code README.md} says that the folder is a data
 * set of Hugging Face's, a single folder of a configuration in it is looked into in the same way.
 *
 * @param folder where names begin
 * @param configuration the name of the folder with the files, which may be a configuration
 * @param files names below the folder, sorted, of each split
 */
record SplitFiles(FilePath folder, String configuration, Map<Split, List<String>> files) {
  private static final String DATA = "data";
  private static final String CARD = "README.md";

  /** A data set has some configurations; a folder with a thousand is something else. */
  private static final int MOST_FOLDERS = 100;

  /**
   * Finds them; lists the folder, and those in it that are named above.
   *
   * @return nothing if there are none
   * @throws IOException if there are several configurations, or files are partitioned by a column
   */
  static Optional<SplitFiles> find(DataLocation location) throws IOException {
    Storage storage = location.storage();
    FilePath root = storage.absolute(location.path());
    Optional<FileEntry> found = storage.status(root);
    if (found.isEmpty()) {
      return Optional.empty();
    }
    if (!found.get().isDirectory()) {
      return ParquetFormat.isParquet(root.name())
          ? Optional.of(whole(root.parent(), List.of(root.name())))
          : Optional.empty();
    }
    List<FileEntry> entries = sorted(storage, root);
    List<String> names = in(storage, entries, "");
    if (names.isEmpty() && entries.stream().anyMatch(entry -> entry.name().equals(CARD))) {
      return configuration(location, root, entries);
    }
    if (names.isEmpty()) {
      refusePartitions(location.name(), storage, entries);
    }
    return names.isEmpty() ? Optional.empty() : Optional.of(split(root, root.name(), names));
  }

  /** The same, where there must be some. */
  static SplitFiles require(DataLocation location, String needs) throws IOException {
    return find(location)
        .orElseThrow(() -> new FileNotFoundException("'" + location.name() + "': needs " + needs));
  }

  private static List<FileEntry> sorted(Storage storage, FilePath folder) throws IOException {
    return storage.list(folder).stream().sorted(Comparator.comparing(FileEntry::name)).toList();
  }

  /** Files among entries of a folder, or else in its folders for data and for splits. */
  private static List<String> in(Storage storage, List<FileEntry> entries, String prefix)
      throws IOException {
    List<String> names = parquet(entries, prefix);
    if (!names.isEmpty()) {
      return names;
    }
    for (FileEntry entry : entries) {
      if (entry.isDirectory() && entry.name().equals(DATA)) {
        return in(storage, sorted(storage, entry.path()), prefix + DATA + "/");
      }
    }
    List<String> split = new ArrayList<>();
    for (FileEntry entry : entries) {
      if (entry.isDirectory() && Split.of(entry.name()).isPresent()) {
        split.addAll(parquet(sorted(storage, entry.path()), prefix + entry.name() + "/"));
      }
    }
    return split;
  }

  private static List<String> parquet(List<FileEntry> entries, String prefix) {
    return entries.stream()
        .filter(entry -> !entry.isDirectory() && ParquetFormat.isParquet(entry.name()))
        .map(entry -> prefix + entry.name())
        .toList();
  }

  private static Optional<SplitFiles> configuration(
      DataLocation location, FilePath root, List<FileEntry> entries) throws IOException {
    List<SplitFiles> found = new ArrayList<>();
    for (FileEntry entry : entries.stream().limit(MOST_FOLDERS).toList()) {
      if (entry.isDirectory() && !entry.name().startsWith(".")) {
        List<FileEntry> inner = sorted(location.storage(), entry.path());
        List<String> names = in(location.storage(), inner, entry.name() + "/");
        if (!names.isEmpty()) {
          found.add(split(root, entry.name(), names));
        }
      }
    }
    if (found.size() > 1) {
      throw new IOException(
          "'"
              + location.name()
              + "': has the configurations "
              + OneLine.of(
                  String.join(", ", found.stream().map(SplitFiles::configuration).toList()))
              + "; must be the folder of one of them");
    }
    return found.stream().findFirst();
  }

  private static void refusePartitions(String name, Storage storage, List<FileEntry> entries)
      throws IOException {
    Optional<FileEntry> partition =
        entries.stream().filter(e -> e.isDirectory() && e.name().indexOf('=') > 0).findFirst();
    if (partition.isPresent() && !parquet(sorted(storage, partition.get().path()), "").isEmpty()) {
      String folder = partition.get().name();
      throw new IOException(
          "'"
              + name
              + "': is partitioned into folders such as '"
              + OneLine.of(folder)
              + "'; '"
              + OneLine.of(folder.substring(0, folder.indexOf('=')))
              + "' must be a column of the files instead");
    }
  }

  private static SplitFiles whole(FilePath folder, List<String> names) {
    return new SplitFiles(folder, folder.name(), Map.of(Split.TRAINING, names));
  }

  /** Without files to train on, there is nothing to tell the others from. */
  private static SplitFiles split(FilePath folder, String configuration, List<String> names) {
    Map<Split, List<String>> files = new EnumMap<>(Split.class);
    for (String name : names) {
      String[] parts = name.split("/");
      Optional<Split> own = Split.of(parts[parts.length - 1]);
      String above = parts.length > 1 ? parts[parts.length - 2] : "";
      Split split = own.or(() -> Split.of(above)).orElse(Split.TRAINING);
      files.computeIfAbsent(split, any -> new ArrayList<>()).add(name);
    }
    return files.containsKey(Split.TRAINING)
        ? new SplitFiles(folder, configuration, files)
        : new SplitFiles(folder, configuration, Map.of(Split.TRAINING, names));
  }

  /** The file that says which columns there are. */
  FilePath first() {
    return folder.resolve(files.get(Split.TRAINING).get(0));
  }
}
