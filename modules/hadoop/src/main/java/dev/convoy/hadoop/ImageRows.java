package dev.convoy.hadoop;

import dev.convoy.data.Block;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import org.apache.parquet.column.ColumnReadStore;
import org.apache.parquet.column.ColumnReader;
import org.apache.parquet.column.impl.ColumnReadStoreImpl;
import org.apache.parquet.column.page.PageReadStore;
import org.apache.parquet.io.api.Converter;
import org.apache.parquet.io.api.GroupConverter;
import org.apache.parquet.io.api.PrimitiveConverter;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName;

/** The rows of a row group in memory, gone through forwards. */
final class ImageRows {
  private static final long MOST_LABEL = 1_000_000;

  private final ParquetImages images;
  private final int group;
  private final ColumnReader label;
  private final ColumnReader pixels;
  private final List<ColumnReader> sizes;
  private long row;

  /** Starts before the first row. */
  ImageRows(ParquetImages images, int group, PageReadStore pages, MessageType read) {
    this.images = images;
    this.group = group;
    ColumnReadStore columns =
        new ColumnReadStoreImpl(pages, new NoConversion(), read, images.createdBy());
    this.label = reader(columns, read, ImageColumns.LABEL);
    this.pixels = reader(columns, read, ImageColumns.PIXELS);
    this.sizes =
        ImageColumns.SIZES.stream()
            .filter(read::containsField)
            .map(name -> reader(columns, read, name))
            .toList();
  }

  private static ColumnReader reader(ColumnReadStore columns, MessageType read, String name) {
    return columns.getColumnReader(read.getColumnDescription(new String[] {name}));
  }

  /**
   * Goes to a row.
   *
   * @param to index in the row group, not before the present one
   */
  void seek(long to) throws IOException {
    try {
      for (; row < to; row++) {
        pass(label);
        pass(pixels);
        for (int i = 0; i < sizes.size(); i++) {
          pass(sizes.get(i));
        }
      }
    } catch (RuntimeException e) {
      throw images.damaged(group, e);
    }
  }

  private static void pass(ColumnReader column) {
    if (isPresent(column)) {
      column.skip();
    }
    column.consume();
  }

  private static boolean isPresent(ColumnReader column) {
    return column.getCurrentDefinitionLevel() == column.getDescriptor().getMaxDefinitionLevel();
  }

  /** The label of this row, at least 0. */
  int label() throws IOException {
    long value = integer(label);
    if (value < 0 || value > MOST_LABEL) {
      throw wrong("label is " + value + ", must be 0 to " + MOST_LABEL);
    }
    return (int) value;
  }

  /** Height, width and channels of this row, if they are read; at least 1. */
  int[] sizes() throws IOException {
    int[] values = new int[sizes.size()];
    for (int i = 0; i < values.length; i++) {
      long value = integer(sizes.get(i));
      if (value < 1 || value > Integer.MAX_VALUE) {
        throw wrong(ImageColumns.SIZES.get(i) + " is " + value + ", must be at least 1");
      }
      values[i] = (int) value;
    }
    return values;
  }

  /** The bytes of this row's image. */
  ByteBuffer pixels() throws IOException {
    try {
      requirePresent(pixels);
      ByteBuffer image = pixels.getBinary().toByteBuffer();
      if (image.remaining() > Block.MOST_IMAGE_BYTES) {
        throw wrong(
            "pixels has "
                + image.remaining()
                + " bytes, must have at most "
                + Block.MOST_IMAGE_BYTES);
      }
      return image;
    } catch (RuntimeException e) {
      throw images.damaged(group, e);
    }
  }

  /** Copies this row's image, which must have so many bytes. */
  void pixels(byte[] to, int at, int count) throws IOException {
    ByteBuffer from = pixels();
    if (from.remaining() != count) {
      throw wrong("pixels has " + from.remaining() + " bytes, must have " + count);
    }
    from.get(to, at, count);
  }

  private long integer(ColumnReader column) throws IOException {
    try {
      requirePresent(column);
      return column.getDescriptor().getPrimitiveType().getPrimitiveTypeName()
              == PrimitiveTypeName.INT64
          ? column.getLong()
          : column.getInteger();
    } catch (RuntimeException e) {
      throw images.damaged(group, e);
    }
  }

  private void requirePresent(ColumnReader column) throws IOException {
    if (!isPresent(column)) {
      throw wrong(column.getDescriptor().getPath()[0] + " has no value, must have one");
    }
  }

  /** What this row has is against a rule. */
  IOException wrong(String what) {
    return new IOException(images.uri() + ": row group " + group + ", row " + row + ": " + what);
  }

  /** Values are taken from the columns; nothing is assembled. */
  private static final class NoConversion extends GroupConverter {
    @Override
    public Converter getConverter(int field) {
      return new PrimitiveConverter() {};
    }

    @Override
    public void start() {}

    @Override
    public void end() {}
  }
}
