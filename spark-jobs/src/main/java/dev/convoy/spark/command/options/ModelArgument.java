package dev.convoy.spark.command.options;

import dev.convoy.data.DataSource;
import dev.convoy.files.FilePath;
import dev.convoy.files.Storage;
import dev.convoy.model.Model;
import dev.convoy.model.zoo.ModelChoice;
import dev.convoy.model.zoo.NamedModels;
import dev.convoy.run.RunData;
import dev.convoy.run.TrainedModel;
import dev.convoy.text.DidYouMean;
import java.io.IOException;
import java.util.Iterator;
import java.util.Optional;
import java.util.function.Function;

/** Finds the model that a user means: a name, a model file, or a run directory. */
public final class ModelArgument {
  /** What help says of models; needs {@link KnownNames} as completion candidates. */
  public static final String HELP =
      "A named model as NAME[:HEIGHTxWIDTHxCHANNELS][,classes=N], such as resnet20:28x28x1 or"
          + " resnet20:32x32x3,classes=100 (${COMPLETION-CANDIDATES}), a model file or a run directory";

  private ModelArgument() {}

  /** The names for help to list. */
  public static final class KnownNames implements Iterable<String> {
    @Override
    public Iterator<String> iterator() {
      return NamedModels.names().iterator();
    }
  }

  /** The model; a named one has its own size and classes unless the argument says otherwise. */
  public static Model load(String argument, Storage storage) throws IOException {
    Optional<ModelChoice> choice = ModelChoice.parse(argument);
    return choice.isPresent() ? choice.get().model() : named(argument, storage);
  }

  /**
   * The model for data that will be known; a named one takes size and classes from them unless the
   * argument says otherwise. Anything else is read now.
   */
  static Function<DataSource, Model> forData(String argument, Storage storage) throws IOException {
    Optional<ModelChoice> choice = ModelChoice.parse(argument);
    if (choice.isPresent()) {
      return data -> RunData.modelFor(choice.get(), data);
    }
    Model model = named(argument, storage);
    return data -> model;
  }

  private static Model named(String argument, Storage storage) throws IOException {
    String place = SubmittedPath.file("model", argument);
    return UserInput.about("model", argument, () -> read(place, storage));
  }

  private static Model read(String argument, Storage storage) throws IOException {
    FilePath path = path("model", argument);
    if (storage.status(path).isEmpty()) {
      throw new BadInputException(
          "model '"
              + argument
              + "': neither a named model ("
              + String.join(", ", NamedModels.names())
              + ") nor a file or run directory"
              + DidYouMean.suggestion(argument, NamedModels.names()));
    }
    return TrainedModel.readModel(path, storage);
  }

  public static FilePath path(String what, String argument) {
    try {
      return FilePath.of(argument);
    } catch (IllegalArgumentException e) {
      throw new BadInputException(what + " '" + argument + "': not a path or URI", e);
    }
  }
}
