package dev.convoy.data.image;

import dev.convoy.data.DataLocation;
import dev.convoy.files.DurableFiles;
import dev.convoy.files.FilePath;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A file with the names of classes, one a line. If there is a number and a colon before each, the
 * numbers say the classes, or else the order does.
 */
final class LabelFile {
  private static final List<String> NAMES = List.of("labels.txt", "label.labels.txt");
  private static final int MOST_BYTES = 16 << 20;
  private static final Pattern NUMBERED = Pattern.compile("([0-9]{1,9}):(.+)");

  private LabelFile() {}

  /**
   * The names; none if the folder has no such file.
   *
   * @throws IOException if a number is missing
   */
  static List<String> read(DataLocation location) throws IOException {
    if (!location.isFolder()) {
      return List.of();
    }
    for (String name : NAMES) {
      if (location.has(name)) {
        return names(location, location.path().resolve(name));
      }
    }
    return List.of();
  }

  private static List<String> names(DataLocation location, FilePath file) throws IOException {
    byte[] content = new DurableFiles(location.path(), location.storage()).read(file, MOST_BYTES);
    List<String> lines =
        new String(content, StandardCharsets.UTF_8)
            .lines()
            .map(String::strip)
            .filter(line -> !line.isEmpty())
            .toList();
    boolean numbered = lines.stream().allMatch(line -> NUMBERED.matcher(line).matches());
    return numbered ? inOrder(file, lines) : lines;
  }

  private static List<String> inOrder(FilePath file, List<String> lines) throws IOException {
    String[] names = new String[lines.size()];
    Arrays.fill(names, "");
    for (String line : lines) {
      Matcher matcher = NUMBERED.matcher(line);
      int number = matcher.matches() ? Integer.parseInt(matcher.group(1)) : names.length;
      if (number < names.length) {
        names[number] = matcher.group(2).strip();
      }
    }
    int missing = Arrays.asList(names).indexOf("");
    if (missing >= 0) {
      throw new IOException(
          file + ": has no class with the number " + missing + ", of " + names.length);
    }
    return List.of(names);
  }
}
