package dev.convoy.hadoop;

import dev.convoy.data.image.EncodedImage;
import dev.convoy.data.image.ImageSink;
import dev.convoy.files.Storage;
import dev.convoy.image.BadImageException;
import dev.convoy.image.ImageLimits;
import java.io.IOException;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;
import org.apache.parquet.schema.MessageType;

/** An open Parquet file of encoded images, of which a page a column is in memory at a time. */
final class EncodedReader implements AutoCloseable {
  private final EncodedFile file;
  private final Storage storage;
  private final ParquetTable table;
  private final EncodedFields fields;
  private final MessageType projection;

  private EncodedReader(
      EncodedFile file, Storage storage, ParquetTable table, EncodedFields fields) {
    this.file = file;
    this.storage = storage;
    this.table = table;
    this.fields = fields;
    this.projection = fields.projection(table.schema());
  }

  /** Opens a file and checks its footer; reads no data. */
  static EncodedReader open(EncodedFile file, Storage storage) throws IOException {
    return ParquetTable.open(
        file.file().file(),
        storage,
        table -> {
          EncodedFields fields =
              EncodedFields.of(table.uri(), table.schema(), file.table().columns());
          EncodedReader reader = new EncodedReader(file, storage, table, fields);
          // Row groups may be large, as pages are read one by one.
          table.checkFooter(reader.projection, Long.MAX_VALUE);
          return reader;
        });
  }

  /** Number of row groups. */
  int groups() {
    return table.groups();
  }

  /** Reads the images of a row group in their order. */
  void read(int group, ImageLimits limits, ImageSink to) throws IOException {
    long first = table.rows().subList(0, group).stream().mapToLong(Long::longValue).sum();
    if (table.rows(group) == 0) {
      return;
    }
    try (TableRows rows = table.stream(group, projection)) {
      EncodedRow row = new EncodedRow(rows, fields, file.table().labels());
      ImageFiles files = new ImageFiles(file.table().folder(), storage, limits);
      for (long i = 0; i < table.rows(group); i++) {
        rows.seek(i);
        String name = file.name() + "#" + (first + i);
        Optional<EncodedImage> image = Optional.empty();
        try {
          image = Optional.of(row.image(name, limits, files));
        } catch (BadImageException e) {
          to.bad(name, e.getMessage());
        }
        if (image.isPresent()) {
          to.add(image.get());
        }
      }
    }
  }

  /**
   * The different labels of the file, which are names.
   *
   * @param most that may be found
   */
  Set<String> labels(int most) throws IOException {
    Set<String> found = new LinkedHashSet<>();
    MessageType label = SchemaPath.projection(table.schema(), Set.of(fields.label()));
    for (int group = 0; group < groups(); group++) {
      if (table.rows(group) == 0) {
        continue;
      }
      try (TableRows rows = table.stream(group, label)) {
        for (long i = 0; i < table.rows(group); i++) {
          rows.seek(i);
          if (rows.has(0)) {
            found.add(rows.text(0));
          }
          if (found.size() > most) {
            throw new IOException(
                table.uri()
                    + ": column '"
                    + String.join(".", fields.label())
                    + "' has more than "
                    + most
                    + " different labels");
          }
        }
      }
    }
    return found;
  }

  @Override
  public void close() throws IOException {
    table.close();
  }
}
