package dev.convoy.model;

import dev.convoy.layer.Layer;
import java.io.Serializable;
import java.util.List;

/**
 * A named node of a model's graph.
 *
 * @param name the node's name, unique in the model
 * @param layer the layer that the node applies
 * @param inputs names of the nodes or model inputs that the node reads; empty for the previous one
 * @param parameters the name of the node's parameters; nodes with the same name share them; empty
 *     for the node's own name
 */
public record Node(String name, Layer layer, List<String> inputs, String parameters)
    implements Serializable {
  /** Copies the list. */
  public Node {
    inputs = List.copyOf(inputs);
  }

  /** Makes a node that reads the previous one and has its own parameters. */
  public Node(String name, Layer layer) {
    this(name, layer, List.of(), "");
  }

  /** Makes a node that reads the named ones and has its own parameters. */
  public Node(String name, Layer layer, String... inputs) {
    this(name, layer, List.of(inputs), "");
  }
}
