package dev.convoy.data;

import dev.convoy.files.FilePath;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The binary version of CIFAR-10. */
public final class CifarFormat implements DataFormat {
  private static final List<String> TRAINING =
      List.of(
          "data_batch_1.bin",
          "data_batch_2.bin",
          "data_batch_3.bin",
          "data_batch_4.bin",
          "data_batch_5.bin");

  private static final List<String> TEST = List.of("test_batch.bin");

  @Override
  public String name() {
    return "cifar-10";
  }

  @Override
  public String needs() {
    return "data_batch_1.bin to data_batch_5.bin of CIFAR-10";
  }

  @Override
  public boolean recognizes(DataLocation location) throws IOException {
    return !files(location, TRAINING).isEmpty() || !files(location, TEST).isEmpty();
  }

  private static List<FilePath> files(DataLocation location, List<String> names)
      throws IOException {
    List<FilePath> files = new ArrayList<>();
    for (String name : names) {
      if (location.has(name)) {
        files.add(location.file(name));
      }
    }
    return files;
  }

  @Override
  public DataSource training(DataLocation location) throws IOException {
    List<FilePath> files = files(location, TRAINING);
    if (files.size() != TRAINING.size()) {
      List<String> missing = new ArrayList<>(TRAINING);
      files.forEach(file -> missing.remove(file.name()));
      throw new FileNotFoundException(
          "'"
              + location.name()
              + "': has "
              + files.size()
              + " files of CIFAR-10, but no "
              + missing);
    }
    return CifarSource.open(files, location.storage());
  }

  @Override
  public Optional<DataSource> test(DataLocation location) throws IOException {
    List<FilePath> files = files(location, TEST);
    return files.isEmpty()
        ? Optional.empty()
        : Optional.of(CifarSource.open(files, location.storage()));
  }
}
