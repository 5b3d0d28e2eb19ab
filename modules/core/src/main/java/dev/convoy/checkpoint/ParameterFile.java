package dev.convoy.checkpoint;

import dev.convoy.model.Model;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;

/** A model's parameters as a safetensors file in PyTorch's names and orders. */
public final class ParameterFile {
  private ParameterFile() {}

  /** Writes the parameters (in layout order) and leaves the stream open. */
  public static void write(Model model, float[] parameters, OutputStream out) throws IOException {
    throw new UnsupportedOperationException();
  }

  /**
   * Reads the parameters in layout order, with the exact bits that were written.
   *
   * @param source the file's name, for messages
   * @param model tells which tensors there must be
   * @param in read to its end, left open
   * @param length of the stream in bytes, known from elsewhere
   * @throws IllegalArgumentException in one line, if the file is malformed or a tensor is missing,
   *     unknown or of another shape
   */
  public static float[] read(String source, Model model, InputStream in, long length)
      throws IOException {
    throw new UnsupportedOperationException();
  }
}
