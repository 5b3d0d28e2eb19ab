package dev.convoy.hadoop;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.parquet.ParquetReadOptions;
import org.apache.parquet.column.ColumnDescriptor;
import org.apache.parquet.column.page.PageReadStore;
import org.apache.parquet.column.page.PageReader;
import org.apache.parquet.hadoop.metadata.ColumnChunkMetaData;
import org.apache.parquet.io.InputFile;

/** The columns of a row group, of each of which a page at a time is read. */
final class PageStreams implements PageReadStore {
  private final Map<String, PageStream> streams = new TreeMap<>();
  private final long rows;

  /** Opens the file once for each column. */
  PageStreams(
      InputFile file, ParquetReadOptions options, List<ColumnChunkMetaData> chunks, long rows)
      throws IOException {
    this.rows = rows;
    try {
      for (ColumnChunkMetaData chunk : chunks) {
        String name = String.join(".", chunk.getPath().toArray());
        streams.put(name, new PageStream(file.newStream(), options, chunk));
      }
    } catch (IOException | RuntimeException e) {
      close();
      throw e;
    }
  }

  @Override
  public PageReader getPageReader(ColumnDescriptor column) {
    return streams.get(String.join(".", column.getPath()));
  }

  @Override
  public long getRowCount() {
    return rows;
  }

  @Override
  public void close() {
    List<IOException> failures = new ArrayList<>();
    for (PageStream stream : streams.values()) {
      try {
        stream.close();
      } catch (IOException e) {
        failures.add(e);
      }
    }
    if (!failures.isEmpty()) {
      throw new UncheckedIOException(failures.get(0));
    }
  }
}
