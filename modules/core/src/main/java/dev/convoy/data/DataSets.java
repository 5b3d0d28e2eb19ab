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
 * Opens data sets by name: a folder with IDX files at a path or any Hadoop URI, or {@code
 * generated[:EXAMPLES[:HEIGHTxWIDTHxCHANNELS]]}.
 */
public final class DataSets {
  private static final String GENERATED = "generated";
  private static final long GENERATED_EXAMPLES = 10_000;
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
    return pair(name, TRAINING_PREFIX, hadoop)
        .orElseThrow(() -> new FileNotFoundException(missing(name, TRAINING_PREFIX)));
  }

  /** The test data that come with training data, if any. */
  public static Optional<DataSource> testBeside(String name, Configuration hadoop)
      throws IOException {
    if (isGenerated(name)) {
      return Optional.of(generated(name, 5, GENERATED_TEST_KEY));
    }
    return pair(name, TEST_PREFIX, hadoop);
  }

  /** Opens data to evaluate on: the folder's test pair, or else its training pair. */
  public static DataSource evaluation(String name, Configuration hadoop) throws IOException {
    Optional<DataSource> test = testBeside(name, hadoop);
    return test.isPresent() ? test.get() : training(name, hadoop);
  }

  private static boolean isGenerated(String name) {
    return name.equals(GENERATED) || name.startsWith(GENERATED + ":");
  }

  private static Optional<DataSource> pair(String folder, String prefix, Configuration hadoop)
      throws IOException {
    Path path = path(folder);
    FileSystem files = path.getFileSystem(hadoop);
    if (!files.exists(path)) {
      throw new FileNotFoundException("data '" + folder + "': no such folder");
    }
    if (!files.getFileStatus(path).isDirectory()) {
      throw new IOException("data '" + folder + "': is a file, must be a folder with IDX files");
    }
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
      throw new IOException("data '" + folder + "': not a path or URI: " + e.getMessage(), e);
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
    return "data '"
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
      if (parts.length > 3 || examples < 1) {
        throw new IllegalArgumentException("out of form");
      }
      return GeneratedSource.of(shape, Math.max(1, examples / divisor), key);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "data '"
              + name
              + "': must be generated[:EXAMPLES[:HEIGHTxWIDTHxCHANNELS]] with at least"
              + " 1 example",
          e);
    }
  }

  private static Shape shape(String text) {
    return Shape.of(Arrays.stream(text.split("x", -1)).mapToInt(Integer::parseInt).toArray());
  }
}
