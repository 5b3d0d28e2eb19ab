package dev.convoy.hadoop;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.Optional;
import java.util.zip.CRC32;
import org.apache.parquet.ParquetReadOptions;
import org.apache.parquet.bytes.BytesInput;
import org.apache.parquet.column.Encoding;
import org.apache.parquet.column.page.DataPage;
import org.apache.parquet.column.page.DataPageV1;
import org.apache.parquet.column.page.DataPageV2;
import org.apache.parquet.column.page.DictionaryPage;
import org.apache.parquet.column.page.PageReader;
import org.apache.parquet.column.statistics.Statistics;
import org.apache.parquet.format.DataPageHeader;
import org.apache.parquet.format.DataPageHeaderV2;
import org.apache.parquet.format.DictionaryPageHeader;
import org.apache.parquet.format.PageHeader;
import org.apache.parquet.format.PageType;
import org.apache.parquet.format.Util;
import org.apache.parquet.format.converter.ParquetMetadataConverter;
import org.apache.parquet.hadoop.metadata.ColumnChunkMetaData;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;
import org.apache.parquet.io.ParquetDecodingException;
import org.apache.parquet.io.SeekableInputStream;

/**
 * The pages of a column chunk, read from the file one at a time, so that memory holds a page
 * instead of a row group. What a page claims is checked before anything is allocated for it, and so
 * is its checksum if it has one. What is wrong is a {@link RuntimeException}, as the library's
 * readers have it.
 */
final class PageStream implements PageReader, AutoCloseable {
  /** Deflate makes at most 258 bytes of 2 bits; others make less. */
  private static final long MOST_RATIO = 1032;

  private final SeekableInputStream in;
  private final ParquetReadOptions options;
  private final ColumnChunkMetaData chunk;
  private final ParquetMetadataConverter converter = new ParquetMetadataConverter();
  private final long end;
  private long at;

  /** The header of the page that comes next, if it was read to see which kind that is. */
  private Optional<PageHeader> next = Optional.empty();

  /**
   * Starts before the first page.
   *
   * @param in of the file; closed with this
   * @param chunk within the file
   */
  PageStream(SeekableInputStream in, ParquetReadOptions options, ColumnChunkMetaData chunk) {
    this.in = in;
    this.options = options;
    this.chunk = chunk;
    this.at = chunk.getStartingPos();
    this.end = at + chunk.getTotalSize();
  }

  @Override
  public long getTotalValueCount() {
    return chunk.getValueCount();
  }

  /** The dictionary, which is the first page; null if there is none, as the interface wants it. */
  @Override
  public DictionaryPage readDictionaryPage() {
    try {
      if (peek().getType() != PageType.DICTIONARY_PAGE) {
        return null;
      }
      PageHeader header = take();
      byte[] stored = stored(header);
      DictionaryPageHeader dictionary = header.getDictionary_page_header();
      return new DictionaryPage(
          plain(stored, header.getUncompressed_page_size()),
          dictionary.getNum_values(),
          encoding(dictionary.getEncoding()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public DataPage readPage() {
    try {
      while (true) {
        PageHeader header = take();
        byte[] stored = stored(header);
        switch (header.getType()) {
          case DATA_PAGE:
            return page(header, header.getData_page_header(), stored);
          case DATA_PAGE_V2:
            return page(header, header.getData_page_header_v2(), stored);
          default:
            // Other kinds hold no values.
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private PageHeader peek() throws IOException {
    if (next.isEmpty()) {
      if (at >= end) {
        throw new ParquetDecodingException(
            "column '" + chunk.getPath().toDotString() + "' ends before its last value");
      }
      in.seek(at);
      next = Optional.of(Util.readPageHeader(in));
      at = in.getPos();
    }
    return next.get();
  }

  private PageHeader take() throws IOException {
    PageHeader header = peek();
    next = Optional.empty();
    return header;
  }

  /** What is in the file after the header that was taken. */
  private byte[] stored(PageHeader header) throws IOException {
    PageClaims.require(chunk, header, end - at, most(header.getCompressed_page_size()));
    byte[] stored = new byte[header.getCompressed_page_size()];
    in.seek(at);
    in.readFully(stored);
    at += stored.length;
    if (header.isSetCrc()) {
      CRC32 sum = new CRC32();
      sum.update(stored);
      if ((int) sum.getValue() != header.getCrc()) {
        throw new ParquetDecodingException(
            "a page of column '" + chunk.getPath().toDotString() + "' differs from its checksum");
      }
    }
    return stored;
  }

  /** The bytes that a page can have been before compression, as far as its codec limits them. */
  private long most(int stored) {
    switch (chunk.getCodec()) {
      case GZIP, SNAPPY, LZ4, LZ4_RAW:
        return Math.min(ParquetTable.MOST_BYTES, MOST_RATIO * Math.max(1L, stored));
      default:
        return ParquetTable.MOST_BYTES;
    }
  }

  private BytesInput plain(byte[] stored, int size) throws IOException {
    CompressionCodecName codec = chunk.getCodec();
    if (codec == CompressionCodecName.UNCOMPRESSED) {
      return BytesInput.from(stored);
    }
    if (size == 0) {
      // Where all values of a page are null; not every decompressor can do nothing.
      return BytesInput.empty();
    }
    if (codec == CompressionCodecName.SNAPPY) {
      PageClaims.requireSnappy(chunk, stored, size);
    }
    // The factory has one decompressor a codec: it must be done before another page needs it.
    BytesInput plain =
        options.getCodecFactory().getDecompressor(codec).decompress(BytesInput.from(stored), size);
    return BytesInput.from(plain.toInputStream().remainingBuffers());
  }

  private DataPage page(PageHeader header, DataPageHeader data, byte[] stored) throws IOException {
    return new DataPageV1(
        plain(stored, header.getUncompressed_page_size()),
        data.getNum_values(),
        header.getUncompressed_page_size(),
        noStatistics(),
        encoding(data.getRepetition_level_encoding()),
        encoding(data.getDefinition_level_encoding()),
        encoding(data.getEncoding()));
  }

  private DataPage page(PageHeader header, DataPageHeaderV2 data, byte[] stored)
      throws IOException {
    int levels = PageClaims.levels(header);
    int repetitions = data.getRepetition_levels_byte_length();
    int plain = header.getUncompressed_page_size();
    byte[] values = Arrays.copyOfRange(stored, levels, stored.length);
    return DataPageV2.uncompressed(
        data.getNum_rows(),
        data.getNum_nulls(),
        data.getNum_values(),
        BytesInput.from(stored, 0, repetitions),
        BytesInput.from(stored, repetitions, levels - repetitions),
        encoding(data.getEncoding()),
        data.isIs_compressed() ? plain(values, plain - levels) : BytesInput.from(values),
        noStatistics());
  }

  private Encoding encoding(org.apache.parquet.format.Encoding encoding) {
    return converter.getEncoding(encoding);
  }

  private Statistics<?> noStatistics() {
    return Statistics.getBuilderForReading(chunk.getPrimitiveType()).build();
  }

  @Override
  public void close() throws IOException {
    in.close();
  }
}
