package dev.convoy.data;

import java.io.IOException;
import java.util.Optional;

/**
 * A form that data can have. Formats are found with {@link java.util.ServiceLoader}: name the class
 * in {@code META-INF/services/dev.convoy.data.DataFormat} of your jar.
 */
public interface DataFormat {
  /**
   * Its name, for {@code NAME:} before a path; lower-case letters, digits and hyphens, at least
   * two, and not the scheme of a file system.
   */
  String name();

  /** What a folder has to hold, in a few words, such as {@code *.parquet}. */
  String needs();

  /** Whether data at this place have this form, judged by names alone. */
  boolean recognizes(DataLocation location) throws IOException;

  /**
   * Opens and checks training data.
   *
   * @throws IOException if they are missing or damaged; the message names the file
   */
  DataSource training(DataLocation location) throws IOException;

  /** Opens and checks the data that come with training data for evaluations meanwhile, if any. */
  default Optional<DataSource> validation(DataLocation location) throws IOException {
    return Optional.empty();
  }

  /** Opens and checks the test data that come with training data, if any. */
  default Optional<DataSource> test(DataLocation location) throws IOException {
    return Optional.empty();
  }
}
