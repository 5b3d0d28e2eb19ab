package dev.convoy.data;

import dev.convoy.files.FilePath;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/** Pairs of IDX files with the names that MNIST's have. */
public final class IdxFormat implements DataFormat {
  private static final String TRAINING = "train";
  private static final String TEST = "t10k";

  @Override
  public String name() {
    return "idx";
  }

  @Override
  public String needs() {
    return needs(TRAINING);
  }

  private static String needs(String prefix) {
    return prefix + "-images-idx3-ubyte[.gz] and " + prefix + "-labels-idx1-ubyte[.gz]";
  }

  @Override
  public boolean recognizes(DataLocation location) throws IOException {
    for (String prefix : List.of(TRAINING, TEST)) {
      if (images(location, prefix).isPresent() || labels(location, prefix).isPresent()) {
        return true;
      }
    }
    return false;
  }

  @Override
  public DataSource training(DataLocation location) throws IOException {
    return pair(location, TRAINING).orElseThrow(() -> missing(location, TRAINING));
  }

  @Override
  public Optional<DataSource> test(DataLocation location) throws IOException {
    return pair(location, TEST);
  }

  private static Optional<DataSource> pair(DataLocation location, String prefix)
      throws IOException {
    Optional<FilePath> images = images(location, prefix);
    Optional<FilePath> labels = labels(location, prefix);
    if (images.isPresent() != labels.isPresent()) {
      throw missing(location, prefix);
    }
    return images.isEmpty()
        ? Optional.empty()
        : Optional.of(IdxSource.open(images.get(), labels.orElseThrow(), location.storage()));
  }

  private static FileNotFoundException missing(DataLocation location, String prefix) {
    return new FileNotFoundException("'" + location.name() + "': needs " + needs(prefix));
  }

  private static Optional<FilePath> images(DataLocation location, String prefix)
      throws IOException {
    return find(location, prefix + "-images-idx3-ubyte", prefix + "-images-idx4-ubyte");
  }

  private static Optional<FilePath> labels(DataLocation location, String prefix)
      throws IOException {
    return find(location, prefix + "-labels-idx1-ubyte");
  }

  private static Optional<FilePath> find(DataLocation location, String... names)
      throws IOException {
    for (String name : names) {
      for (String suffix : List.of("", IdxSource.COMPRESSED)) {
        if (location.has(name + suffix)) {
          return Optional.of(location.file(name + suffix));
        }
      }
    }
    return Optional.empty();
  }
}
