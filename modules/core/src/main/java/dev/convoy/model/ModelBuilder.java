package dev.convoy.model;

import dev.convoy.layer.Layer;
import dev.convoy.tensor.Shape;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Builds a graph with one input from chains of layers and from parallel chains that are joined.
 * Layers get their default names in the order in which they are added.
 *
 * <pre>{@code
 * new ModelBuilder(Shape.of(32, 32, 3))
 *     .then(new Conv(16, 3, Padding.SAME))
 *     .join(new Add(), List.of(new Relu(), new Conv(16, 3, Padding.SAME)), List.of())
 *     .then(AvgPool.global(), new Dense(10))
 *     .build()
 * }</pre>
 */
public final class ModelBuilder {
  private final Shape input;
  private final List<Node> nodes = new ArrayList<>();
  private final Map<String, Integer> counts = new HashMap<>();
  private String end = Model.INPUT;

  /** Starts at an input of this shape. */
  public ModelBuilder(Shape input) {
    this.input = input;
  }

  /** Adds a chain at the end. */
  public ModelBuilder then(Layer... layers) {
    return then(List.of(layers));
  }

  /** Adds a chain at the end. */
  public ModelBuilder then(List<Layer> layers) {
    for (Layer layer : layers) {
      add(layer, List.of(end));
    }
    return this;
  }

  /**
   * Adds parallel chains that all start at the current end, and a layer that reads the last layer
   * of each, in order. An empty chain is an identity shortcut.
   */
  @SafeVarargs
  public final ModelBuilder join(Layer joint, List<Layer>... chains) {
    String fork = end;
    List<String> ends = new ArrayList<>();
    for (List<Layer> chain : chains) {
      end = fork;
      then(chain);
      ends.add(end);
    }
    add(joint, ends);
    return this;
  }

  private void add(Layer layer, List<String> inputs) {
    end = Model.defaultName(layer, counts);
    nodes.add(new Node(end, layer, inputs, ""));
  }

  /**
   * Builds the model.
   *
   * @throws IllegalArgumentException if a layer does not accept its input
   */
  public Model build() {
    return new Model(List.of(new Input(Model.INPUT, input)), nodes, List.of());
  }
}
