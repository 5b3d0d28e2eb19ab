package dev.convoy.plan;

import dev.convoy.layer.Definition;
import dev.convoy.layer.Dropout;
import dev.convoy.layer.ParameterSpec;
import dev.convoy.model.Model;
import dev.convoy.model.Node;
import dev.convoy.model.ParameterLayout;
import dev.convoy.model.Slot;
import dev.convoy.random.CounterRandom;
import dev.convoy.tensor.Shape;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A model run node by node in double from the definitions of its layers: what a plan is compared
 * with. Double leaves room for difference quotients that are exact to about eight digits.
 */
final class DoubleModel {
  private final Model model;
  private final ParameterLayout layout;
  private final boolean training;

  DoubleModel(Model model, boolean training) {
    this.model = model;
    this.layout = ParameterLayout.of(model);
    this.training = training;
  }

  /** All values by name for one example. */
  Map<String, double[]> run(double[] parameters, Map<String, double[]> inputs, long exampleKey) {
    Map<String, double[]> values = new HashMap<>(inputs);
    for (int i = 0; i < model.nodes().size(); i++) {
      Node node = model.nodes().get(i);
      double[][] x = node.inputs().stream().map(values::get).toArray(double[][]::new);
      values.put(node.name(), value(node, x, parameters, CounterRandom.key(exampleKey, i)));
    }
    return values;
  }

  private double[] value(Node node, double[][] x, double[] parameters, long key) {
    boolean identity = !training && node.layer() instanceof Dropout;
    if (identity) {
      return x[0];
    }
    List<Shape> shapes = model.inputShapes(node);
    double[] weight = parameter(node, ParameterSpec.WEIGHT, parameters);
    double[] bias = parameter(node, ParameterSpec.BIAS, parameters);
    return Definition.apply(node.layer(), shapes, x, weight, bias, key);
  }

  private double[] parameter(Node node, String name, double[] parameters) {
    for (Slot slot : layout.slots(model, node)) {
      if (slot.spec().name().equals(name)) {
        return Arrays.copyOfRange(parameters, slot.offset(), slot.end());
      }
    }
    return new double[0];
  }
}
