package dev.convoy.hadoop;

import org.apache.parquet.schema.GroupType;
import org.apache.parquet.schema.LogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.EnumLogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.IntLogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.StringLogicalTypeAnnotation;
import org.apache.parquet.schema.PrimitiveType;
import org.apache.parquet.schema.Type;

/** What a column of a Parquet file can serve as. */
enum ColumnKind {
  BINARY("binary values"),
  /** Struct of {@code bytes} and perhaps {@code path}, as Hugging Face has it. */
  IMAGE_STRUCT("structs of bytes"),
  /** Struct of Spark's own, with pixels. */
  SPARK_IMAGE("pixels"),
  TEXT("strings"),
  INTEGER("integers"),
  /** Floating-point numbers; Spark's indexes of strings are such. */
  NUMBER("floating-point numbers"),
  LIST("lists"),
  OTHER("values of another type");

  private final String text;

  ColumnKind(String text) {
    this.text = text;
  }

  /** Of one column. */
  static ColumnKind of(Type type) {
    if (type.isRepetition(Type.Repetition.REPEATED)) {
      return LIST;
    }
    return type.isPrimitive() ? of(type.asPrimitiveType()) : of(type.asGroupType());
  }

  private static ColumnKind of(GroupType group) {
    if (has(group, "bytes", BINARY)) {
      return IMAGE_STRUCT;
    }
    boolean pixels = has(group, "data", BINARY) && has(group, "nChannels", INTEGER);
    return pixels ? SPARK_IMAGE : OTHER;
  }

  /** Whether a struct has a field of some kind. */
  static boolean has(GroupType group, String name, ColumnKind kind) {
    return group.containsField(name) && of(group.getType(name)) == kind;
  }

  private static ColumnKind of(PrimitiveType type) {
    LogicalTypeAnnotation meaning = type.getLogicalTypeAnnotation();
    switch (type.getPrimitiveTypeName()) {
      case BINARY:
        boolean words =
            meaning instanceof StringLogicalTypeAnnotation
                || meaning instanceof EnumLogicalTypeAnnotation;
        return words ? TEXT : meaning == null ? BINARY : OTHER;
      case INT32, INT64:
        return meaning == null || meaning instanceof IntLogicalTypeAnnotation ? INTEGER : OTHER;
      case FLOAT, DOUBLE:
        return NUMBER;
      default:
        return OTHER;
    }
  }

  /** Whether images may be in it; Spark's are refused later, with advice. */
  boolean isImage() {
    return this == BINARY || this == IMAGE_STRUCT || this == SPARK_IMAGE;
  }

  /** Whether labels may be in it. */
  boolean isLabel() {
    return this == TEXT || this == INTEGER || this == NUMBER;
  }

  /** What its values are, for messages. */
  String text() {
    return text;
  }
}
