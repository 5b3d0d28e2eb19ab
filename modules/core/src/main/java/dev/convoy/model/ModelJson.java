package dev.convoy.model;

import java.io.IOException;
import java.io.InputStream;

/** The JSON form of models. */
public final class ModelJson {
  private ModelJson() {}

  /**
   * Reads a model.
   *
   * @param source the file's name, for messages
   * @param in UTF-8, at most 16 MB; left open
   * @throws IllegalArgumentException in one line, if it is malformed or does not fit together
   */
  public static Model read(String source, InputStream in) throws IOException {
    throw new UnsupportedOperationException();
  }

  /** Reads a model from text; see {@link #read(String, InputStream)}. */
  public static Model read(String source, String json) {
    throw new UnsupportedOperationException();
  }

  /** The form that {@link #read} takes: defaults left out, one layer a line, a line end last. */
  public static String write(Model model) {
    throw new UnsupportedOperationException();
  }
}
