package dev.convoy.hadoop;

import dev.convoy.files.FilePath;
import dev.convoy.files.Storage;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.hadoop.conf.Configuration;
import org.apache.parquet.HadoopReadOptions;
import org.apache.parquet.ParquetReadOptions;
import org.apache.parquet.column.page.PageReadStore;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.parquet.hadoop.metadata.BlockMetaData;
import org.apache.parquet.hadoop.metadata.ColumnChunkMetaData;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;
import org.apache.parquet.hadoop.metadata.FileMetaData.EncryptionType;
import org.apache.parquet.hadoop.util.HadoopInputFile;
import org.apache.parquet.schema.MessageType;

/**
 * An open Parquet file of images, read a row group at a time. Checksums of pages, where a file has
 * them, are verified. Whatever is wrong with a file is an {@link IOException} of one line that
 * names the file and, where it is in one, the row group.
 */
final class ParquetImages implements AutoCloseable {
  /** The bytes of a row group as stored, and of a page as it was before it was compressed. */
  static final long MOST_BYTES = 512L << 20;

  /** With what Thrift puts before it. */
  private static final String CLASS_NAME =
      "(Struct: )?\\b([a-z]\\w*\\.)+[A-Z][\\w$]*(@[0-9a-f]+)?(: )?|\\b[A-Z]\\w*(Exception|Error)\\b(: )?";

  private final HadoopInputFile file;
  private final String uri;
  private final ParquetFileReader reader;
  private final ImageColumns columns;

  private ParquetImages(
      HadoopInputFile file, String uri, ParquetFileReader reader, ImageColumns columns) {
    this.file = file;
    this.uri = uri;
    this.reader = reader;
    this.columns = columns;
  }

  /** Opens a file and checks its footer; reads no data. */
  static ParquetImages open(FilePath path, Storage storage) throws IOException {
    Configuration hadoop = HadoopStorage.configuration(storage);
    String uri = path.toString();
    HadoopInputFile file = HadoopInputFile.fromPath(HadoopStorage.path(path), hadoop);
    ParquetReadOptions options =
        HadoopReadOptions.builder(hadoop)
            .usePageChecksumVerification()
            .withUseHadoopVectoredIo(false)
            .build();
    ParquetFileReader reader;
    try {
      reader = ParquetFileReader.open(file, options);
    } catch (IOException | RuntimeException e) {
      throw new IOException(uri + ": not a Parquet file that can be read: " + reason(e, uri), e);
    }
    try {
      if (reader.getFileMetaData().getEncryptionType() != EncryptionType.UNENCRYPTED) {
        throw new IOException(uri + ": is encrypted, must not be");
      }
      ImageColumns columns = ImageColumns.of(uri, reader.getFileMetaData().getSchema());
      ParquetImages images = new ParquetImages(file, uri, reader, columns);
      images.checkFooter();
      return images;
    } catch (IOException | RuntimeException e) {
      reader.close();
      throw e instanceof IOException known
          ? known
          : new IOException(uri + ": its footer is damaged: " + reason(e, uri), e);
    }
  }

  private void checkFooter() throws IOException {
    long length = file.getLength();
    MessageType read = columns.projection(true);
    for (int group = 0; group < groups(); group++) {
      long bytes = 0;
      for (ColumnChunkMetaData chunk : chunks(group, read)) {
        boolean inside =
            chunk.getStartingPos() >= 0
                && chunk.getTotalSize() >= 0
                && chunk.getStartingPos() <= length - chunk.getTotalSize();
        if (!inside || rows(group) < 0 || chunk.getValueCount() != rows(group)) {
          throw new IOException(
              uri
                  + ": row group "
                  + group
                  + ": its footer says "
                  + rows(group)
                  + " rows, and of column '"
                  + chunk.getPath().toDotString()
                  + "' "
                  + chunk.getValueCount()
                  + " values in "
                  + chunk.getTotalSize()
                  + " bytes from "
                  + chunk.getStartingPos()
                  + " on, which cannot be in a file of "
                  + length);
        }
        bytes += chunk.getTotalSize();
      }
      if (bytes > MOST_BYTES) {
        throw new IOException(
            uri + ": row group " + group + " has " + bytes + " bytes, may have " + MOST_BYTES);
      }
    }
  }

  private List<ColumnChunkMetaData> chunks(int group, MessageType read) throws IOException {
    List<ColumnChunkMetaData> chunks =
        reader.getRowGroups().get(group).getColumns().stream()
            .filter(chunk -> read.containsPath(chunk.getPath().toArray()))
            .toList();
    if (chunks.size() != read.getFieldCount()) {
      throw new IOException(uri + ": row group " + group + ": its footer lacks columns");
    }
    return chunks;
  }

  /** Checks what page headers claim before anything is allocated for it; reads headers only. */
  void checkPages() throws IOException {
    for (int group = 0; group < groups(); group++) {
      try {
        PageClaims.check(file, chunks(group, columns.projection(true)), MOST_BYTES);
      } catch (IOException | RuntimeException e) {
        throw damaged(group, e);
      }
    }
  }

  /** Checks that what is read was not compressed, so that nothing can be larger than stored. */
  void requireUncompressed() throws IOException {
    for (int group = 0; group < groups(); group++) {
      for (ColumnChunkMetaData chunk : chunks(group, columns.projection(true))) {
        if (chunk.getCodec() != CompressionCodecName.UNCOMPRESSED) {
          throw new IOException(
              uri
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
    return uri;
  }

  /** Number of row groups. */
  int groups() {
    return reader.getRowGroups().size();
  }

  /** Number of rows of a row group. */
  long rows(int group) {
    return reader.getRowGroups().get(group).getRowCount();
  }

  /** The numbers of rows of all row groups. */
  List<Long> rows() {
    return reader.getRowGroups().stream().map(BlockMetaData::getRowCount).toList();
  }

  /** What the writer noted in the footer. */
  Map<String, String> notes() {
    return reader.getFileMetaData().getKeyValueMetaData();
  }

  /** Reads the bytes of a row group, of which one is in memory at a time. */
  ImageRows read(int group, boolean withSizes) throws IOException {
    MessageType projection = columns.projection(withSizes);
    try {
      reader.setRequestedSchema(projection);
      PageReadStore pages = reader.readRowGroup(group);
      return new ImageRows(this, group, pages, projection);
    } catch (IOException | RuntimeException e) {
      throw damaged(group, e);
    }
  }

  String createdBy() {
    return reader.getFileMetaData().getCreatedBy();
  }

  IOException damaged(int group, Exception e) {
    return new IOException(uri + ": row group " + group + " is damaged: " + reason(e, uri), e);
  }

  /** What the innermost cause says, in one line, without the names of the file and of classes. */
  private static String reason(Throwable e, String uri) {
    Throwable cause = e;
    while (cause.getCause() != null) {
      cause = cause.getCause();
    }
    String text = Objects.requireNonNullElse(cause.getMessage(), "its bytes make no sense");
    String line =
        text.strip()
            .replaceAll("\\p{Cntrl}+", " ")
            .replace(uri + " ", "")
            .replaceAll(CLASS_NAME, "");
    return line.length() <= 300 ? line : line.substring(0, 299) + "…";
  }

  @Override
  public void close() throws IOException {
    reader.close();
  }
}
