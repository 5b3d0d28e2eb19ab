package dev.convoy.hadoop;

import dev.convoy.data.DataSource;
import dev.convoy.data.DataSummary;
import dev.convoy.data.ExampleSink;
import dev.convoy.data.FileStamp;
import dev.convoy.files.DurableFiles;
import dev.convoy.files.FilePath;
import dev.convoy.files.Storage;
import dev.convoy.image.Preprocessing;
import dev.convoy.text.StrictJson;
import java.io.IOException;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Data that {@link Packer} wrote. Their order is that of the files, whatever the seed: they were
 * permuted when they were packed. A row group is a block.
 *
 * @param parts in the order of their rows
 * @param blockSize rows of a row group
 * @param summary from the manifest
 * @param images what is known of the encoded images that they were made of: one or, if they were
 *     made of others, none; a list, because an optional is not serializable
 */
record PackedSource(List<Part> parts, int blockSize, DataSummary summary, List<PackedImages> images)
    implements DataSource {
  /**
   * A file.
   *
   * @param file its name and state
   * @param first position of its first row
   * @param rows number of rows
   */
  record Part(FileStamp file, long first, long rows) implements Serializable {}

  /** The manifest of a folder. */
  static PackManifest manifest(FilePath folder, Storage storage) throws IOException {
    FilePath path = folder.resolve(PackManifest.NAME);
    byte[] content = new DurableFiles(folder, storage).read(path, PackManifest.MOST_BYTES);
    return PackManifest.parse(path.toString(), content);
  }

  /** Opens the files of a split; compares lengths and footers with the manifest, reads no data. */
  static PackedSource open(FilePath folder, String name, PackManifest manifest, Storage storage)
      throws IOException {
    PackedSplit split = manifest.splits().get(name);
    FilePath absolute = storage.absolute(folder);
    List<Part> parts = new ArrayList<>();
    long first = 0;
    for (PackedSplit.PackedFile file : split.files()) {
      FileStamp stamp = FileStamp.of(absolute.resolve(file.name()), storage);
      if (stamp.length() != file.content().bytes()) {
        throw new IOException(
            stamp.file()
                + ": has "
                + stamp.length()
                + " bytes, its manifest says "
                + file.content().bytes());
      }
      Part part = new Part(stamp, first, file.rows());
      try (ParquetImages images = ParquetImages.open(stamp.file(), storage)) {
        requireGroups(images, part, split.rowsPerGroup());
        images.requireUncompressed();
        String pack = PackedSplit.packNote(split.source(), manifest.seed(), split.rowsPerGroup());
        requireNote(images, PackedSplit.PACK_NOTE, pack);
        requireNote(images, PackedSplit.FIRST_NOTE, Long.toString(first));
      }
      parts.add(part);
      first += file.rows();
    }
    DataSummary summary =
        new DataSummary(
            absolute.resolve(name).toString(),
            split.shape(),
            split.examples(),
            split.classes(),
            split.histograms().normalization(),
            split.fingerprint());
    return new PackedSource(
        List.copyOf(parts), split.rowsPerGroup(), summary, manifest.images().stream().toList());
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
  public List<String> classNames() {
    return images.stream().flatMap(found -> found.classNames().stream()).toList();
  }

  @Override
  public Optional<Preprocessing> preprocessing() {
    return images.stream().map(PackedImages::preprocessing).findFirst();
  }

  @Override
  public boolean isPermuted() {
    return true;
  }

  @Override
  public void read(long[] numbers, Storage storage, ExampleSink to) throws IOException {
    int next = 0;
    for (Part part : parts) {
      int from = next;
      while (next < numbers.length && numbers[next] < part.first() + part.rows()) {
        next++;
      }
      if (from < next) {
        part.file().requireUnchanged(storage);
        try (ParquetImages images = ParquetImages.open(part.file().file(), storage)) {
          requireGroups(images, part, blockSize);
          read(images, part.first(), Arrays.copyOfRange(numbers, from, next), to);
        }
      }
    }
  }

  /** Of a file whose first row has the number {@code first}. */
  private void read(ParquetImages images, long first, long[] numbers, ExampleSink to)
      throws IOException {
    byte[] pixels = new byte[summary.shape().size()];
    int next = 0;
    while (next < numbers.length) {
      int group = (int) ((numbers[next] - first) / blockSize);
      long start = first + (long) group * blockSize;
      ImageRows rows = images.read(group, false);
      for (; next < numbers.length && numbers[next] < start + blockSize; next++) {
        rows.seek(numbers[next] - start);
        rows.pixels(pixels, 0, pixels.length);
        to.add(pixels, 0, rows.label());
      }
    }
  }
}
