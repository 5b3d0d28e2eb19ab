package dev.convoy.hadoop;

import java.io.IOException;
import java.util.List;
import org.apache.parquet.schema.LogicalTypeAnnotation.IntLogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.StringLogicalTypeAnnotation;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName;
import org.apache.parquet.schema.Type;

/**
 * The columns of a Parquet file of images: {@code label} (int32 or int64), {@code pixels} (binary,
 * unsigned bytes in height, width, channel order), and {@code height}, {@code width}, {@code
 * channels} (integers), which may be left out together. Others are passed over.
 */
final class ImageColumns {
  static final String LABEL = "label";
  static final String PIXELS = "pixels";
  static final List<String> SIZES = List.of("height", "width", "channels");

  private final MessageType schema;
  private final boolean sizes;

  private ImageColumns(MessageType schema, boolean sizes) {
    this.schema = schema;
    this.sizes = sizes;
  }

  /**
   * Finds and checks them.
   *
   * @param uri of the file, for messages
   */
  static ImageColumns of(String uri, MessageType schema) throws IOException {
    requireInteger(uri, schema, LABEL);
    Type pixels = column(uri, schema, PIXELS);
    if (!pixels.isPrimitive()
        || pixels.asPrimitiveType().getPrimitiveTypeName() != PrimitiveTypeName.BINARY
        || pixels.getLogicalTypeAnnotation() instanceof StringLogicalTypeAnnotation) {
      throw wrong(uri, pixels, "binary: a byte for each height, width and channel");
    }
    List<String> found = SIZES.stream().filter(schema::containsField).toList();
    if (!found.isEmpty()) {
      for (String name : SIZES) {
        requireInteger(uri, schema, name);
      }
    }
    return new ImageColumns(schema, !found.isEmpty());
  }

  /** Whether there are columns for height, width and channels. */
  boolean hasSizes() {
    return sizes;
  }

  /** Label, pixels, and the sizes if they are wanted. */
  MessageType projection(boolean withSizes) {
    List<Type> fields =
        schema.getFields().stream()
            .filter(
                field ->
                    List.of(LABEL, PIXELS).contains(field.getName())
                        || withSizes && SIZES.contains(field.getName()))
            .toList();
    return new MessageType(schema.getName(), fields);
  }

  private static void requireInteger(String uri, MessageType schema, String name)
      throws IOException {
    Type type = column(uri, schema, name);
    boolean plain =
        type.getLogicalTypeAnnotation() == null
            || type.getLogicalTypeAnnotation() instanceof IntLogicalTypeAnnotation;
    if (!plain
        || !type.isPrimitive()
        || !List.of(PrimitiveTypeName.INT32, PrimitiveTypeName.INT64)
            .contains(type.asPrimitiveType().getPrimitiveTypeName())) {
      throw wrong(uri, type, "int32 or int64");
    }
  }

  private static Type column(String uri, MessageType schema, String name) throws IOException {
    if (!schema.containsField(name)) {
      throw new IOException(
          uri
              + ": has no column '"
              + name
              + "'; needs label (integer), pixels (binary) and, unless images are square,"
              + " height, width and channels (integers)");
    }
    Type type = schema.getType(name);
    if (type.isRepetition(Type.Repetition.REPEATED)) {
      throw wrong(uri, type, "one value a row");
    }
    return type;
  }

  private static IOException wrong(String uri, Type type, String rule) {
    String found = type.toString().replaceAll("\\s+", " ");
    return new IOException(
        uri + ": column '" + type.getName() + "' is '" + found + "', must be " + rule);
  }
}
