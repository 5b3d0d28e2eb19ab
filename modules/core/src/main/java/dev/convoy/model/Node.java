package dev.convoy.model;

import dev.convoy.layer.Layer;
import java.io.Serializable;
import java.util.List;

/**
 * A named place in a model's graph.
 *
 * @param name its name, unique in the model
 * @param layer what it does
 * @param inputs names of the nodes or model inputs it reads; empty for the one before
 * @param parameters the name of its parameters; nodes of equal names share them; empty for its own
 *     name
 */
public record Node(String name, Layer layer, List<String> inputs, String parameters)
    implements Serializable {
  /** Copies the list. */
  public Node {
    inputs = List.copyOf(inputs);
  }

  /** A node that reads the one before and has parameters of its own. */
  public Node(String name, Layer layer) {
    this(name, layer, List.of(), "");
  }

  /** A node that reads the named ones and has parameters of its own. */
  public Node(String name, Layer layer, String... inputs) {
    this(name, layer, List.of(inputs), "");
  }
}
