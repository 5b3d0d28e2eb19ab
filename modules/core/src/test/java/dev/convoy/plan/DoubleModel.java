package dev.convoy.plan;

import dev.convoy.layer.BatchNorm;
import dev.convoy.layer.Definition;
import dev.convoy.layer.Dropout;
import dev.convoy.layer.NormDefinition;
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
  private final Request request;

  DoubleModel(Model model, Request request) {
    this.model = model;
    this.layout = ParameterLayout.of(model);
    this.request = request;
  }

  /** All values of a batch, {@code [example][value]} by name. */
  Map<String, double[][]> run(double[] parameters, Map<String, double[][]> inputs, long[] keys) {
    Map<String, double[][]> values = new HashMap<>(inputs);
    for (int i = 0; i < model.nodes().size(); i++) {
      Node node = model.nodes().get(i);
      double[][] y = new double[keys.length][];
      for (int n = 0; n < keys.length; n++) {
        y[n] = value(node, values, n, parameters, CounterRandom.key(keys[n], i));
      }
      values.put(node.name(), y);
    }
    return values;
  }

  private double[] value(
      Node node, Map<String, double[][]> values, int example, double[] parameters, long key) {
    double[][] x =
        node.inputs().stream().map(name -> values.get(name)[example]).toArray(double[][]::new);
    boolean identity = !request.training() && node.layer() instanceof Dropout;
    if (identity) {
      return x[0];
    }
    List<Shape> shapes = model.inputShapes().get(node.name());
    double[] weight = parameter(node, ParameterSpec.WEIGHT, parameters);
    double[] bias = parameter(node, ParameterSpec.BIAS, parameters);
    if (node.layer() instanceof BatchNorm layer) {
      NormDefinition norm =
          followsBatch(node)
              ? NormDefinition.of(shapes.get(0), values.get(node.inputs().get(0)))
              : new NormDefinition(
                  parameter(node, BatchNorm.MEAN, parameters),
                  parameter(node, BatchNorm.SQUARE, parameters));
      return norm.apply(x[0], weight, bias, layer.epsilon());
    }
    return Definition.apply(node.layer(), shapes, x, weight, bias, key);
  }

  /** Whether a node's statistics are those of the batch. */
  private boolean followsBatch(Node node) {
    return request.training()
        && layout.slots(model).get(node.name()).stream()
            .filter(slot -> !slot.spec().isTrained())
            .anyMatch(slot -> request.parameterGradients().contains(slot.name()));
  }

  /** What a batch whose values are these leaves in the place of a running statistic's gradient. */
  double[] statistic(Slot slot, Map<String, double[][]> values) {
    for (Node node : model.nodes()) {
      if (layout.slots(model).get(node.name()).contains(slot)) {
        if (!followsBatch(node)) {
          return new double[slot.size()];
        }
        NormDefinition norm =
            NormDefinition.of(
                model.inputShapes().get(node.name()).get(0), values.get(node.inputs().get(0)));
        return slot.spec().name().equals(BatchNorm.MEAN) ? norm.mean() : norm.square();
      }
    }
    throw new IllegalArgumentException("no node has " + slot.name());
  }

  private double[] parameter(Node node, String name, double[] parameters) {
    for (Slot slot : layout.slots(model).get(node.name())) {
      if (slot.spec().name().equals(name)) {
        return Arrays.copyOfRange(parameters, slot.offset(), slot.end());
      }
    }
    return new double[0];
  }
}
