package dev.convoy.hadoop;

import java.io.IOException;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.Type;

/**
 * Where in the schema of a file is what is read of an image. A path that is empty stands for
 * nothing.
 *
 * @param content the encoded image
 * @param path the path of its file: text
 * @param label integer, floating-point number or text
 * @param id the data set's own name for it: column {@code id}, integer or text
 */
record EncodedFields(List<String> content, List<String> path, List<String> label, List<String> id) {
  private static final String PATH = "path";
  private static final String ID = "id";

  /**
   * Finds them.
   *
   * @param uri of the file, for messages
   * @param columns which may be those of another file
   */
  static EncodedFields of(String uri, MessageType schema, EncodedColumns columns)
      throws IOException {
    List<String> image = column(uri, schema, columns.image());
    Type type = SchemaPath.single(schema, image).orElseThrow(() -> differs(uri, columns.image()));
    List<String> label =
        columns.label().isEmpty() ? List.of() : column(uri, schema, columns.label());
    if (!label.isEmpty()
        && !ColumnKind.of(schema.getType(label.toArray(new String[0]))).isLabel()) {
      throw differs(uri, columns.label());
    }
    List<String> id = optional(schema, ID, Set.of(ColumnKind.INTEGER, ColumnKind.TEXT));
    List<String> outerPath = optional(schema, PATH, Set.of(ColumnKind.TEXT));
    switch (ColumnKind.of(type)) {
      case BINARY:
        return new EncodedFields(image, outerPath, label, id);
      case TEXT:
        return new EncodedFields(List.of(), image, label, id);
      case IMAGE_STRUCT:
        boolean inner = ColumnKind.has(type.asGroupType(), PATH, ColumnKind.TEXT);
        List<String> path = inner ? below(image, PATH) : outerPath;
        return new EncodedFields(below(image, "bytes"), path, label, id);
      default:
        throw differs(uri, columns.image());
    }
  }

  private static List<String> below(List<String> group, String field) {
    return Stream.concat(group.stream(), Stream.of(field)).toList();
  }

  private static List<String> column(String uri, MessageType schema, String name)
      throws IOException {
    List<String> path = SchemaPath.find(schema, name).orElseThrow(() -> differs(uri, name));
    if (SchemaPath.single(schema, path).isEmpty()) {
      throw differs(uri, name);
    }
    return path;
  }

  private static List<String> optional(MessageType schema, String name, Set<ColumnKind> kinds) {
    boolean found =
        schema.containsField(name) && kinds.contains(ColumnKind.of(schema.getType(name)));
    return found ? List.of(name) : List.of();
  }

  private static IOException differs(String uri, String name) {
    return new IOException(
        uri + ": has no column '" + name + "' like that of the first file, must have one");
  }

  /** The schema with these columns alone. */
  MessageType projection(MessageType schema) {
    Set<List<String>> paths = new LinkedHashSet<>(List.of(content, path, label, id));
    return SchemaPath.projection(schema, paths);
  }
}
