package dev.convoy.data;

import dev.convoy.tensor.Shape;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/**
 * Opens data sets by name: a folder at a path or any Hadoop URI, or {@code
 * generated[:EXAMPLES[:HEIGHTxWIDTHxCHANNELS]]}. What a folder holds is recognized in this order:
 * the manifest of {@link Packer}, IDX files, the binary files of CIFAR-10, Parquet files.
 */
public final class DataSets {
  private static final String GENERATED = "generated";
  private static final long GENERATED_EXAMPLES = 10_000;
  private static final long MOST_GENERATED = 1_000_000_000_000L;
  private static final long GENERATED_TRAINING_KEY = 101;
  private static final long GENERATED_TEST_KEY = 102;
  private static final Shape GENERATED_SHAPE = Shape.of(28, 28, 1);
  private static final String TRAINING_PREFIX = "train";
  private static final String TEST_PREFIX = "t10k";

  private DataSets() {}

  /**
   * Opens and checks training data.
   *
   * @throws IOException if they are missing or damaged; the message names the file
   */
  public static DataSource training(String name, Configuration hadoop) throws IOException {
    if (isGenerated(name)) {
      return generated(name, 1, GENERATED_TRAINING_KEY);
    }
    Path path = existing(name, hadoop);
    Optional<DataSource> found = Optional.empty();
    if (isFolder(path, hadoop)) {
      Optional<PackManifest> packed = PackedSource.manifest(path, hadoop);
      if (packed.isPresent()) {
        return packed(path, PackManifest.TRAINING, packed.get(), hadoop).orElseThrow();
      }
      found = pair(name, path, TRAINING_PREFIX, hadoop);
      if (found.isEmpty()) {
        found = CifarSource.open(path, CifarSource.TRAINING, hadoop);
      }
    }
    if (found.isEmpty()) {
      found = ParquetSource.open(name, path, hadoop);
    }
    return found.orElseThrow(
        () ->
            new FileNotFoundException(
                missing(name, TRAINING_PREFIX)
                    + ", or data_batch_1.bin to data_batch_5.bin of CIFAR-10, or *.parquet, or what"
                    + " 'convoy pack' writes"));
  }

  /** The test data that come with training data, if any. */
  public static Optional<DataSource> testBeside(String name, Configuration hadoop)
      throws IOException {
    if (isGenerated(name)) {
      return Optional.of(generated(name, 5, GENERATED_TEST_KEY));
    }
    Path path = existing(name, hadoop);
    if (!isFolder(path, hadoop)) {
      return Optional.empty();
    }
    Optional<PackManifest> packed = PackedSource.manifest(path, hadoop);
    if (packed.isPresent()) {
      return packed(path, PackManifest.TEST, packed.get(), hadoop);
    }
    Optional<DataSource> found = pair(name, path, TEST_PREFIX, hadoop);
    return found.isPresent() ? found : CifarSource.open(path, CifarSource.TEST, hadoop);
  }

  /** Opens data to evaluate on: the folder's test data, or else its training data. */
  public static DataSource evaluation(String name, Configuration hadoop) throws IOException {
    Optional<DataSource> test = testBeside(name, hadoop);
    return test.isPresent() ? test.get() : training(name, hadoop);
  }

  private static boolean isGenerated(String name) {
    return name.equals(GENERATED) || name.startsWith(GENERATED + ":");
  }

  /** The path of a folder, or of a Parquet file, that is there. */
  private static Path existing(String name, Configuration hadoop) throws IOException {
    Path path = path(name);
    FileSystem files = path.getFileSystem(hadoop);
    if (!files.exists(path)) {
      throw new FileNotFoundException("'" + name + "': no such folder");
    }
    if (!isFolder(path, hadoop) && !ParquetSource.isParquet(path.getName())) {
      throw new IOException("'" + name + "': is a file, must be a folder or end with .parquet");
    }
    return path;
  }

  private static boolean isFolder(Path path, Configuration hadoop) throws IOException {
    return path.getFileSystem(hadoop).getFileStatus(path).isDirectory();
  }

  private static Optional<DataSource> packed(
      Path folder, String name, PackManifest manifest, Configuration hadoop) throws IOException {
    PackedSplit split = manifest.splits().get(name);
    return split == null
        ? Optional.empty()
        : Optional.of(PackedSource.open(folder, name, manifest.seed(), split, hadoop));
  }

  private static Optional<DataSource> pair(
      String folder, Path path, String prefix, Configuration hadoop) throws IOException {
    FileSystem files = path.getFileSystem(hadoop);
    Optional<Path> images =
        find(files, path, prefix + "-images-idx3-ubyte", prefix + "-images-idx4-ubyte");
    Optional<Path> labels = find(files, path, prefix + "-labels-idx1-ubyte");
    if (images.isPresent() != labels.isPresent()) {
      throw new FileNotFoundException(missing(folder, prefix));
    }
    if (images.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        IdxSource.open(images.get().toString(), labels.orElseThrow().toString(), hadoop));
  }

  private static Path path(String folder) throws IOException {
    try {
      return new Path(folder);
    } catch (IllegalArgumentException e) {
      throw new IOException("'" + folder + "': not a path or URI: " + e.getMessage(), e);
    }
  }

  private static Optional<Path> find(FileSystem files, Path folder, String... names)
      throws IOException {
    for (String name : names) {
      for (String suffix : List.of("", ".gz")) {
        Path path = new Path(folder, name + suffix);
        if (files.exists(path)) {
          return Optional.of(files.makeQualified(path));
        }
      }
    }
    return Optional.empty();
  }

  private static String missing(String folder, String prefix) {
    return "'"
        + folder
        + "': needs "
        + prefix
        + "-images-idx3-ubyte[.gz] and "
        + prefix
        + "-labels-idx1-ubyte[.gz]";
  }

  private static DataSource generated(String name, int divisor, long key) {
    String[] parts = name.split(":", -1);
    try {
      long examples = parts.length > 1 ? Long.parseLong(parts[1]) : GENERATED_EXAMPLES;
      Shape shape = parts.length > 2 ? shape(parts[2]) : GENERATED_SHAPE;
      boolean held = examples <= MOST_GENERATED && shape.size() <= Block.MOST_IMAGE_BYTES;
      if (parts.length > 3 || examples < 1 || !held) {
        throw new IllegalArgumentException("out of form");
      }
      return GeneratedSource.of(shape, Math.max(1, examples / divisor), key);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "'"
              + name
              + "': must be generated[:EXAMPLES[:HEIGHTxWIDTHxCHANNELS]] with 1 to "
              + MOST_GENERATED
              + " examples of at most "
              + Block.MOST_IMAGE_BYTES
              + " bytes",
          e);
    }
  }

  private static Shape shape(String text) {
    return Shape.of(Arrays.stream(text.split("x", -1)).mapToInt(Integer::parseInt).toArray());
  }
}
