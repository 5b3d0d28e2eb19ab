package dev.convoy.hadoop;

import dev.convoy.files.FilePath;
import dev.convoy.files.Storage;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.apache.parquet.hadoop.metadata.ColumnChunkMetaData;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;

/** An open Parquet file of pixels, read a row group at a time; see {@link ParquetTable}. */
final class ParquetImages implements AutoCloseable {
  private final ParquetTable table;
  private final ImageColumns columns;

  private ParquetImages(ParquetTable table, ImageColumns columns) {
    this.table = table;
    this.columns = columns;
  }

  /** Opens a file and checks its footer; reads no data. */
  static ParquetImages open(FilePath path, Storage storage) throws IOException {
    return ParquetTable.open(
        path,
        storage,
        table -> {
          ImageColumns columns = ImageColumns.of(table.uri(), table.schema());
          table.checkFooter(columns.projection(true), ParquetTable.MOST_BYTES);
          return new ParquetImages(table, columns);
        });
  }

  /** Checks what page headers claim before anything is allocated for it; reads headers only. */
  void checkPages() throws IOException {
    table.checkPages(columns.projection(true));
  }

  /** Checks that what is read was not compressed, so that nothing can be larger than stored. */
  void requireUncompressed() throws IOException {
    for (int group = 0; group < groups(); group++) {
      for (ColumnChunkMetaData chunk : table.chunks(group, columns.projection(true))) {
        if (chunk.getCodec() != CompressionCodecName.UNCOMPRESSED) {
          throw new IOException(
              table.uri()
                  + ": row group "
                  + group
                  + ": column '"
                  + chunk.getPath().toDotString()
                  + "' is compressed with "
                  + chunk.getCodec()
                  + ", packed data are not");
        }
      }
    }
  }

  ImageColumns columns() {
    return columns;
  }

  String uri() {
    return table.uri();
  }

  /** Number of row groups. */
  int groups() {
    return table.groups();
  }

  /** Number of rows of a row group. */
  long rows(int group) {
    return table.rows(group);
  }

  /** The numbers of rows of all row groups. */
  List<Long> rows() {
    return table.rows();
  }

  /** What the writer noted in the footer. */
  Map<String, String> notes() {
    return table.notes();
  }

  /** Reads the bytes of a row group, of which one is in memory at a time. */
  ImageRows read(int group, boolean withSizes) throws IOException {
    return new ImageRows(table.read(group, columns.projection(withSizes)));
  }

  @Override
  public void close() throws IOException {
    table.close();
  }
}
