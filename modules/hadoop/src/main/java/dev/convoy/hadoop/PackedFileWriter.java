package dev.convoy.hadoop;

import dev.convoy.tensor.Shape;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.parquet.conf.PlainParquetConfiguration;
import org.apache.parquet.hadoop.ParquetWriter;
import org.apache.parquet.hadoop.api.WriteSupport;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;
import org.apache.parquet.io.api.Binary;
import org.apache.parquet.io.api.RecordConsumer;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.MessageTypeParser;

/**
 * Writes one Parquet file of examples: required columns of plain types, pages with checksums and
 * not compressed, a row group for each so many rows.
 */
final class PackedFileWriter implements AutoCloseable {
  private static final MessageType SCHEMA =
      MessageTypeParser.parseMessageType(
          "message example { required int64 id; required int32 label; required int32 height;"
              + " required int32 width; required int32 channels; required binary pixels; }");

  /** More than any row group has: its rows are counted, its bytes are not. */
  private static final long NO_LIMIT = 1L << 40;

  /**
   * A row.
   *
   * @param id the record's number in its source
   * @param pixels one image, unsigned bytes in height, width, channel order
   */
  private record Row(long id, int label, Binary pixels) {}

  private final ParquetWriter<Row> writer;
  private final int exampleSize;
  private final int rowsPerGroup;

  /**
   * Starts a file.
   *
   * @param out stays open
   * @param shape of each image
   * @param rowsPerGroup number of rows of each row group but the last
   * @param notes for the footer
   */
  PackedFileWriter(OutputStream out, Shape shape, int rowsPerGroup, Map<String, String> notes)
      throws IOException {
    this.exampleSize = shape.size();
    this.rowsPerGroup = rowsPerGroup;
    this.writer =
        new Builder(new ParquetTarget(out), new Rows(shape, notes))
            .withConf(new PlainParquetConfiguration())
            .withCompressionCodec(CompressionCodecName.UNCOMPRESSED)
            .withRowGroupSize(NO_LIMIT)
            .withRowGroupRowCountLimit(rowsPerGroup)
            .withPageWriteChecksumEnabled(true)
            .withDictionaryEncoding(ImageColumns.PIXELS, false)
            .withStatisticsEnabled(ImageColumns.PIXELS, false)
            // A page is looked at after each row: images can be large.
            .withMinRowCountForPageSizeCheck(1)
            .build();
  }

  /** Writes a row; {@code pixels} may change when the row group is written. */
  void add(long id, int label, byte[] pixels, int at) throws IOException {
    writer.write(new Row(id, label, Binary.fromReusedByteArray(pixels, at, exampleSize)));
  }

  /** Ends the file and checks that its row groups are as they should be. */
  @Override
  public void close() throws IOException {
    writer.close();
    List<Long> rows =
        writer.getFooter().getBlocks().stream().map(block -> block.getRowCount()).toList();
    for (int i = 0; i < rows.size() - 1; i++) {
      if (rows.get(i) != rowsPerGroup) {
        throw new IOException("row groups have " + rows + " rows, must have " + rowsPerGroup);
      }
    }
  }

  private static final class Builder extends ParquetWriter.Builder<Row, Builder> {
    private final Rows rows;

    Builder(ParquetTarget file, Rows rows) {
      super(file);
      this.rows = rows;
    }

    @Override
    protected Builder self() {
      return this;
    }

    /** Deprecated, but abstract. */
    @Override
    @SuppressWarnings("deprecation")
    protected WriteSupport<Row> getWriteSupport(Configuration configuration) {
      return rows;
    }
  }

  /** How a row becomes values of columns. */
  private static final class Rows extends WriteSupport<Row> {
    private final int[] sizes;
    private final Map<String, String> notes;
    private RecordConsumer to;

    Rows(Shape shape, Map<String, String> notes) {
      this.sizes = shape.sizes().stream().mapToInt(Integer::intValue).toArray();
      this.notes = notes;
    }

    /** Deprecated, but abstract. */
    @Override
    @SuppressWarnings("deprecation")
    public WriteContext init(Configuration configuration) {
      return new WriteContext(SCHEMA, notes);
    }

    @Override
    public void prepareForWrite(RecordConsumer consumer) {
      to = consumer;
    }

    @Override
    public void write(Row row) {
      to.startMessage();
      start(0);
      to.addLong(row.id());
      end(0);
      integer(1, row.label());
      for (int i = 0; i < sizes.length; i++) {
        integer(2 + i, sizes[i]);
      }
      int last = SCHEMA.getFieldCount() - 1;
      start(last);
      to.addBinary(row.pixels());
      end(last);
      to.endMessage();
    }

    private void integer(int field, int value) {
      start(field);
      to.addInteger(value);
      end(field);
    }

    private void start(int field) {
      to.startField(SCHEMA.getFieldName(field), field);
    }

    private void end(int field) {
      to.endField(SCHEMA.getFieldName(field), field);
    }
  }
}
