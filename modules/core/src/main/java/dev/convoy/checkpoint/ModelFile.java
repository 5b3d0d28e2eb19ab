package dev.convoy.checkpoint;

import dev.convoy.files.FileEntry;
import dev.convoy.files.FilePath;
import dev.convoy.files.Storage;
import dev.convoy.model.Model;
import dev.convoy.model.json.ModelJson;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;

/** Model descriptions in files. */
public final class ModelFile {
  private ModelFile() {}

  /**
   * Reads a model from its JSON form.
   *
   * @throws IllegalArgumentException in one line, if there is no such file or it is malformed
   */
  public static Model read(FilePath file, Storage storage) throws IOException {
    try {
      if (storage.status(file).filter(FileEntry::isDirectory).isPresent()) {
        throw new IllegalArgumentException(file + ": is a directory, must be a model file");
      }
      try (InputStream in = storage.open(file)) {
        return ModelJson.read(file.toString(), in);
      }
    } catch (FileNotFoundException e) {
      throw new IllegalArgumentException(file + ": there is no such file", e);
    }
  }
}
