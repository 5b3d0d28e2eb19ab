package dev.convoy.weights;

import dev.convoy.layer.BatchNorm;
import dev.convoy.model.Model;
import dev.convoy.model.ParameterLayout;
import dev.convoy.model.Slot;
import dev.convoy.text.StrictJson;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Running statistics as PyTorch has them: a file's tensor {@code bn1.running_var} stands where the
 * layout has {@code bn1.running_square}. A variance does not tell every bit of the mean of squares,
 * so a file's metadata have those too, and a strict reader finds no tensor that it does not know.
 */
public final class RunningVariances {
  /** PyTorch's name for a running variance. */
  static final String VARIANCE = "running_var";

  private final List<Slot> means;
  private final List<Slot> squares;

  public RunningVariances(Model model) {
    ParameterLayout layout = ParameterLayout.of(model);
    this.squares =
        layout.slots().stream()
            .filter(slot -> slot.spec().name().equals(BatchNorm.SQUARE))
            .toList();
    Map<String, Slot> slots = layout.byName();
    this.means = squares.stream().map(slot -> slots.get(renamed(slot, BatchNorm.MEAN))).toList();
  }

  /** The name of a slot's tensor in the file. */
  public static String tensor(Slot slot) {
    return slot.spec().name().equals(BatchNorm.SQUARE) ? renamed(slot, VARIANCE) : slot.name();
  }

  private static String renamed(Slot slot, String name) {
    int node = slot.name().length() - slot.spec().name().length();
    return slot.name().substring(0, node) + name;
  }

  /** The parameters with variances in the places of means of squares. */
  float[] toFile(float[] parameters) {
    if (squares.isEmpty()) {
      return parameters;
    }
    float[] values = parameters.clone();
    for (int i = 0; i < squares.size(); i++) {
      Slot slot = squares.get(i);
      float[] mean = Arrays.copyOfRange(values, means.get(i).offset(), means.get(i).end());
      float[] square = Arrays.copyOfRange(values, slot.offset(), slot.end());
      System.arraycopy(variances(mean, square), 0, values, slot.offset(), slot.size());
    }
    return values;
  }

  /** The exact means of squares: little-endian floats in base64, by name. */
  Map<String, String> metadata(float[] parameters) {
    Map<String, String> metadata = new TreeMap<>();
    for (Slot slot : squares) {
      ByteBuffer bytes =
          ByteBuffer.allocate(slot.size() * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
      bytes.asFloatBuffer().put(parameters, slot.offset(), slot.size());
      metadata.put(slot.name(), Base64.getEncoder().encodeToString(bytes.array()));
    }
    return metadata;
  }

  /**
   * Puts means of squares in the places of variances: those of the metadata if the variances are
   * theirs, else variance + mean².
   *
   * @param source the file's name, for messages
   * @param values what was read, overwritten
   */
  public void fromFile(String source, Map<String, String> metadata, float[] values) {
    for (int i = 0; i < squares.size(); i++) {
      Slot slot = squares.get(i);
      float[] mean = Arrays.copyOfRange(values, means.get(i).offset(), means.get(i).end());
      float[] variance = Arrays.copyOfRange(values, slot.offset(), slot.end());
      float[] square = squares(mean, variance);
      if (metadata.containsKey(slot.name())) {
        float[] exact = floats(source, slot, metadata.get(slot.name()));
        square = Arrays.equals(variances(mean, exact), variance) ? exact : square;
      }
      System.arraycopy(square, 0, values, slot.offset(), square.length);
    }
  }

  private static float[] floats(String source, Slot slot, String base64) {
    byte[] bytes;
    try {
      bytes = Base64.getDecoder().decode(base64);
    } catch (IllegalArgumentException e) {
      throw StrictJson.malformed(source, "metadata '" + slot.name() + "' must be base64", e);
    }
    int expected = slot.size() * Float.BYTES;
    if (bytes.length != expected) {
      throw StrictJson.malformed(
          source,
          "metadata '"
              + slot.name()
              + "' has "
              + bytes.length
              + " bytes, the model needs "
              + expected,
          null);
    }
    float[] floats = new float[slot.size()];
    ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer().get(floats);
    return floats;
  }

  private static float[] variances(float[] mean, float[] square) {
    float[] variances = new float[mean.length];
    for (int c = 0; c < mean.length; c++) {
      variances[c] = (float) BatchNorm.variance(mean[c], square[c]);
    }
    return variances;
  }

  private static float[] squares(float[] mean, float[] variance) {
    float[] squares = new float[mean.length];
    for (int c = 0; c < mean.length; c++) {
      squares[c] = (float) (variance[c] + (double) mean[c] * mean[c]);
    }
    return squares;
  }
}
