package dev.convoy.data;

import dev.convoy.files.DurableFiles;
import dev.convoy.text.StrictJson;
import java.io.IOException;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.Path;

/**
 * Data that {@link Packer} wrote. Their order is that of the files, whatever the seed: they were
 * permuted when they were packed. A row group is a block.
 *
 * @param parts in the order of their rows
 * @param blockSize rows of a row group
 * @param summary from the manifest
 */
record PackedSource(List<Part> parts, int blockSize, DataSummary summary) implements DataSource {
  /**
   * A file.
   *
   * @param file its name and state
   * @param first position of its first row
   * @param rows number of rows
   */
  record Part(FileStamp file, long first, long rows) implements Serializable {}

  /** The manifest of a folder, if it is a packed one. */
  static Optional<PackManifest> manifest(Path folder, Configuration hadoop) throws IOException {
    DurableFiles files = new DurableFiles(folder, hadoop);
    Path path = new Path(folder, PackManifest.NAME);
    if (files.status(path).filter(FileStatus::isFile).isEmpty()) {
      return Optional.empty();
    }
    byte[] content = files.read(path, PackManifest.MOST_BYTES);
    return Optional.of(PackManifest.parse(path.toString(), content));
  }

  /** Opens the files of a split; compares lengths and footers with the manifest, reads no data. */
  static PackedSource open(
      Path folder, String name, long seed, PackedSplit split, Configuration hadoop)
      throws IOException {
    Path absolute = folder.getFileSystem(hadoop).makeQualified(folder);
    List<Part> parts = new ArrayList<>();
    long first = 0;
    for (PackedSplit.PackedFile file : split.files()) {
      FileStamp stamp = FileStamp.of(new Path(absolute, file.name()).toString(), hadoop);
      if (stamp.length() != file.content().bytes()) {
        throw new IOException(
            stamp.uri()
                + ": has "
                + stamp.length()
                + " bytes, its manifest says "
                + file.content().bytes());
      }
      Part part = new Part(stamp, first, file.rows());
      try (ParquetImages images = ParquetImages.open(stamp.uri(), hadoop)) {
        requireGroups(images, part, split.rowsPerGroup());
        images.requireUncompressed();
        String pack = PackedSplit.packNote(split.source(), seed, split.rowsPerGroup());
        requireNote(images, PackedSplit.PACK_NOTE, pack);
        requireNote(images, PackedSplit.FIRST_NOTE, Long.toString(first));
      }
      parts.add(part);
      first += file.rows();
    }
    DataSummary summary =
        new DataSummary(
            new Path(absolute, name).toString(),
            split.shape(),
            split.examples(),
            split.classes(),
            split.histograms().normalization(),
            split.fingerprint());
    return new PackedSource(List.copyOf(parts), split.rowsPerGroup(), summary);
  }

  private static void requireGroups(ParquetImages images, Part part, int rowsPerGroup)
      throws IOException {
    long left = part.rows();
    for (int group = 0; group < images.groups(); group++) {
      if (images.rows(group) != Math.min(left, rowsPerGroup)) {
        throw new IOException(
            images.uri()
                + ": row group "
                + group
                + " has "
                + images.rows(group)
                + " rows, its manifest says "
                + Math.min(left, rowsPerGroup));
      }
      left -= images.rows(group);
    }
    if (left != 0) {
      throw new IOException(
          images.uri()
              + ": has "
              + (part.rows() - left)
              + " rows, its manifest says "
              + part.rows());
    }
  }

  private static void requireNote(ParquetImages images, String key, String expected)
      throws IOException {
    String found = images.notes().getOrDefault(key, "none");
    if (!found.equals(expected)) {
      throw StrictJson.malformed(
          images.uri(), key + " is " + found + ", its manifest says " + expected, null);
    }
  }

  @Override
  public Block read(PositionRange range, long seed, Configuration hadoop) throws IOException {
    Block block = Block.blank(summary.shape(), range);
    for (Part part : parts) {
      long from = Math.max(range.from(), part.first());
      long to = Math.min(range.to(), part.first() + part.rows());
      if (from < to) {
        part.file().requireUnchanged(hadoop);
        try (ParquetImages images = ParquetImages.open(part.file().uri(), hadoop)) {
          requireGroups(images, part, blockSize);
          read(images, part.first(), from, to, block);
        }
      }
    }
    return block;
  }

  /** Copies positions of a file whose first row is at position {@code first}. */
  private void read(ParquetImages images, long first, long from, long to, Block block)
      throws IOException {
    int exampleSize = summary.shape().size();
    int lastGroup = (int) ((to - 1 - first) / blockSize);
    for (int group = (int) ((from - first) / blockSize); group <= lastGroup; group++) {
      long start = first + (long) group * blockSize;
      ImageRows rows = images.read(group, false);
      long end = Math.min(to, start + blockSize);
      for (long position = Math.max(from, start); position < end; position++) {
        rows.seek(position - start);
        int place = (int) (position - block.firstPosition());
        rows.pixels(block.pixels(), place * exampleSize, exampleSize);
        block.labels()[place] = rows.label();
      }
    }
  }
}
