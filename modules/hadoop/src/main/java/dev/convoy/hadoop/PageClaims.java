package dev.convoy.hadoop;

import java.io.IOException;
import java.util.List;
import org.apache.parquet.format.PageHeader;
import org.apache.parquet.format.Util;
import org.apache.parquet.hadoop.metadata.ColumnChunkMetaData;
import org.apache.parquet.io.InputFile;
import org.apache.parquet.io.SeekableInputStream;

/** What the headers of pages say of their sizes, which a reader allocates on trust. */
final class PageClaims {
  private PageClaims() {}

  /**
   * Goes from header to header through column chunks.
   *
   * @param chunks within the file
   * @param most bytes that a page may have before compression
   */
  static void check(InputFile file, List<ColumnChunkMetaData> chunks, long most)
      throws IOException {
    try (SeekableInputStream in = file.newStream()) {
      for (ColumnChunkMetaData chunk : chunks) {
        long at = chunk.getStartingPos();
        long end = at + chunk.getTotalSize();
        while (at < end) {
          in.seek(at);
          PageHeader header = Util.readPageHeader(in);
          at = in.getPos();
          require(chunk, header, end - at, most);
          at += header.getCompressed_page_size();
        }
      }
    }
  }

  /**
   * Checks what one header says.
   *
   * @param left bytes of the chunk after the header
   * @param most bytes that the page may have before compression
   */
  static void require(ColumnChunkMetaData chunk, PageHeader header, long left, long most)
      throws IOException {
    int stored = header.getCompressed_page_size();
    int plain = header.getUncompressed_page_size();
    if (stored < 0 || stored > left || plain < 0 || plain > most) {
      throw new IOException(
          "a page of column '"
              + chunk.getPath().toDotString()
              + "' claims "
              + stored
              + " bytes, "
              + plain
              + " uncompressed; "
              + left
              + " are left, and uncompressed may be "
              + most);
    }
  }
}
