package dev.convoy.checkpoint;

import dev.convoy.model.Model;
import dev.convoy.model.json.ModelJson;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/** Model descriptions in files, on any of Hadoop's file systems. */
public final class ModelFile {
  private ModelFile() {}

  /**
   * Reads a model from its JSON form.
   *
   * @throws IllegalArgumentException in one line, if there is no such file or it is malformed
   */
  public static Model read(Path file, Configuration configuration) throws IOException {
    FileSystem fileSystem = file.getFileSystem(configuration);
    try {
      if (fileSystem.getFileStatus(file).isDirectory()) {
        throw new IllegalArgumentException(file + ": is a directory, must be a model file");
      }
      try (InputStream in = fileSystem.open(file)) {
        return ModelJson.read(file.toString(), in);
      }
    } catch (FileNotFoundException e) {
      throw new IllegalArgumentException(file + ": there is no such file", e);
    }
  }
}
