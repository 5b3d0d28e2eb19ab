package dev.convoy.run;

import dev.convoy.data.DataSource;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The data of a run.
 *
 * @param training training data
 * @param test test data, evaluated after each epoch, if there are any
 */
public record RunData(DataSource training, Optional<DataSource> test) {
  /** Notes about the files for the user, one line each. */
  List<String> remarks() {
    return Stream.concat(Stream.of(training), test.stream())
        .flatMap(source -> source.remark().stream())
        .distinct()
        .toList();
  }
}
