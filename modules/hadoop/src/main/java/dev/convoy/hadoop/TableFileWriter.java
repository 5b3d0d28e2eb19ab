package dev.convoy.hadoop;

import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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
 * Writes a Parquet file of plain columns and lists, which Spark, pandas and others read. Lists have
 * the standard form of three levels.
 */
public final class TableFileWriter implements AutoCloseable {
  private final ParquetWriter<List<Optional<?>>> writer;

  /**
   * Starts a file.
   *
   * @param out stays open
   * @param columns in order
   */
  public TableFileWriter(OutputStream out, List<TableColumn> columns) throws IOException {
    this.writer =
        new Builder(new ParquetTarget(out), new Rows(columns))
            .withConf(new PlainParquetConfiguration())
            .withCompressionCodec(CompressionCodecName.UNCOMPRESSED)
            .withPageWriteChecksumEnabled(true)
            .build();
  }

  /**
   * Writes a row.
   *
   * @param values of the columns, in their order; empty if one is missing
   */
  public void write(List<Optional<?>> values) throws IOException {
    writer.write(values);
  }

  @Override
  public void close() throws IOException {
    writer.close();
  }

  private static final class Builder extends ParquetWriter.Builder<List<Optional<?>>, Builder> {
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
    protected WriteSupport<List<Optional<?>>> getWriteSupport(Configuration configuration) {
      return rows;
    }
  }

  /** How a row becomes values of columns. */
  private static final class Rows extends WriteSupport<List<Optional<?>>> {
    private final List<TableColumn> columns;
    private RecordConsumer to;

    Rows(List<TableColumn> columns) {
      this.columns = columns;
    }

    private MessageType schema() {
      StringBuilder text = new StringBuilder("message row {");
      for (TableColumn column : columns) {
        String name = column.name();
        text.append(
            switch (column.type()) {
              case INT -> " optional int32 " + name + ";";
              case LONG -> " optional int64 " + name + ";";
              case TEXT -> " optional binary " + name + " (STRING);";
              case FLOATS -> list(name, "float");
              case INTS -> list(name, "int32");
            });
      }
      return MessageTypeParser.parseMessageType(text.append(" }").toString());
    }

    private static String list(String name, String type) {
      return " optional group "
          + name
          + " (LIST) { repeated group list { required "
          + type
          + " element; } }";
    }

    /** Deprecated, but abstract. */
    @Override
    @SuppressWarnings("deprecation")
    public WriteContext init(Configuration configuration) {
      return new WriteContext(schema(), Map.of());
    }

    @Override
    public void prepareForWrite(RecordConsumer consumer) {
      to = consumer;
    }

    @Override
    public void write(List<Optional<?>> row) {
      to.startMessage();
      for (int i = 0; i < columns.size(); i++) {
        if (row.get(i).isPresent()) {
          String name = columns.get(i).name();
          to.startField(name, i);
          write(columns.get(i).type(), row.get(i).get());
          to.endField(name, i);
        }
      }
      to.endMessage();
    }

    private void write(TableColumn.Type type, Object value) {
      switch (type) {
        case INT -> to.addInteger((Integer) value);
        case LONG -> to.addLong((Long) value);
        case TEXT -> to.addBinary(Binary.fromString((String) value));
        case FLOATS -> floats((float[]) value);
        case INTS -> integers((int[]) value);
        default -> throw new IllegalStateException("column of type " + type);
      }
    }

    private void floats(float[] values) {
      to.startGroup();
      if (values.length > 0) {
        to.startField("list", 0);
        for (float value : values) {
          startElement();
          to.addFloat(value);
          endElement();
        }
        to.endField("list", 0);
      }
      to.endGroup();
    }

    private void integers(int[] values) {
      to.startGroup();
      if (values.length > 0) {
        to.startField("list", 0);
        for (int value : values) {
          startElement();
          to.addInteger(value);
          endElement();
        }
        to.endField("list", 0);
      }
      to.endGroup();
    }

    private void startElement() {
      to.startGroup();
      to.startField("element", 0);
    }

    private void endElement() {
      to.endField("element", 0);
      to.endGroup();
    }
  }
}
