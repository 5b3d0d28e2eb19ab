package dev.convoy.layer;

import dev.convoy.tensor.Shape;
import java.io.Serializable;
import java.util.List;

/**
 * One array of parameters that a layer asks for.
 *
 * @param name such as {@code weight} or {@code bias}
 * @param dimensions sizes in memory order: a convolution is [kernel sizes, in / groups, out], a
 *     dense layer [in, out], a bias [out]
 * @param role what it is for
 */
public record ParameterSpec(String name, List<Integer> dimensions, Role role)
    implements Serializable {
  /** The name of what inputs are multiplied by. */
  public static final String WEIGHT = "weight";

  /** The name of what is added. */
  public static final String BIAS = "bias";

  /** What a parameter is for: how it starts, and what a step does with it. */
  public sealed interface Role extends Serializable {}

  /**
   * Weights of a linear map: random at first, and what penalties on weights are about.
   *
   * @param fanIn number of inputs that one output sums over
   * @param fanOut number of outputs that one input contributes to
   */
  public record Weight(int fanIn, int fanOut) implements Role {}

  /** Added to a linear map's result; zero at first. */
  public record Bias() implements Role {}

  /** Multiplies what was normalized; one at first. */
  public record Scale() implements Role {}

  /**
   * Not trained: a running mean of a statistic of the batches. The backward pass adds the batch's
   * own to the gradient, in the parameter's place; a step then moves the running mean towards it.
   * Both are means over examples, so the weighted mean of replicas is the right merge.
   *
   * @param start the first value
   * @param momentum the share that a running mean keeps of itself in a step, at least 0, below 1
   */
  public record Statistic(float start, float momentum) implements Role {
    /** Checks the momentum. */
    public Statistic {
      if (!(momentum >= 0 && momentum < 1)) {
        throw new IllegalArgumentException(
            "momentum " + momentum + " must be at least 0 and below 1");
      }
    }
  }

  /** Copies the dimensions; their product must fit an array. */
  public ParameterSpec {
    dimensions = List.copyOf(dimensions);
    long size = 1;
    for (int length : dimensions) {
      size = Math.min(size * length, Shape.MOST_VALUES + 1L);
    }
    if (size > Shape.MOST_VALUES) {
      throw new IllegalArgumentException(
          name + ": the values of " + dimensions + " do not fit an array");
    }
  }

  /** Weights of a linear map. */
  public static ParameterSpec weight(List<Integer> dimensions, int fanIn, int fanOut) {
    return new ParameterSpec(WEIGHT, dimensions, new Weight(fanIn, fanOut));
  }

  /** The bias of so many outputs. */
  public static ParameterSpec bias(int size) {
    return new ParameterSpec(BIAS, List.of(size), new Bias());
  }

  /** Whether an optimizer moves it. */
  public boolean isTrained() {
    return !(role instanceof Statistic);
  }

  /** Number of values. */
  public int size() {
    int size = 1;
    // By index and not as a stream, because a step asks this of every slot.
    for (int i = 0; i < dimensions.size(); i++) {
      size *= dimensions.get(i);
    }
    return size;
  }
}
