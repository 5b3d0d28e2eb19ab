package example;

import dev.convoy.data.DataFormat;
import dev.convoy.data.DataLocation;
import dev.convoy.data.DataSource;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.Optional;

/** A folder with train.csv and perhaps test.csv, for the data argument {@code [csv:]FOLDER}. */
public final class CsvFormat implements DataFormat {
  @Override
  public String name() {
    return "csv";
  }

  @Override
  public String needs() {
    return "train.csv";
  }

  @Override
  public boolean recognizes(DataLocation location) throws IOException {
    return location.has("train.csv");
  }

  @Override
  public DataSource training(DataLocation location) throws IOException {
    return open(location, "train.csv")
        .orElseThrow(() -> new FileNotFoundException(location.name() + ": has no train.csv"));
  }

  @Override
  public Optional<DataSource> test(DataLocation location) throws IOException {
    return open(location, "test.csv");
  }

  private static Optional<DataSource> open(DataLocation location, String file) throws IOException {
    return location.has(file)
        ? Optional.of(CsvSource.open(location.file(file), location.storage()))
        : Optional.empty();
  }
}
