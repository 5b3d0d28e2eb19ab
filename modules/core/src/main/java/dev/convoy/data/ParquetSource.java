package dev.convoy.data;

import dev.convoy.tensor.Shape;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

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
   * Opens a file or the files of a folder, reads all rows once and checks them.
   *
   * @param name what the user called them
   * @return nothing if the folder has no Parquet files
   */
  static Optional<DataSource> open(String name, Path path, Configuration hadoop)
      throws IOException {
    FileSystem files = path.getFileSystem(hadoop);
    List<String> uris =
        Arrays.stream(files.listStatus(path))
            .filter(FileStatus::isFile)
            .map(FileStatus::getPath)
            .filter(file -> isParquet(file.getName()))
            .map(file -> files.makeQualified(file).toString())
            .sorted()
            .toList();
    if (uris.isEmpty()) {
      return Optional.empty();
    }
    List<Part> parts = new ArrayList<>();
    Scan scan = new Scan(name);
    for (String uri : uris) {
      FileStamp stamp = FileStamp.of(uri, hadoop);
      try (ParquetImages images = ParquetImages.open(uri, hadoop)) {
        images.checkPages();
        scan.add(images);
        parts.add(new Part(stamp, List.copyOf(images.rows())));
      }
    }
    return Optional.of(new ParquetSource(name, List.copyOf(parts), scan.summary(uris.get(0))));
  }

  /** Whether a file counts as one; names that start with a dot or underscore are others' marks. */
  static boolean isParquet(String name) {
    return name.endsWith(".parquet") && !name.startsWith(".") && !name.startsWith("_");
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

    DataSummary summary(String first) throws IOException {
      if (builder.isEmpty()) {
        throw new FileNotFoundException("'" + name + "': " + first + ": has no rows");
      }
      DataSummary summary = builder.get().build(first);
      if (summary.size() > Integer.MAX_VALUE) {
        throw new IOException(
            "'" + name + "': has " + summary.size() + " rows, may have " + Integer.MAX_VALUE);
      }
      return summary;
    }
  }

  @Override
  public int blockSize() {
    return Block.usualSize(summary.shape());
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
  public Block read(PositionRange range, long seed, Configuration hadoop) throws IOException {
    RecordOrder wanted = new RecordOrder(range, summary.size(), seed);
    Block block = Block.blank(summary.shape(), range);
    int next = 0;
    long first = 0;
    for (Part part : parts) {
      long end = first + part.rows().stream().mapToLong(Long::longValue).sum();
      if (next < wanted.size() && wanted.record(next) < end) {
        part.file().requireUnchanged(hadoop);
        try (ParquetImages images = ParquetImages.open(part.file().uri(), hadoop)) {
          next = read(images, first, wanted, next, block);
        }
      }
      first = end;
    }
    return block;
  }

  /** Copies what is wanted of a file whose first record is {@code first}. */
  private static int read(
      ParquetImages images, long first, RecordOrder wanted, int from, Block block)
      throws IOException {
    int exampleSize = block.shape().size();
    int next = from;
    long start = first;
    for (int group = 0; group < images.groups(); group++) {
      long end = start + images.rows(group);
      if (next < wanted.size() && wanted.record(next) < end) {
        ImageRows rows = images.read(group, false);
        for (; next < wanted.size() && wanted.record(next) < end; next++) {
          rows.seek(wanted.record(next) - start);
          int place = wanted.place(next);
          rows.pixels(block.pixels(), place * exampleSize, exampleSize);
          block.labels()[place] = rows.label();
        }
      }
      start = end;
    }
    return next;
  }
}
