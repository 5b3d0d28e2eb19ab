package dev.convoy.hadoop;

import java.io.IOException;
import java.util.List;
import org.apache.parquet.format.DataPageHeaderV2;
import org.apache.parquet.format.PageHeader;
import org.apache.parquet.format.PageType;
import org.apache.parquet.format.Util;
import org.apache.parquet.hadoop.metadata.ColumnChunkMetaData;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;
import org.apache.parquet.io.InputFile;
import org.apache.parquet.io.SeekableInputStream;

/** What the headers of pages say of their sizes, which a reader allocates on trust. */
final class PageClaims {
  /** Bytes of a number of 32 bits, 7 of them a byte. */
  private static final int MOST_VARINT = 5;

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
          if (chunk.getCodec() == CompressionCodecName.SNAPPY && isCompressed(header)) {
            int levels = levels(header);
            int length = Math.min(MOST_VARINT, header.getCompressed_page_size() - levels);
            byte[] start = new byte[length];
            in.seek(at + levels);
            in.readFully(start);
            requireSnappy(chunk, start, header.getUncompressed_page_size() - levels);
          }
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

  /** Whether a page of a compressed column is compressed itself. */
  private static boolean isCompressed(PageHeader header) {
    return header.getType() != PageType.DATA_PAGE_V2
        || header.getData_page_header_v2().isIs_compressed();
  }

  /**
   * Bytes of levels at the beginning of a page, which are not compressed.
   *
   * @throws IOException if they are not within the page
   */
  static int levels(PageHeader header) throws IOException {
    if (header.getType() != PageType.DATA_PAGE_V2) {
      return 0;
    }
    DataPageHeaderV2 page = header.getData_page_header_v2();
    int repetitions = page.getRepetition_levels_byte_length();
    int definitions = page.getDefinition_levels_byte_length();
    long both = (long) repetitions + definitions;
    int size = Math.min(header.getCompressed_page_size(), header.getUncompressed_page_size());
    if (repetitions < 0 || definitions < 0 || both > size) {
      throw new IOException(
          "levels of " + repetitions + " and " + definitions + " bytes are not within a page");
    }
    return (int) both;
  }

  /**
   * Checks the length that is at the beginning of what Snappy compressed, which its library trusts
   * more than the header.
   *
   * @param stored what is compressed, or its beginning
   * @param plain bytes that the header says it has before compression
   */
  static void requireSnappy(ColumnChunkMetaData chunk, byte[] stored, int plain)
      throws IOException {
    long length = 0;
    for (int i = 0; i < Math.min(MOST_VARINT, stored.length); i++) {
      length |= (stored[i] & 0x7FL) << 7 * i;
      if (stored[i] >= 0) {
        break;
      }
    }
    if (length != plain) {
      throw new IOException(
          "a page of column '"
              + chunk.getPath().toDotString()
              + "' has "
              + length
              + " bytes uncompressed, its header says "
              + plain);
    }
  }
}
