package dev.convoy.model;

import dev.convoy.layer.ParameterSpec;
import dev.convoy.layer.ReceptiveField;
import dev.convoy.tensor.Shape;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The cost of a model, layer by layer, for one example.
 *
 * @param rows one for each node
 * @param parameters number of trained parameters; shared ones count once
 * @param statistics number of running statistics, which are stored with the parameters but not
 *     trained
 * @param multiplyAdds multiply-adds of the forward pass
 * @param activations number of values in the outputs of all nodes
 */
public record ModelSummary(
    List<Row> rows, long parameters, long statistics, long multiplyAdds, long activations) {
  /**
   * The cost of one node.
   *
   * @param node the node
   * @param output the node's output shape
   * @param parameters number of trained parameters; 0 if an earlier node owns them
   * @param statistics number of running statistics; 0 if an earlier node owns them
   * @param multiplyAdds multiply-adds of the forward pass
   * @param receptiveField length of the range of the model's input that affects one output, the
   *     maximum over axes: 1 + Σ (kernel − 1) · Π of earlier strides; an upsampling layer counts as
   *     a stride below 1
   */
  public record Row(
      Node node,
      Shape output,
      long parameters,
      long statistics,
      long multiplyAdds,
      long receptiveField) {}

  /** Number of values that training changes: parameters and running statistics. */
  public long values() {
    return Math.addExact(parameters, statistics);
  }

  /** Computes the summary of a model. */
  public static ModelSummary of(Model model) {
    Map<String, Shape> shapes = model.shapes();
    Map<String, Field> fields = new HashMap<>();
    model.inputs().forEach(input -> fields.put(input.name(), Field.START));
    Set<String> owned = new HashSet<>();
    List<Row> rows = new ArrayList<>();
    for (Node node : model.nodes()) {
      List<Shape> inputs = node.inputs().stream().map(shapes::get).toList();
      Field field =
          Field.merge(node.inputs().stream().map(fields::get).toList())
              .through(node.layer().reach(inputs));
      fields.put(node.name(), field);
      List<ParameterSpec> own =
          node.layer().parameters(inputs).stream()
              .filter(spec -> owned.add(node.parameters() + "." + spec.name()))
              .toList();
      rows.add(
          new Row(
              node,
              shapes.get(node.name()),
              size(own, true),
              size(own, false),
              node.layer().multiplyAdds(inputs),
              field.longest()));
    }
    return new ModelSummary(
        List.copyOf(rows),
        rows.stream().mapToLong(Row::parameters).sum(),
        rows.stream().mapToLong(Row::statistics).sum(),
        total(rows),
        rows.stream().mapToLong(row -> row.output().size()).sum());
  }

  private static long total(List<Row> rows) {
    try {
      return rows.stream().mapToLong(Row::multiplyAdds).reduce(0, Math::addExact);
    } catch (ArithmeticException e) {
      throw new IllegalArgumentException(
          "model: has more than " + Long.MAX_VALUE + " multiply-adds", e);
    }
  }

  private static long size(List<ParameterSpec> specs, boolean trained) {
    return specs.stream()
        .filter(spec -> spec.isTrained() == trained)
        .mapToLong(ParameterSpec::size)
        .sum();
  }

  /** The receptive field of one position on each axis, and the distance between neighbours. */
  private record Field(List<Double> size, List<Double> step) {
    static final Field START = new Field(List.of(1.0, 1.0, 1.0), List.of(1.0, 1.0, 1.0));

    /** Maximum rounding error above a whole number. */
    private static final double ROUNDING = 1e-6;

    static Field merge(Collection<Field> fields) {
      return fields.stream().reduce((a, b) -> a.longest() >= b.longest() ? a : b).orElseThrow();
    }

    Field through(List<ReceptiveField> axes) {
      List<Double> newSize = new ArrayList<>(size);
      List<Double> newStep = new ArrayList<>(step);
      for (int i = 0; i < axes.size(); i++) {
        newSize.set(i, size.get(i) + (axes.get(i).extent() - 1) * step.get(i));
        newStep.set(i, step.get(i) * axes.get(i).step());
      }
      return new Field(newSize, newStep);
    }

    long longest() {
      double longest = size.stream().mapToDouble(Double::doubleValue).max().orElseThrow();
      return (long) Math.ceil(longest - ROUNDING);
    }
  }
}
