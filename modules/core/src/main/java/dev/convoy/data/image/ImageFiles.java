package dev.convoy.data.image;

import dev.convoy.files.FileEntry;
import dev.convoy.files.FilePath;
import dev.convoy.files.Storage;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** Image files in a folder and the folders below it. */
final class ImageFiles {
  private static final Set<String> ENDINGS =
      Set.of("jpg", "jpeg", "png", "bmp", "gif", "webp", "tif", "tiff");

  /** Links may lead in circles, in which each image would be many times. */
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

  /**
   * All of them, sorted by their paths; folders are gone into unless {@code flat}.
   *
   * @throws IOException if folders are too deep
   */
  static List<FileEntry> list(FilePath folder, boolean flat, Storage storage) throws IOException {
    List<FileEntry> found = new ArrayList<>();
    Deque<FilePath> left = new ArrayDeque<>(List.of(folder));
    while (!left.isEmpty()) {
      FilePath next = left.pop();
      for (FileEntry entry : entries(next, storage)) {
        if (!entry.isDirectory()) {
          if (isImage(entry.name())) {
            found.add(entry);
          }
        } else if (!flat && !isHidden(entry.name())) {
          requireDepth(folder, entry.path());
          left.push(entry.path());
        }
      }
    }
    found.sort(Comparator.comparing(entry -> entry.path().text(), NameOrder.BY_CODE_POINT));
    return found;
  }

  private static void requireDepth(FilePath folder, FilePath inner) throws IOException {
    if (below(folder, inner).chars().filter(each -> each == '/').count() >= MOST_DEPTH) {
      throw new IOException(
          inner
              + ": is more than "
              + MOST_DEPTH
              + " folders below "
              + folder
              + "; a link may lead in a circle");
    }
  }

  /** The path of a file or folder below a folder, which may be a root. */
  static String below(FilePath folder, FilePath inner) {
    int length = folder.text().length();
    return inner.text().substring(folder.text().endsWith("/") ? length : length + 1);
  }
}
