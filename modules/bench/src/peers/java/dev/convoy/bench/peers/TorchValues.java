package dev.convoy.bench.peers;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import dev.convoy.tensor.Shape;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;

/**
 * Activations between the two orders: Convoy's {@code [example][position][channel]} and PyTorch's
 * {@code [example][channel][position]}.
 */
public final class TorchValues {
  private TorchValues() {}

  /** Convoy's values as an array; those of a single position are batch × channels. */
  public static NDArray array(NDManager manager, float[] values, Shape shape) {
    int examples = values.length / shape.size();
    List<Integer> sizes = new ArrayList<>(List.of(examples, shape.channels()));
    if (shape.positions() > 1) {
      sizes.addAll(shape.spatial());
    }
    float[] reordered = transposed(values, shape.positions(), shape.channels());
    return manager.create(
        reordered,
        new ai.djl.ndarray.types.Shape(sizes.stream().mapToLong(Integer::longValue).toArray()));
  }

  /** An array's values in Convoy's order. */
  public static float[] values(NDArray array, Shape shape) {
    return transposed(array.toFloatArray(), shape.channels(), shape.positions());
  }

  /** Gives a value of a single position back its spatial sizes. */
  static NDArray spatial(NDArray x, List<Integer> sizes) {
    if (x.getShape().dimension() > 2) {
      return x;
    }
    LongStream all =
        LongStream.concat(
            LongStream.of(-1, x.size(1)), sizes.stream().mapToLong(Integer::longValue));
    return x.reshape(all.toArray());
  }

  /** Every matrix of so many rows and columns with rows and columns exchanged. */
  private static float[] transposed(float[] values, int rows, int columns) {
    float[] result = new float[values.length];
    int size = rows * columns;
    for (int i = 0; i < values.length; i++) {
      int at = i % size;
      result[i - at + at % columns * rows + at / columns] = values[i];
    }
    return result;
  }
}
