package dev.convoy.run;

import dev.convoy.data.DataSets;
import dev.convoy.data.DataSource;
import dev.convoy.data.DataSummary;
import dev.convoy.files.Storage;
import dev.convoy.model.Model;
import dev.convoy.model.zoo.ModelChoice;
import dev.convoy.train.DataSizes;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The data of a run.
 *
 * @param training the training data
 * @param test validation or test data, evaluated after each epoch; empty if there are none
 */
public record RunData(DataSource training, Optional<DataSource> test) {
  /**
   * Opens training data, and the validation or test data in the same folder if there are any.
   *
   * @param name a path or URI, as in {@code --data}
   * @throws IOException if the data are missing or damaged; the message names the file
   */
  public static RunData open(String name, Storage storage) throws IOException {
    return new RunData(DataSets.training(name, storage), DataSets.validationBeside(name, storage));
  }

  /** The model of a choice for data: of their size and classes, where the choice says none. */
  public static Model modelFor(ModelChoice choice, DataSource data) {
    DataSummary summary = data.summary();
    return data.classNames().isEmpty()
        ? choice.modelFor(summary.shape(), summary.classes())
        : choice.modelForNamed(summary.shape(), data.classNames().size());
  }

  /** Names of the classes in the order of their labels; empty if they have none. */
  List<String> classNames() {
    return training.classNames();
  }

  /** The numbers of examples. */
  DataSizes sizes() {
    long evaluated = test.map(source -> source.summary().size()).orElse(0L);
    return new DataSizes(training.summary().size(), evaluated);
  }

  /** Notes about the files for the user, one line each. */
  List<String> remarks() {
    return Stream.concat(Stream.of(training), test.stream())
        .flatMap(source -> source.remark().stream())
        .distinct()
        .toList();
  }
}
