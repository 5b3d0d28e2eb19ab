package dev.convoy.hadoop;

import dev.convoy.data.Block;
import dev.convoy.data.DataSource;
import dev.convoy.data.DataSummary;
import dev.convoy.data.PositionRange;
import dev.convoy.data.Sharding;
import dev.convoy.data.SummaryBuilder;
import dev.convoy.files.FilePath;
import dev.convoy.files.FileRecord;
import dev.convoy.files.Storage;
import dev.convoy.random.Permutation;
import dev.convoy.tensor.Shape;
import java.io.IOException;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Writes data sets as Parquet in the order that they have for a seed, a row group for each block,
 * so that training needs to permute nothing.
 *
 * <p>Memory is bounded by passes: the positions are taken in stretches that fit into a quarter of
 * the heap (at most 1 GB), and {@link Block#read} collects each in one forward pass over the
 * source. A source of n bytes is so read n / range times and written once.
 */
public final class Packer {
  private static final long MOST_MEMORY = 1L << 30;
  private static final int MEMORY_SHARE = 4;

  /** Told how far it is. */
  public interface Progress {
    /** So many examples of a split are written; called for each. */
    void written(String split, long examples, long of);

    /** A file is there. */
    default void finished(String file, long rows) {}
  }

  /**
   * How to pack.
   *
   * @param seed of the permutation
   * @param blockBytes pixels of a row group, at most; a row group has at least one example
   * @param fileBytes pixels of a file, at most; a file has at least one row group
   */
  public record Settings(long seed, long blockBytes, long fileBytes) implements Serializable {
    private static final long USUAL_BLOCK = 16 << 20;
    private static final long USUAL_FILE = 256 << 20;

    /** Blocks of 16 MB, files of 256 MB. */
    public static Settings usual(long seed) {
      return new Settings(seed, USUAL_BLOCK, USUAL_FILE);
    }

    /** Checks that both sizes are positive and a block fits into a file. */
    public Settings {
      if (blockBytes < 1 || blockBytes > MOST_MEMORY / MEMORY_SHARE) {
        throw new IllegalArgumentException(
            "block-size " + blockBytes + " must be at least 1 and at most 256m");
      }
      if (fileBytes < blockBytes) {
        throw new IllegalArgumentException(
            "file-size " + fileBytes + " must be at least block-size, " + blockBytes);
      }
    }

    int rowsPerGroup(Shape shape) {
      return (int) Math.max(1, blockBytes / shape.size());
    }

    long rowsPerFile(Shape shape) {
      int rowsPerGroup = rowsPerGroup(shape);
      return Math.max(1, fileBytes / ((long) rowsPerGroup * shape.size())) * rowsPerGroup;
    }
  }

  /**
   * What was written of the training, validation or test data.
   *
   * @param split {@code train}, {@code validation} or {@code test}
   * @param summary of the examples in their new order
   * @param rowsPerGroup examples of a block
   * @param files number of files
   * @param bytes of all files
   */
  public record Packed(String split, DataSummary summary, int rowsPerGroup, int files, long bytes) {
    /** Number of row groups. */
    public long groups() {
      return (summary.size() + rowsPerGroup - 1) / rowsPerGroup;
    }
  }

  private final PackedFolder folder;
  private final Settings settings;
  private final long memory;
  private final Storage storage;

  Packer(FilePath out, Settings settings, long memory, Storage storage) throws IOException {
    this.folder = new PackedFolder(out, storage);
    this.settings = settings;
    this.memory = memory;
    this.storage = storage;
  }

  /**
   * Prepares to write into a folder; nothing is written yet.
   *
   * @param out a folder that is empty or not there
   * @throws IOException if it is neither
   */
  public static Packer into(FilePath out, Settings settings, Storage storage) throws IOException {
    long memory = Math.min(MOST_MEMORY, Runtime.getRuntime().maxMemory() / MEMORY_SHARE);
    return new Packer(out, settings, memory, storage);
  }

  /**
   * Writes the files and then their manifest.
   *
   * @param progress told of each example and file
   * @return what there is now, training data first
   * @throws IllegalArgumentException if the data are packed already
   */
  public List<Packed> pack(DataSource training, Optional<DataSource> test, Progress progress)
      throws IOException {
    requireUnpacked(training);
    folder.claim();
    Map<String, PackedSplit> splits = new TreeMap<>();
    splits.put(PackManifest.TRAINING, write(PackManifest.TRAINING, training, progress));
    if (test.isPresent()) {
      splits.put(PackManifest.TEST, write(PackManifest.TEST, test.get(), progress));
    }
    return folder.finish(new PackManifest(settings.seed(), splits, Optional.empty()));
  }

  /**
   * Checks that data can be packed.
   *
   * @throws IllegalArgumentException if they are packed already
   */
  public static void requireUnpacked(DataSource source) {
    if (source instanceof PackedSource) {
      throw new IllegalArgumentException(
          "data '" + source.summary().name() + "': packed already, by 'convoy pack'");
    }
  }

  private PackedSplit write(String name, DataSource source, Progress progress) throws IOException {
    DataSummary found = source.summary();
    Shape shape = found.shape();
    int rowsPerGroup = settings.rowsPerGroup(shape);
    long groupBytes = (long) rowsPerGroup * shape.size();
    long rowsPerFile = settings.rowsPerFile(shape);
    folder.files().makeDirectory(folder.path().resolve(name));
    ReadRange reading =
        new ReadRange(source, Math.max(1, (int) (memory / groupBytes)) * rowsPerGroup);
    SummaryBuilder summary = new SummaryBuilder(shape);
    List<PackedSplit.PackedFile> written = new ArrayList<>();
    for (long first = 0; first < found.size(); first += rowsPerFile) {
      long from = first;
      long to = Math.min(found.size(), first + rowsPerFile);
      String file = PackedSplit.fileName(name, written.size());
      Map<String, String> notes =
          Map.of(
              PackedSplit.PACK_NOTE,
              PackedSplit.packNote(found.fingerprint(), settings.seed(), rowsPerGroup),
              PackedSplit.FIRST_NOTE,
              Long.toString(from));
      FileRecord content =
          folder
              .files()
              .write(
                  folder.path().resolve(file),
                  stream -> {
                    try (PackedFileWriter rows =
                        new PackedFileWriter(stream, shape, rowsPerGroup, notes)) {
                      for (long position = from; position < to; position++) {
                        reading.copy(position, rows, summary);
                        progress.written(name, position + 1, found.size());
                      }
                    }
                  });
      written.add(new PackedSplit.PackedFile(file, to - from, content));
      progress.finished(file, to - from);
    }
    DataSummary packed = summary.build(name);
    return new PackedSplit(
        shape,
        packed.size(),
        packed.classes(),
        rowsPerGroup,
        new PackedSplit.Hashes(packed.fingerprint(), found.fingerprint()),
        summary.histograms(),
        List.copyOf(written));
  }

  /** A range of the source's order in memory, and the next one when it is over. */
  private final class ReadRange {
    private final DataSource source;
    private final int range;
    private final int exampleSize;
    private final Permutation order;
    private Optional<Block> block = Optional.empty();

    ReadRange(DataSource source, int range) {
      this.source = source;
      this.range = range;
      this.exampleSize = source.summary().shape().size();
      this.order = Sharding.permutation(source.summary().size(), settings.seed());
    }

    void copy(long position, PackedFileWriter to, SummaryBuilder summary) throws IOException {
      if (position % range == 0) {
        // Before the next one is made, so that only one is in memory.
        block = Optional.empty();
        long end = Math.min(source.summary().size(), position + range);
        block =
            Optional.of(
                Block.read(source, new PositionRange(position, end), settings.seed(), storage));
      }
      Block present = block.orElseThrow();
      int place = (int) (position - present.firstPosition());
      int label = present.labels()[place];
      to.add(order.inverse(position), label, present.pixels(), place * exampleSize);
      summary.add(present.pixels(), place * exampleSize, label);
    }
  }
}
