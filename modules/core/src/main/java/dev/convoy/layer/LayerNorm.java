package dev.convoy.layer;

import dev.convoy.layer.ParameterSpec.Scale;
import dev.convoy.tensor.Shape;
import java.util.List;

/**
 * Layer normalization: y = weight · (x − mean) / √(variance + epsilon) + bias, with mean and
 * variance of the channels of one position, as residual networks with layer normalization have it.
 * A position is normalized for itself, so examples stay independent and training equals inference.
 * Parameters: {@code weight} and {@code bias}, each [channels].
 *
 * <p>Source: ONNX operator LayerNormalization with axis −1, channels last; Ba et al., Layer
 * Normalization, 2016; Liu et al., A ConvNet for the 2020s, 2022.
 *
 * @param epsilon is added to the variance, above 0
 */
public record LayerNorm(float epsilon) implements Layer {
  /** Checks epsilon. */
  public LayerNorm {
    Norms.requireEpsilon("layerNorm", epsilon);
  }

  /** With epsilon 1e-5. */
  public LayerNorm() {
    this(Norms.EPSILON);
  }

  @Override
  public String type() {
    return "layerNorm";
  }

  @Override
  public String namePrefix() {
    return "ln";
  }

  @Override
  public Shape outputShape(List<Shape> inputs) {
    return Inputs.only(inputs);
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
    return new LayerNormOperation(context, epsilon);
  }
}
