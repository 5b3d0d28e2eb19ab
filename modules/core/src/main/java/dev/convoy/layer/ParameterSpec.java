package dev.convoy.layer;

import java.io.Serializable;
import java.util.List;

/**
 * One array of parameters that a layer asks for.
 *
 * @param name {@code weight} or {@code bias}
 * @param dimensions sizes in memory order: a convolution is [kernel sizes, in / groups, out], a
 *     dense layer [in, out], a bias [out]
 * @param fanIn number of inputs that one output sums over
 * @param fanOut number of outputs that one input contributes to
 */
public record ParameterSpec(String name, List<Integer> dimensions, int fanIn, int fanOut)
    implements Serializable {
  /** The name of weights, which are initialized at random. */
  public static final String WEIGHT = "weight";

  /** The name of biases, which are initialized to zero. */
  public static final String BIAS = "bias";

  /** Copies the dimensions. */
  public ParameterSpec {
    dimensions = List.copyOf(dimensions);
  }

  /** Number of values. */
  public int size() {
    return dimensions.stream().reduce(1, Math::multiplyExact);
  }
}
