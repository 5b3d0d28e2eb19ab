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
import org.apache.parquet.hadoop.metadata.FileMetaData.EncryptionType;
import org.apache.parquet.hadoop.util.HadoopInputFile;
import org.apache.parquet.schema.MessageType;

/**
 * An open Parquet file. What its footer and its pages claim is checked before anything is allocated
 * for it; checksums of pages, where a file has them, are verified. Whatever is wrong with a file is
 * an {@link IOException} of one line that names the file and, where it is in one, the row group.
 */
final class ParquetTable implements AutoCloseable {
  /** The bytes of a row group as stored, and of a page as it was before it was compressed. */
  static final long MOST_BYTES = 512L << 20;

  /** With what Thrift puts before it. */
  private static final String CLASS_NAME =
      "(Struct: )?\\b([a-z]\\w*\\.)+[A-Z][\\w$]*(@[0-9a-f]+)?(: )?|\\b[A-Z]\\w*(Exception|Error)\\b(: )?";

  private final HadoopInputFile file;
  private final String uri;
  private final ParquetReadOptions options;
  private final ParquetFileReader reader;

  private ParquetTable(
      HadoopInputFile file, String uri, ParquetReadOptions options, ParquetFileReader reader) {
    this.file = file;
    this.uri = uri;
    this.options = options;
    this.reader = reader;
  }

  /** What is made of a table whose footer was read. */
  interface Use<T> {
    T of(ParquetTable table) throws IOException;
  }

  /**
   * Opens a file and reads its footer.
   *
   * @param use looks at the footer; if it fails, the file is closed
   * @return what {@code use} returns, which has to close the table
   */
  static <T> T open(FilePath path, Storage storage, Use<T> use) throws IOException {
    ParquetTable table = open(path, storage);
    try {
      if (table.reader.getFileMetaData().getEncryptionType() != EncryptionType.UNENCRYPTED) {
        throw new IOException(table.uri + ": is encrypted, must not be");
      }
      return use.of(table);
    } catch (IOException | RuntimeException e) {
      table.close();
      throw e instanceof IOException known
          ? known
          : new IOException(table.uri + ": its footer is damaged: " + reason(e, table.uri), e);
    }
  }

  private static ParquetTable open(FilePath path, Storage storage) throws IOException {
    Configuration hadoop = HadoopStorage.configuration(storage);
    String uri = path.toString();
    HadoopInputFile file = HadoopInputFile.fromPath(HadoopStorage.path(path), hadoop);
    ParquetReadOptions options =
        HadoopReadOptions.builder(hadoop)
            .usePageChecksumVerification()
            .withUseHadoopVectoredIo(false)
            .build();
    try {
      return new ParquetTable(file, uri, options, ParquetFileReader.open(file, options));
    } catch (IOException | RuntimeException e) {
      throw new IOException(uri + ": not a Parquet file that can be read: " + reason(e, uri), e);
    }
  }

  /**
   * Checks what the footer says of columns.
   *
   * @param read the columns
   * @param most bytes of a row group's columns as stored
   */
  void checkFooter(MessageType read, long most) throws IOException {
    for (int group = 0; group < groups(); group++) {
      long bytes = 0;
      for (ColumnChunkMetaData chunk : chunks(group, read)) {
        checkChunk(group, chunk);
        bytes += chunk.getTotalSize();
      }
      if (bytes > most) {
        throw new IOException(
            uri + ": row group " + group + " has " + bytes + " bytes, may have " + most);
      }
    }
  }

  private void checkChunk(int group, ColumnChunkMetaData chunk) throws IOException {
    long length = file.getLength();
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
  }

  /** What the footer says of some columns of a row group. */
  List<ColumnChunkMetaData> chunks(int group, MessageType read) throws IOException {
    List<ColumnChunkMetaData> chunks =
        reader.getRowGroups().get(group).getColumns().stream()
            .filter(chunk -> read.containsPath(chunk.getPath().toArray()))
            .toList();
    if (chunks.size() != read.getPaths().size()) {
      throw new IOException(uri + ": row group " + group + ": its footer lacks columns");
    }
    return chunks;
  }

  /** Checks what page headers claim before anything is allocated for it; reads headers only. */
  void checkPages(MessageType read) throws IOException {
    for (int group = 0; group < groups(); group++) {
      try {
        PageClaims.check(file, chunks(group, read), MOST_BYTES);
      } catch (IOException | RuntimeException e) {
        throw damaged(group, e);
      }
    }
  }

  String uri() {
    return uri;
  }

  MessageType schema() {
    return reader.getFileMetaData().getSchema();
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
  TableRows read(int group, MessageType read) throws IOException {
    try {
      reader.setRequestedSchema(read);
      PageReadStore pages = reader.readRowGroup(group);
      return new TableRows(this, group, pages, read);
    } catch (IOException | RuntimeException | LinkageError e) {
      throw damaged(group, e);
    }
  }

  /**
   * Reads a row group page by page.
   *
   * @return rows to close, before this table
   */
  TableRows stream(int group, MessageType read) throws IOException {
    try {
      PageStreams pages = new PageStreams(file, options, chunks(group, read), rows(group));
      try {
        return new TableRows(this, group, pages, read);
      } catch (RuntimeException | LinkageError e) {
        pages.close();
        throw e;
      }
    } catch (IOException | RuntimeException | LinkageError e) {
      throw damaged(group, e);
    }
  }

  String createdBy() {
    return reader.getFileMetaData().getCreatedBy();
  }

  IOException damaged(int group, Throwable e) {
    return new IOException(uri + ": row group " + group + " is damaged: " + reason(e, uri), e);
  }

  /** What the innermost cause says, in one line, without the names of the file and of classes. */
  private static String reason(Throwable e, String uri) {
    Throwable cause = e;
    while (cause.getCause() != null && !(cause instanceof LinkageError)) {
      cause = cause.getCause();
    }
    if (cause instanceof LinkageError) {
      // Libraries of codecs come with Spark, and only those that it uses itself.
      return "is compressed in a way for which there is no library: "
          + OneLine.of(cause.toString()).replaceAll(CLASS_NAME, "");
    }
    String text = Objects.requireNonNullElse(cause.getMessage(), "its bytes make no sense");
    return OneLine.of(text.replace(uri + " ", "").replaceAll(CLASS_NAME, ""));
  }

  @Override
  public void close() throws IOException {
    reader.close();
  }
}
