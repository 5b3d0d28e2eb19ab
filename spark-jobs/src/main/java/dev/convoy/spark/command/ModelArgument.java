package dev.convoy.spark.command;

import dev.convoy.checkpoint.ModelFile;
import dev.convoy.checkpoint.RunDirectory;
import dev.convoy.model.Model;
import dev.convoy.model.NamedModels;
import dev.convoy.model.Names;
import java.io.IOException;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/** Finds the model that a user means: a name, a model file, or a run directory. */
final class ModelArgument {
  private ModelArgument() {}

  static Model load(String argument, Configuration hadoop) throws IOException {
    Optional<Model> named = NamedModels.find(argument);
    if (named.isPresent()) {
      return named.get();
    }
    Path path = path("model", argument);
    FileSystem files = path.getFileSystem(hadoop);
    if (!files.exists(path)) {
      throw new BadInputException(
          "model '"
              + argument
              + "': neither a named model ("
              + String.join(", ", NamedModels.names())
              + ") nor a file or run directory"
              + Names.suggestion(argument, NamedModels.names()));
    }
    FileStatus status = files.getFileStatus(path);
    return status.isDirectory()
        ? RunDirectory.read(path, hadoop, skipped -> {}).model()
        : ModelFile.read(path, hadoop);
  }

  static Path path(String what, String argument) {
    try {
      return new Path(argument);
    } catch (IllegalArgumentException e) {
      throw new BadInputException(what + " '" + argument + "': not a path or URI", e);
    }
  }
}
