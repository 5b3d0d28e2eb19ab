package dev.convoy.data.image;

import dev.convoy.data.DataLocation;
import dev.convoy.files.DurableFiles;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.regex.Pattern;

/** A file with the names of classes, one a line, perhaps with a number and a colon before each. */
final class LabelFile {
  private static final List<String> NAMES = List.of("labels.txt", "label.labels.txt");
  private static final int MOST_BYTES = 16 << 20;
  private static final Pattern NUMBER = Pattern.compile("^[0-9]+:");

  private LabelFile() {}

  /** The names; none if the folder has no such file. */
  static List<String> read(DataLocation location) throws IOException {
    if (!location.isFolder()) {
      return List.of();
    }
    for (String name : NAMES) {
      if (location.has(name)) {
        byte[] content =
            new DurableFiles(location.path(), location.storage())
                .read(location.path().resolve(name), MOST_BYTES);
        return new String(content, StandardCharsets.UTF_8)
            .lines()
            .map(line -> NUMBER.matcher(line.strip()).replaceFirst(""))
            .filter(line -> !line.isEmpty())
            .toList();
      }
    }
    return List.of();
  }
}
