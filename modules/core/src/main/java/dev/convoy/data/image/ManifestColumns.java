package dev.convoy.data.image;

import dev.convoy.text.DidYouMean;
import java.io.IOException;
import java.io.Serializable;
import java.util.List;
import java.util.Optional;

/**
 * Which fields of a manifest's rows are of use.
 *
 * @param count number of fields
 * @param path index of the path
 * @param label index of the label, or -1
 * @param id index of the id, or -1
 */
record ManifestColumns(int count, int path, int label, int id) implements Serializable {
  private static final List<String> PATHS =
      List.of("path", "image", "file", "filename", "file_name", "image_path");
  private static final List<String> LABELS = List.of("label", "class", "category");

  /** Of a header; empty if it has no such columns. */
  static Optional<ManifestColumns> find(List<String> header, ImageFields fields) {
    int path = index(header, fields.image().map(List::of).orElse(PATHS));
    int label = index(header, fields.label().map(List::of).orElse(LABELS));
    boolean enough = path >= 0 && (label >= 0 || !fields.labelled());
    return enough
        ? Optional.of(new ManifestColumns(header.size(), path, label, header.indexOf("id")))
        : Optional.empty();
  }

  /**
   * Of a header.
   *
   * @throws IOException if it has no such columns; the message names those it has
   */
  static ManifestColumns of(List<String> header, ImageFields fields, String source)
      throws IOException {
    Optional<ManifestColumns> found = find(header, fields);
    if (found.isPresent()) {
      return found.get();
    }
    Optional<String> missing =
        fields
            .image()
            .filter(name -> !header.contains(name))
            .or(() -> fields.label().filter(name -> !header.contains(name)));
    throw new IOException(
        source
            + ": has the columns "
            + String.join(", ", header)
            + ", needs "
            + missing
                .map(name -> "'" + name + "'" + DidYouMean.suggestion(name, header))
                .orElse("path and label, or --image-column and --label-column"));
  }

  private static int index(List<String> header, List<String> names) {
    return names.stream().mapToInt(header::indexOf).filter(i -> i >= 0).findFirst().orElse(-1);
  }

  Optional<String> label(List<String> row) {
    return field(row, label);
  }

  Optional<String> id(List<String> row) {
    return field(row, id);
  }

  Optional<String> path(List<String> row) {
    return field(row, path);
  }

  private static Optional<String> field(List<String> row, int index) {
    return index < 0 || index >= row.size() || row.get(index).isEmpty()
        ? Optional.empty()
        : Optional.of(row.get(index));
  }
}
