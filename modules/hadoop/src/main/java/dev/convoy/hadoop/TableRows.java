package dev.convoy.hadoop;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.apache.parquet.column.ColumnDescriptor;
import org.apache.parquet.column.ColumnReadStore;
import org.apache.parquet.column.ColumnReader;
import org.apache.parquet.column.impl.ColumnReadStoreImpl;
import org.apache.parquet.column.page.PageReadStore;
import org.apache.parquet.io.api.Converter;
import org.apache.parquet.io.api.GroupConverter;
import org.apache.parquet.io.api.PrimitiveConverter;
import org.apache.parquet.schema.GroupType;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName;
import org.apache.parquet.schema.Type;

/** The rows of a row group, gone through forwards. Columns have one value a row, or none. */
final class TableRows implements AutoCloseable {
  private final ParquetTable table;
  private final int group;
  private final PageReadStore pages;
  private final List<ColumnReader> columns;
  private long row;

  /**
   * Starts before the first row.
   *
   * @param read the columns, whose order is that of their numbers here
   */
  TableRows(ParquetTable table, int group, PageReadStore pages, MessageType read) {
    this.table = table;
    this.group = group;
    this.pages = pages;
    ColumnReadStore store =
        new ColumnReadStoreImpl(pages, new NoConversion(read), read, table.createdBy());
    this.columns = read.getColumns().stream().map(store::getColumnReader).toList();
  }

  /** The number of a column that is read, by its path; negative if it is not. */
  int column(List<String> path) {
    for (int i = 0; i < columns.size(); i++) {
      if (List.of(descriptor(i).getPath()).equals(path)) {
        return i;
      }
    }
    return -1;
  }

  /**
   * Goes to a row.
   *
   * @param to index in the row group, not before the present one
   */
  void seek(long to) throws IOException {
    try {
      for (; row < to; row++) {
        for (int i = 0; i < columns.size(); i++) {
          if (has(i)) {
            columns.get(i).skip();
          }
          columns.get(i).consume();
        }
      }
    } catch (RuntimeException | LinkageError e) {
      throw table.damaged(group, e);
    }
  }

  /** Whether this row has a value in a column. */
  boolean has(int column) {
    ColumnReader reader = columns.get(column);
    return reader.getCurrentDefinitionLevel() == reader.getDescriptor().getMaxDefinitionLevel();
  }

  /** The bytes of this row's value, which stay as they are until the next row at least. */
  ByteBuffer bytes(int column) throws IOException {
    try {
      return columns.get(column).getBinary().toByteBuffer();
    } catch (RuntimeException | LinkageError e) {
      throw table.damaged(group, e);
    }
  }

  /** The value of this row in a column of texts, in UTF-8. */
  String text(int column) throws IOException {
    return StandardCharsets.UTF_8.decode(bytes(column)).toString();
  }

  /** The value of this row in a column of integers. */
  long integer(int column) throws IOException {
    try {
      return type(column) == PrimitiveTypeName.INT64
          ? columns.get(column).getLong()
          : columns.get(column).getInteger();
    } catch (RuntimeException | LinkageError e) {
      throw table.damaged(group, e);
    }
  }

  /** The value of this row in a column of floating-point numbers. */
  double number(int column) throws IOException {
    try {
      return type(column) == PrimitiveTypeName.DOUBLE
          ? columns.get(column).getDouble()
          : columns.get(column).getFloat();
    } catch (RuntimeException | LinkageError e) {
      throw table.damaged(group, e);
    }
  }

  /** How the values of a column are stored. */
  PrimitiveTypeName type(int column) {
    return descriptor(column).getPrimitiveType().getPrimitiveTypeName();
  }

  private ColumnDescriptor descriptor(int column) {
    return columns.get(column).getDescriptor();
  }

  /** Checks that this row has a value. */
  void require(int column) throws IOException {
    if (!has(column)) {
      throw wrong(String.join(".", descriptor(column).getPath()) + " has no value, must have one");
    }
  }

  /** Releases the pages. */
  @Override
  public void close() {
    pages.close();
  }

  /** What this row has is against a rule. */
  IOException wrong(String what) {
    return new IOException(table.uri() + ": row group " + group + ", row " + row + ": " + what);
  }

  /** Values are taken from the columns; nothing is assembled. */
  private static final class NoConversion extends GroupConverter {
    private final GroupType group;

    NoConversion(GroupType group) {
      this.group = group;
    }

    @Override
    public Converter getConverter(int field) {
      Type type = group.getType(field);
      return type.isPrimitive()
          ? new PrimitiveConverter() {}
          : new NoConversion(type.asGroupType());
    }

    @Override
    public void start() {}

    @Override
    public void end() {}
  }
}
