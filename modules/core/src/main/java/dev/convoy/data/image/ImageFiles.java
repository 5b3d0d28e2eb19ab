package dev.convoy.data.image;

import dev.convoy.files.FileEntry;
import dev.convoy.files.FilePath;
import dev.convoy.files.Storage;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** Image files in a folder and the folders below it. */
final class ImageFiles {
  private static final Set<String> ENDINGS = Set.of("jpg", "jpeg", "png", "bmp", "gif", "webp");

  /** Links may lead in circles. */
  private static final int MOST_DEPTH = 16;

  /** Of folders that are looked into to find out whether there are images. */
  private static final int MOST_LOOKED_AT = 16;

  private ImageFiles() {}

  static boolean isImage(String name) {
    int dot = name.lastIndexOf('.');
    return dot > 0
        && !isHidden(name)
        && ENDINGS.contains(name.substring(dot + 1).toLowerCase(Locale.ROOT));
  }

  /** Whether a name is of somebody's notes. */
  static boolean isHidden(String name) {
    return name.startsWith(".") || name.startsWith("_");
  }

  /** What a folder holds, links followed. */
  static List<FileEntry> entries(FilePath folder, Storage storage) throws IOException {
    List<FileEntry> entries = new ArrayList<>();
    for (FileEntry entry : storage.list(folder)) {
      if (entry.isLink()) {
        Optional<FileEntry> target = storage.status(entry.path());
        target.ifPresent(
            to -> entries.add(new FileEntry(entry.path(), to.type(), to.length(), to.modified())));
      } else {
        entries.add(entry);
      }
    }
    return entries;
  }

  /** Whether some folder below holds an image; looks into few. */
  static boolean anyBelow(FilePath folder, int leastDepth, Storage storage) throws IOException {
    List<FileEntry> entries = entries(folder, storage);
    if (leastDepth <= 0
        && entries.stream().anyMatch(entry -> !entry.isDirectory() && isImage(entry.name()))) {
      return true;
    }
    List<FileEntry> folders =
        entries.stream()
            .filter(entry -> entry.isDirectory() && !isHidden(entry.name()))
            .sorted(Comparator.comparing(FileEntry::name))
            .limit(MOST_LOOKED_AT)
            .toList();
    for (FileEntry inner : folders) {
      if (entries(inner.path(), storage).stream()
          .anyMatch(entry -> !entry.isDirectory() && isImage(entry.name()))) {
        return true;
      }
    }
    return false;
  }

  /** All of them, sorted by their paths; folders are gone into unless {@code flat}. */
  static List<FileEntry> list(FilePath folder, boolean flat, Storage storage) throws IOException {
    List<FileEntry> found = new ArrayList<>();
    add(folder, flat ? 0 : MOST_DEPTH, found, storage);
    found.sort(Comparator.comparing(entry -> entry.path().text()));
    return found;
  }

  private static void add(FilePath folder, int depth, List<FileEntry> found, Storage storage)
      throws IOException {
    for (FileEntry entry : entries(folder, storage)) {
      if (entry.isDirectory()) {
        if (depth > 0 && !isHidden(entry.name())) {
          add(entry.path(), depth - 1, found, storage);
        }
      } else if (isImage(entry.name())) {
        found.add(entry);
      }
    }
  }
}
