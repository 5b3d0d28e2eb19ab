package dev.convoy.checkpoint;

import dev.convoy.model.Model;
import java.io.IOException;
import org.apache.hadoop.conf.Configuration;
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
    throw new UnsupportedOperationException();
  }
}
