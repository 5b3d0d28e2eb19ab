package dev.convoy.hadoop;

import dev.convoy.data.image.ImageFields;
import dev.convoy.text.DidYouMean;
import java.io.IOException;
import java.io.Serializable;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.apache.parquet.schema.GroupType;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.Type;

/**
 * Which columns of Parquet files have the images and the labels; those of the first file, and all
 * others must have them too.
 *
 * @param image the column with encoded images: binary, a struct of {@code bytes} and {@code path},
 *     or, if the user says so, a string with the path of a file
 * @param label the column with labels; empty if there is none
 */
record EncodedColumns(String image, String label) implements Serializable {
  /** What columns of images are called, the most usual first. */
  static final List<String> IMAGES =
      List.of("image", "img", "content", "bytes", "jpg", "jpeg", "png", "webp", "picture");

  /** What columns of labels are called, the most usual first. */
  static final List<String> LABELS =
      List.of("label", "labels", "class", "class_name", "category", "target", "cls", "fine_label");

  /**
   * The column of images under a usual name, or else the only one that the footer says to be one.
   */
  static Optional<String> usualImage(MessageType schema, FooterNotes notes) {
    Optional<String> usual =
        IMAGES.stream()
            .filter(schema::containsField)
            .filter(name -> ColumnKind.of(schema.getType(name)).isImage())
            .findFirst();
    List<String> noted = notes.images().stream().filter(schema::containsField).toList();
    return usual.or(() -> noted.size() == 1 ? Optional.of(noted.get(0)) : Optional.empty());
  }

  /**
   * Chooses and checks them.
   *
   * @param uri of the file, for messages
   */
  static EncodedColumns choose(
      String uri, MessageType schema, FooterNotes notes, ImageFields fields) throws IOException {
    String image =
        fields.image().isPresent()
            ? fields.image().get()
            : usualImage(schema, notes).orElseThrow(() -> noImage(uri, schema));
    ColumnKind kind = kind(uri, schema, image, "--image-column");
    if (kind == ColumnKind.SPARK_IMAGE) {
      throw new IOException(
          uri
              + ": column '"
              + image
              + "' has decoded pixels, as Spark's source 'image' makes them; read the image files"
              + " with its source 'binaryFile' instead");
    }
    boolean path = kind == ColumnKind.TEXT && fields.image().isPresent();
    if (!kind.isImage() && !path) {
      throw wrong(uri, image, kind, "binary, or a struct with the binary field bytes");
    }
    return new EncodedColumns(image, label(uri, schema, fields));
  }

  private static String label(String uri, MessageType schema, ImageFields fields)
      throws IOException {
    Optional<String> found =
        fields.label().or(() -> LABELS.stream().filter(schema::containsField).findFirst());
    if (found.isEmpty()) {
      if (fields.labelled()) {
        throw missing(uri, "has no column of labels " + LABELS, schema, "--label-column");
      }
      return "";
    }
    ColumnKind kind = kind(uri, schema, found.get(), "--label-column");
    if (!kind.isLabel()) {
      if (fields.labelled() || fields.label().isPresent()) {
        throw wrong(uri, found.get(), kind, "integers or strings, one a row");
      }
      return "";
    }
    return found.get();
  }

  private static ColumnKind kind(String uri, MessageType schema, String name, String option)
      throws IOException {
    return SchemaPath.find(schema, name)
        .map(path -> SchemaPath.single(schema, path).map(ColumnKind::of).orElse(ColumnKind.LIST))
        .orElseThrow(
            () ->
                missing(
                    uri,
                    "has no column '" + name + "'" + DidYouMean.suggestion(name, names(schema)),
                    schema,
                    option));
  }

  private static IOException noImage(String uri, MessageType schema) {
    return missing(uri, "has no column of encoded images " + IMAGES, schema, "--image-column");
  }

  private static IOException missing(String uri, String what, MessageType schema, String option) {
    String names = OneLine.of(String.join(", ", names(schema)));
    return new IOException(uri + ": " + what + "; it has " + names + "; " + option + " names one");
  }

  private static IOException wrong(String uri, String name, ColumnKind kind, String rule) {
    return new IOException(
        uri + ": column '" + name + "' has " + kind.text() + ", must have " + rule);
  }

  private static List<String> names(GroupType schema) {
    return schema.getFields().stream().map(Type::getName).collect(Collectors.toList());
  }
}
