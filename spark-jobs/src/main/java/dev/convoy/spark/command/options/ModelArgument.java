package dev.convoy.spark.command.options;

import dev.convoy.data.DataSummary;
import dev.convoy.model.Model;
import dev.convoy.model.zoo.ModelChoice;
import dev.convoy.model.zoo.NamedModels;
import dev.convoy.run.TrainedModel;
import dev.convoy.text.DidYouMean;
import java.io.IOException;
import java.util.Iterator;
import java.util.Optional;
import java.util.function.Function;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

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
  public static Model load(String argument, Configuration hadoop) throws IOException {
    Optional<ModelChoice> choice = ModelChoice.parse(argument);
    return choice.isPresent() ? choice.get().model() : named(argument, hadoop);
  }

  /**
   * The model for data that will be known; a named one takes size and classes from them unless the
   * argument says otherwise. Anything else is read now.
   */
  static Function<DataSummary, Model> forData(String argument, Configuration hadoop)
      throws IOException {
    Optional<ModelChoice> choice = ModelChoice.parse(argument);
    if (choice.isPresent()) {
      return data -> choice.get().modelFor(data.shape(), data.classes());
    }
    Model model = named(argument, hadoop);
    return data -> model;
  }

  private static Model named(String argument, Configuration hadoop) throws IOException {
    String place = SubmittedPath.file("model", argument);
    return UserInput.about("model", argument, () -> read(place, hadoop));
  }

  private static Model read(String argument, Configuration hadoop) throws IOException {
    Path path = path("model", argument);
    FileSystem files = path.getFileSystem(hadoop);
    if (!files.exists(path)) {
      throw new BadInputException(
          "model '"
              + argument
              + "': neither a named model ("
              + String.join(", ", NamedModels.names())
              + ") nor a file or run directory"
              + DidYouMean.suggestion(argument, NamedModels.names()));
    }
    return TrainedModel.readModel(path, hadoop);
  }

  public static Path path(String what, String argument) {
    try {
      return new Path(argument);
    } catch (IllegalArgumentException e) {
      throw new BadInputException(what + " '" + argument + "': not a path or URI", e);
    }
  }
}
