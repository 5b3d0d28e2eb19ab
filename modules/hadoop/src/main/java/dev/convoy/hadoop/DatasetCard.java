package dev.convoy.hadoop;

import dev.convoy.files.FilePath;
import dev.convoy.files.Storage;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What the {@code README.md} of a Hugging Face data set says of its features, in YAML before the
 * text. Of YAML this knows what the library that writes these files uses: blocks of keys, lists and
 * scalars, which may go on in deeper lines; what it does not know says nothing.
 */
final class DatasetCard {
  private static final String NAME = "README.md";
  private static final int MOST_BYTES = 16 << 20;
  private static final String FENCE = "---";

  private final FilePath file;
  private final List<YamlLine> lines;

  private DatasetCard(FilePath file, List<YamlLine> lines) {
    this.file = file;
    this.lines = lines;
  }

  /** Reads the one of a folder, if it has one. */
  static Optional<DatasetCard> of(FilePath folder, Storage storage) throws IOException {
    FilePath file = folder.resolve(NAME);
    if (storage.status(file).isEmpty()) {
      return Optional.empty();
    }
    String text;
    try (InputStream in = storage.open(file)) {
      // Text after the front matter may be cut off.
      text = new String(in.readNBytes(MOST_BYTES), StandardCharsets.UTF_8);
    }
    List<String> all = text.lines().toList();
    if (all.isEmpty() || !all.get(0).strip().equals(FENCE)) {
      return Optional.of(new DatasetCard(file, List.of()));
    }
    List<String> front =
        all.stream().skip(1).takeWhile(line -> !line.strip().equals(FENCE)).toList();
    return Optional.of(new DatasetCard(file, info(YamlLine.joined(front))));
  }

  /** What is below {@code dataset_info}. */
  private static List<YamlLine> info(List<YamlLine> lines) {
    return lines.stream()
        .dropWhile(line -> line.indent() > 0 || !line.key().equals("dataset_info"))
        .skip(1)
        .takeWhile(line -> line.indent() > 0 || line.isItem())
        .toList();
  }

  /**
   * The names of the classes that a column numbers, if they are there.
   *
   * @param configuration whose features are looked at, if there are several with names
   */
  Optional<List<String>> classNames(String column, String configuration) throws IOException {
    Optional<List<String>> first = Optional.empty();
    String present = "";
    for (int i = 0; i < lines.size(); i++) {
      YamlLine line = lines.get(i);
      if (line.key().equals("config_name")) {
        present = line.value();
      } else if (line.isItem() && line.key().equals("name") && line.value().equals(column)) {
        Optional<List<String>> names = names(i);
        if (names.isPresent() && present.equals(configuration)) {
          return names;
        }
        first = first.or(() -> names);
      }
    }
    return first;
  }

  /** The names in the feature that begins with a line. */
  private Optional<List<String>> names(int item) throws IOException {
    for (int i = item + 1;
        i < lines.size() && lines.get(i).indent() > lines.get(item).indent();
        i++) {
      if (lines.get(i).key().equals("names") && lines.get(i).value().isEmpty()) {
        return names(lines.get(i), i + 1);
      }
    }
    return Optional.empty();
  }

  private Optional<List<String>> names(YamlLine above, int from) throws IOException {
    List<String> names = new ArrayList<>();
    for (YamlLine line : lines.subList(from, lines.size())) {
      boolean inside =
          line.indent() > above.column() || line.isItem() && line.indent() == above.column();
      if (!inside) {
        break;
      }
      if (!line.isItem() && !line.key().equals(Integer.toString(names.size()))) {
        throw new IOException(
            file
                + ": the names of classes in dataset_info have the number '"
                + OneLine.of(line.key())
                + "', must have "
                + names.size()
                + " there");
      }
      names.add(line.isItem() ? line.scalar() : line.value());
      if (names.size() > FooterNotes.MOST_CLASSES) {
        throw new IOException(file + ": names more than " + FooterNotes.MOST_CLASSES + " classes");
      }
    }
    return names.isEmpty() ? Optional.empty() : Optional.of(List.copyOf(names));
  }
}
