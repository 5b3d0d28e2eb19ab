package dev.convoy.layer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.convoy.layer.OnnxOperator.Tensor;
import dev.convoy.tensor.Shape;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Values in ONNX's order: channels before spatial sizes, and weights out, in, spatial sizes, where
 * ours are the other way round.
 */
final class OnnxTensors {
  static final int EXAMPLES = 2;
  private static final double TOLERANCE = 1e-5;

  private OnnxTensors() {}

  static void assertAgrees(Layer layer, LayerRun run, float[] actual, Tensor expected) {
    Shape shape = run.outputShape();
    assertThat(expected.sizes())
        .as(layer.summary())
        .isEqualTo(joined(EXAMPLES, shape.channels(), shape.spatial()));
    assertClose(layer, images(actual, run.outputShape()).values(), expected.values());
  }

  static void assertClose(Layer layer, float[] actual, float[] expected) {
    assertThat(actual).hasSameSizeAs(expected);
    double squares = 0;
    for (float value : expected) {
      squares += (double) value * value;
    }
    double scale = Math.sqrt(squares / expected.length) + 1e-3;
    for (int i = 0; i < actual.length; i++) {
      Numbers.assertAgree(layer + " at " + i, actual[i], expected[i], scale, TOLERANCE);
    }
  }

  static Map<String, Object> windowAttributes(List<Integer> size, List<Integer> stride) {
    return new HashMap<>(Map.of("kernel_shape", ints(size), "strides", ints(stride)));
  }

  static int[] ints(List<Integer> values) {
    return values.stream().mapToInt(Integer::intValue).toArray();
  }

  /** From [example][position][channel] to [example][channel][position]. */
  static Tensor images(float[] values, Shape shape) {
    float[] result = new float[values.length];
    int positions = shape.positions();
    int channels = shape.channels();
    for (int n = 0; n < EXAMPLES; n++) {
      for (int p = 0; p < positions; p++) {
        for (int c = 0; c < channels; c++) {
          result[(n * channels + c) * positions + p] = values[(n * positions + p) * channels + c];
        }
      }
    }
    return new Tensor(result, joined(EXAMPLES, channels, shape.spatial()));
  }

  static List<Integer> joined(int first, int second, List<Integer> rest) {
    List<Integer> all = new ArrayList<>(List.of(first, second));
    all.addAll(rest);
    return all;
  }

  static float[] concat(float[] a, float[] b) {
    float[] both = Arrays.copyOf(a, a.length + b.length);
    System.arraycopy(b, 0, both, a.length, b.length);
    return both;
  }

  /** From [tap][row][column] to [column][row][tap]. */
  static Tensor weightTensor(float[] weights, List<Integer> kernel, int rows, int columns) {
    int taps = RandomGeometry.taps(kernel);
    float[] result = new float[weights.length];
    for (int t = 0; t < taps; t++) {
      for (int r = 0; r < rows; r++) {
        for (int k = 0; k < columns; k++) {
          result[(k * rows + r) * taps + t] = weights[(t * rows + r) * columns + k];
        }
      }
    }
    return new Tensor(result, joined(columns, rows, kernel));
  }

  /** All starts, then all ends. */
  static int[] pads(Shape shape, Conv window) {
    int axes = shape.spatial().size();
    int[] pads = new int[2 * axes];
    for (int axis = 0; axis < axes; axis++) {
      int[] pair =
          Definition.pads(
              window.padding(),
              axis,
              shape.spatial().get(axis),
              window.kernel().get(axis),
              window.stride().get(axis),
              window.dilation().get(axis));
      pads[axis] = pair[0];
      pads[axes + axis] = pair[1];
    }
    return pads;
  }
}
