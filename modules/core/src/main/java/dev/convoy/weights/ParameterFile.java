package dev.convoy.weights;

import dev.convoy.model.Model;
import dev.convoy.model.ParameterLayout;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A model's parameters as a safetensors file that PyTorch reads: a convolution's {@code
 * conv1.weight} is [out, in / groups, kernel height, kernel width], a dense layer's {@code
 * fc1.weight} is [out, in] with the features in channel, height, width order, a batch norm has
 * {@code bn1.running_mean} and {@code bn1.running_var}. Parameters that layers share are in the
 * file once; dense layers that share them are taken to have inputs of one shape. What PyTorch
 * counts in {@code bn1.num_batches_tracked} is left out, and passed over when read.
 *
 * <p>The variance has the divisor n, where PyTorch's has n − 1. The mean of squares that training
 * goes on with is in the file's metadata, bit for bit, so that files load strictly elsewhere and
 * come back here as they were.
 */
public final class ParameterFile {
  private static final Map<String, String> METADATA = Map.of("format", "pt");

  private ParameterFile() {}

  /** Writes the parameters (in layout order) and leaves the stream open. */
  public static void write(Model model, float[] parameters, OutputStream out) throws IOException {
    int expected = ParameterLayout.of(model).size();
    if (parameters.length != expected) {
      throw new IllegalArgumentException(
          "parameters: " + parameters.length + " values, the model has " + expected);
    }
    RunningVariances variances = new RunningVariances(model);
    Map<String, String> metadata = new LinkedHashMap<>(METADATA);
    metadata.putAll(variances.metadata(parameters));
    float[] values = variances.toFile(parameters);
    SafetensorsWriter.write(out, metadata, TensorView.of(model), values);
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
    List<TensorView> views = TensorView.of(model);
    SafetensorsReader reader = new SafetensorsReader(source, in, length);
    float[] values = reader.read(views, ParameterLayout.of(model).size());
    new RunningVariances(model).fromFile(source, reader.header().metadata(), values);
    return values;
  }
}
