package dev.convoy.layer;

import dev.convoy.layer.ParameterSpec.Scale;
import dev.convoy.tensor.Shape;
import java.util.List;

/**
 * Group normalization: y = weight · (x − mean) / √(variance + epsilon) + bias, with mean and
 * variance of one example over all positions and the channels of a group of neighbours. Examples
 * stay independent and training equals inference, whatever the batch. One group normalizes the
 * whole example, as many as channels each channel for itself (instance normalization). Parameters:
 * {@code weight} and {@code bias}, each [channels].
 *
 * <p>Source: ONNX operator GroupNormalization; Wu and He, Group Normalization, 2018.
 *
 * @param groups into how many parts the channels are divided; divides them
 * @param epsilon is added to the variance, above 0
 */
public record GroupNorm(int groups, float epsilon) implements Layer {
  /** Checks the numbers. */
  public GroupNorm {
    if (groups < 1) {
      throw new IllegalArgumentException("groupNorm: groups " + groups + " must be at least 1");
    }
    Norms.requireEpsilon("groupNorm", epsilon);
  }

  /** With epsilon 1e-5. */
  public GroupNorm(int groups) {
    this(groups, Norms.EPSILON);
  }

  @Override
  public String type() {
    return "groupNorm";
  }

  @Override
  public String namePrefix() {
    return "gn";
  }

  @Override
  public String summary() {
    return "groupNorm " + groups;
  }

  @Override
  public Shape outputShape(List<Shape> inputs) {
    Shape input = Inputs.only(inputs);
    if (input.channels() % groups != 0) {
      throw new IllegalArgumentException(
          "input is " + input + ", groups " + groups + " must divide its channels");
    }
    return input;
  }

  @Override
  public List<ParameterSpec> parameters(List<Shape> inputs) {
    int channels = inputs.get(0).channels();
    return List.of(
        new ParameterSpec(ParameterSpec.WEIGHT, List.of(channels), new Scale()),
        ParameterSpec.bias(channels));
  }

  @Override
  public Operation compile(CompileContext context) {
    return new GroupNormOperation(context, groups, epsilon);
  }
}
