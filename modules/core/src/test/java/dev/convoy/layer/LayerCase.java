package dev.convoy.layer;

import dev.convoy.model.Input;
import dev.convoy.model.Model;
import dev.convoy.model.Node;
import dev.convoy.model.ParameterLayout;
import dev.convoy.random.TestRandom;
import dev.convoy.tensor.Shape;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * One layer in one geometry, with what the tests must know about it.
 *
 * @param name says what is special about the geometry
 * @param kind how its gradient can be checked
 * @param layer the layer
 * @param inputs shapes of its inputs
 */
public record LayerCase(String name, Kind kind, Layer layer, List<Shape> inputs) {
  /** The name of the only node of {@link #model}. */
  static final String NODE = "layer";

  /** What kind of function a layer is of its inputs. */
  public enum Kind {
    /** Linear in the inputs, and in the parameters if there are any: the adjoint test. */
    LINEAR,
    /** Differentiable everywhere: a directional derivative. */
    SMOOTH,
    /** Not differentiable at zero: inputs stay away from it. */
    KINK_AT_ZERO,
    /** Not differentiable where inputs are equal: inputs stay apart. */
    KINK_AT_TIES,
    /** Differentiable everywhere, but examples of a batch are not independent. */
    WHOLE_BATCH
  }

  /** The model of this one layer; its inputs are x0, x1, … */
  public Model model() {
    List<Input> modelInputs = new ArrayList<>();
    for (int i = 0; i < inputs.size(); i++) {
      modelInputs.add(new Input(inputName(i), inputs.get(i)));
    }
    List<String> names = modelInputs.stream().map(Input::name).toList();
    return new Model(modelInputs, List.of(new Node(NODE, layer, names, "")), List.of());
  }

  static String inputName(int index) {
    return "x" + index;
  }

  /** Number of values of all parameters. */
  public int parameterCount() {
    return ParameterLayout.of(model()).size();
  }

  /** Values for so many examples of each input that keep away from this layer's kinks. */
  public float[][] inputValues(TestRandom random, int examples) {
    return IntStream.range(0, inputs.size())
        .mapToObj(i -> values(random, examples * inputs.get(i).size()))
        .toArray(float[][]::new);
  }

  /** Number of values of the parameters that are trained; they come first. */
  int trainedCount() {
    return ParameterLayout.of(model()).trained();
  }

  /** How far an input may be moved without crossing a kink. */
  float margin() {
    return kind == Kind.SMOOTH || kind == Kind.WHOLE_BATCH ? 0.01f : 0.05f;
  }

  private float[] values(TestRandom random, int count) {
    return switch (kind) {
      case LINEAR, SMOOTH, WHOLE_BATCH -> random.values(count);
      case KINK_AT_ZERO -> random.valuesAwayFromZero(count, 2 * margin());
      case KINK_AT_TIES -> random.distinctValues(count, 4 * margin());
    };
  }

  @Override
  public String toString() {
    return name + ": " + layer.summary() + " on " + inputs;
  }
}
