package dev.convoy.layer;

import dev.convoy.kernel.Axis;
import dev.convoy.kernel.Window;
import dev.convoy.tensor.Shape;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A fully connected layer on the flattened input (height, width, channel order): output 1×1×units.
 * Parameters: {@code weight} [inputs, units] and {@code bias} [units].
 *
 * <p>Source: ONNX operator Gemm.
 *
 * @param units number of outputs, at least 1
 * @param bias whether each unit adds a bias
 */
public record Dense(int units, boolean bias) implements Layer {
  /** Checks the number of units. */
  public Dense {
    if (units < 1) {
      throw new IllegalArgumentException("dense: units " + units + " must be at least 1");
    }
  }

  /** With bias. */
  public Dense(int units) {
    this(units, true);
  }

  @Override
  public String type() {
    return "dense";
  }

  @Override
  public String namePrefix() {
    return "fc";
  }

  @Override
  public String summary() {
    return "dense " + units;
  }

  @Override
  public Shape outputShape(List<Shape> inputs) {
    return Inputs.only(inputs).collapsed(units);
  }

  @Override
  public List<ParameterSpec> parameters(List<Shape> inputs) {
    int size = inputs.get(0).size();
    List<ParameterSpec> specs = new ArrayList<>();
    specs.add(ParameterSpec.weight(List.of(size, units), size, units));
    if (bias) {
      specs.add(ParameterSpec.bias(units));
    }
    return specs;
  }

  @Override
  public long multiplyAdds(List<Shape> inputs) {
    return (long) inputs.get(0).size() * units;
  }

  @Override
  public Optional<Window> window(List<Shape> inputs) {
    Shape input = Inputs.only(inputs);
    if (input.spatial().isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        new Window(
            input.spatial().stream().map(size -> new Axis(size, size, 1, 1, 0, 0)).toList()));
  }

  @Override
  public Operation compile(CompileContext context) {
    return ConvolutionOperation.of(context, Window.single(), context.input().size(), units, 1);
  }
}
