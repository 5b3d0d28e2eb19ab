package dev.convoy.hadoop;

import dev.convoy.data.DataSource;
import dev.convoy.data.DataSummary;
import dev.convoy.data.ExampleSink;
import dev.convoy.data.FileStamp;
import dev.convoy.data.SummaryBuilder;
import dev.convoy.files.FilePath;
import dev.convoy.files.Storage;
import dev.convoy.tensor.Shape;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Parquet files that anybody wrote, with columns as {@link ImageColumns} says. Their rows are in an
 * order of their own, so each block is collected on one pass over the row groups that hold some of
 * it, which for a block of many rows are all; {@link Packer} writes files that need no such pass.
 *
 * @param name what the user called them
 * @param parts in the order of their names
 * @param summary what {@link #open} found
 */
record ParquetSource(String name, List<Part> parts, DataSummary summary) implements DataSource {
  /**
   * A file.
   *
   * @param file its name and state
   * @param rows of each row group
   */
  record Part(FileStamp file, List<Long> rows) implements Serializable {}

  /**
   * Opens files, reads all rows once and checks them.
   *
   * @param name what the user called them
   * @param files absolute paths in the order of their names, at least one
   */
  static ParquetSource open(String name, List<FilePath> files, Storage storage) throws IOException {
    List<Part> parts = new ArrayList<>();
    Scan scan = new Scan(name);
    for (FilePath file : files) {
      FileStamp stamp = FileStamp.of(file, storage);
      try (ParquetImages images = ParquetImages.open(file, storage)) {
        images.checkPages();
        scan.add(images);
        parts.add(new Part(stamp, List.copyOf(images.rows())));
      }
    }
    return new ParquetSource(name, List.copyOf(parts), scan.summary(files.get(0)));
  }

  /** Looks at each row once. */
  private static final class Scan {
    private final String name;
    private Optional<Shape> shape = Optional.empty();
    private Optional<SummaryBuilder> builder = Optional.empty();
    private byte[] pixels = {};

    Scan(String name) {
      this.name = name;
    }

    void add(ParquetImages images) throws IOException {
      for (int group = 0; group < images.groups(); group++) {
        ImageRows rows = images.read(group, true);
        for (long row = 0; row < images.rows(group); row++) {
          rows.seek(row);
          if (shape.isEmpty()) {
            start(ImageShape.of(rows));
          } else if (images.columns().hasSizes()) {
            ImageShape.require(rows, shape.get());
          }
          rows.pixels(pixels, 0, pixels.length);
          builder.orElseThrow().add(pixels, 0, rows.label());
        }
      }
    }

    private void start(Shape found) {
      shape = Optional.of(found);
      pixels = new byte[found.size()];
      builder = Optional.of(new SummaryBuilder(found));
    }

    DataSummary summary(FilePath first) throws IOException {
      if (builder.isEmpty()) {
        throw new FileNotFoundException("'" + name + "': " + first + ": has no rows");
      }
      DataSummary summary = builder.get().build(first.toString());
      if (summary.size() > Integer.MAX_VALUE) {
        throw new IOException(
            "'" + name + "': has " + summary.size() + " rows, may have " + Integer.MAX_VALUE);
      }
      return summary;
    }
  }

  @Override
  public Optional<String> remark() {
    return Optional.of(
        "'"
            + name
            + "': Parquet in an order of its own, permuted as it is loaded; 'convoy pack' does that"
            + " once for all");
  }

  @Override
  public void read(long[] numbers, Storage storage, ExampleSink to) throws IOException {
    int next = 0;
    long first = 0;
    for (Part part : parts) {
      long end = first + part.rows().stream().mapToLong(Long::longValue).sum();
      if (next < numbers.length && numbers[next] < end) {
        part.file().requireUnchanged(storage);
        try (ParquetImages images = ParquetImages.open(part.file().file(), storage)) {
          next = read(images, first, numbers, next, to);
        }
      }
      first = end;
    }
  }

  /** Reads what is wanted of a file whose first row has the number {@code first}. */
  private int read(ParquetImages images, long first, long[] numbers, int from, ExampleSink to)
      throws IOException {
    byte[] pixels = new byte[summary.shape().size()];
    int next = from;
    long start = first;
    for (int group = 0; group < images.groups(); group++) {
      long end = start + images.rows(group);
      if (next < numbers.length && numbers[next] < end) {
        ImageRows rows = images.read(group, false);
        for (; next < numbers.length && numbers[next] < end; next++) {
          rows.seek(numbers[next] - start);
          rows.pixels(pixels, 0, pixels.length);
          to.add(pixels, 0, rows.label());
        }
      }
      start = end;
    }
    return next;
  }
}
