package dev.convoy.hadoop;

import dev.convoy.data.image.EncodedImage;
import dev.convoy.image.BadImageException;
import dev.convoy.image.ImageLimits;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Optional;
import org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName;

/** What the present row of a row group has of an image. */
final class EncodedRow {
  private final TableRows rows;
  private final RowLabels labels;
  private final int content;
  private final int path;
  private final int label;
  private final int id;

  /** Of rows that are gone through by somebody else. */
  EncodedRow(TableRows rows, EncodedFields fields, RowLabels labels) {
    this.rows = rows;
    this.labels = labels;
    this.content = rows.column(fields.content());
    this.path = rows.column(fields.path());
    this.label = rows.column(fields.label());
    this.id = rows.column(fields.id());
  }

  /**
   * The image of this row.
   *
   * @param files where images are that rows have paths of alone
   * @throws BadImageException if there is none, it is too large, or has no label and needs one
   */
  EncodedImage image(String name, ImageLimits limits, ImageFiles files) throws IOException {
    int number = label();
    byte[] bytes = content(limits, files);
    return new EncodedImage(name, id(), number, bytes);
  }

  private boolean has(int column) {
    return column >= 0 && rows.has(column);
  }

  private int label() throws IOException {
    if (!has(label)) {
      return labels.unlabelled();
    }
    PrimitiveTypeName type = rows.type(label);
    if (type == PrimitiveTypeName.BINARY) {
      return labels.named(rows, rows.text(label));
    }
    boolean whole = type == PrimitiveTypeName.INT32 || type == PrimitiveTypeName.INT64;
    return labels.numbered(whole ? rows.integer(label) : rows.number(label));
  }

  private byte[] content(ImageLimits limits, ImageFiles files) throws IOException {
    if (!has(content)) {
      return files.read(path());
    }
    ByteBuffer bytes = rows.bytes(content);
    // It is still in the page: nothing was allocated for it.
    ImageFiles.requireLength(bytes.remaining(), limits);
    byte[] copy = new byte[bytes.remaining()];
    bytes.get(copy);
    return copy;
  }

  private Optional<String> path() throws IOException {
    return has(path)
        ? Optional.of(rows.text(path)).filter(text -> !text.isEmpty())
        : Optional.empty();
  }

  /** The id, or else the path: names of the data set's own, though paths may be there twice. */
  private Optional<String> id() throws IOException {
    if (!has(id)) {
      return path();
    }
    return Optional.of(
        rows.type(id) == PrimitiveTypeName.BINARY
            ? rows.text(id)
            : Long.toString(rows.integer(id)));
  }
}
