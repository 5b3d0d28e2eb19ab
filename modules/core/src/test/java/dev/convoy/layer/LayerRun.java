package dev.convoy.layer;

import dev.convoy.kernel.ReferenceKernels;
import dev.convoy.model.Model;
import dev.convoy.model.ParameterLayout;
import dev.convoy.model.Slot;
import dev.convoy.plan.Plan;
import dev.convoy.plan.Request;
import dev.convoy.tensor.Shape;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** Runs one layer through a plan of its own, for any inputs; gradients of everything are wanted. */
public final class LayerRun {
  private final Plan plan;
  private final List<Shape> inputs;
  private final Shape output;
  private final int examples;

  /** Compiles a case for so many examples. */
  public LayerRun(LayerCase layerCase, boolean training, int examples) {
    Model model = layerCase.model();
    Set<String> slots =
        ParameterLayout.of(model).slots().stream().map(Slot::name).collect(Collectors.toSet());
    Set<String> names =
        model.inputs().stream().map(input -> input.name()).collect(Collectors.toSet());
    Request request = new Request(model.outputs(), slots, names, training);
    this.plan = Plan.compile(model, request, examples, new ReferenceKernels());
    this.inputs = layerCase.inputs();
    this.output = model.shapes().get(LayerCase.NODE);
    this.examples = examples;
    for (int n = 0; n < examples; n++) {
      plan.exampleKeys()[n] = n;
    }
  }

  /** The layer on one input, as at inference, or in training. */
  static LayerRun of(Layer layer, boolean training, int examples, Shape... inputs) {
    LayerCase.Kind kind = LayerCase.Kind.SMOOTH;
    return new LayerRun(new LayerCase("", kind, layer, List.of(inputs)), training, examples);
  }

  /** The shape of one example's output. */
  public Shape outputShape() {
    return output;
  }

  /** Number of values of all examples' outputs. */
  public int outputSize() {
    return examples * output.size();
  }

  long[] exampleKeys() {
    return plan.exampleKeys();
  }

  /** A copy of the output. */
  public float[] forward(float[] parameters, float[]... values) {
    for (int i = 0; i < inputs.size(); i++) {
      float[] to = plan.input(LayerCase.inputName(i));
      System.arraycopy(values[i], 0, to, 0, examples * inputs.get(i).size());
    }
    plan.forward(parameters, examples);
    return Arrays.copyOf(plan.output(LayerCase.NODE), outputSize());
  }

  /**
   * Copies of the inputs' gradients after {@link #forward}; adds those of the parameters to {@code
   * gradient}.
   */
  public float[][] backward(float[] parameters, float[] dy, float[] gradient) {
    System.arraycopy(dy, 0, plan.outputGradient(LayerCase.NODE), 0, outputSize());
    plan.backward(parameters, gradient, examples);
    float[][] gradients = new float[inputs.size()][];
    for (int i = 0; i < gradients.length; i++) {
      float[] from = plan.inputGradient(LayerCase.inputName(i));
      gradients[i] = Arrays.copyOf(from, examples * inputs.get(i).size());
    }
    return gradients;
  }
}
