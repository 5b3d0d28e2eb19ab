package dev.convoy.model;

import dev.convoy.layer.Layer;
import dev.convoy.layer.ParameterSpec;
import dev.convoy.tensor.Shape;
import dev.convoy.text.DidYouMean;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * An immutable description of a network: named inputs, nodes in execution order, and named outputs.
 * By default a node reads the previous one, so a plain stack is a list of layers. The constructor
 * checks that names and shapes fit together.
 *
 * @param inputs at least one
 * @param nodes at least one; each reads inputs or earlier nodes; the canonical form names all
 *     inputs
 * @param outputs names of the nodes whose outputs are the model's; empty for the last node
 */
public record Model(List<Input> inputs, List<Node> nodes, List<String> outputs)
    implements Serializable {
  /** The name of the only input of a stack. */
  public static final String INPUT = "input";

  private static final Pattern NAME = Pattern.compile("[A-Za-z][A-Za-z0-9_-]*");

  /** Converts nodes to canonical form and checks names and shapes. */
  public Model {
    inputs = List.copyOf(inputs);
    if (inputs.isEmpty() || nodes.isEmpty()) {
      throw new IllegalArgumentException("model: needs at least one input and one layer");
    }
    nodes = canonical(inputs.get(inputs.size() - 1).name(), nodes);
    outputs =
        outputs.isEmpty() ? List.of(nodes.get(nodes.size() - 1).name()) : List.copyOf(outputs);
    Map<String, Shape> shapes = inferShapes(inputs, nodes);
    for (String output : outputs) {
      if (!shapes.containsKey(output)) {
        throw new IllegalArgumentException(
            "model: output '"
                + output
                + "' is unknown"
                + DidYouMean.suggestion(output, shapes.keySet()));
      }
    }
    checkSharing(nodes, shapes);
  }

  /** Makes a plain stack of layers with default names such as conv1, relu1, pool1, fc1. */
  public static Model stack(Shape input, Layer... layers) {
    List<Node> nodes = new ArrayList<>();
    Map<String, Integer> counts = new HashMap<>();
    for (Layer layer : layers) {
      nodes.add(new Node(defaultName(layer, counts), layer));
    }
    return new Model(List.of(new Input(INPUT, input)), nodes, List.of());
  }

  /**
   * The next default name for a layer; {@code counts} holds the number of earlier layers by prefix.
   */
  public static String defaultName(Layer layer, Map<String, Integer> counts) {
    return layer.namePrefix() + counts.merge(layer.namePrefix(), 1, Integer::sum);
  }

  /** The shapes of all inputs and nodes by name, in order. */
  public Map<String, Shape> shapes() {
    return inferShapes(inputs, nodes);
  }

  /** The input shapes of each node, by the node's name, in order. */
  public Map<String, List<Shape>> inputShapes() {
    Map<String, Shape> shapes = shapes();
    Map<String, List<Shape>> read = new LinkedHashMap<>();
    for (Node node : nodes) {
      read.put(node.name(), node.inputs().stream().map(shapes::get).toList());
    }
    return read;
  }

  /** The node of this name. */
  public Node node(String name) {
    return nodes.stream()
        .filter(node -> node.name().equals(name))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("model has no layer '" + name + "'"));
  }

  /** The only input. */
  public Input onlyInput() {
    if (inputs.size() != 1) {
      throw new IllegalArgumentException("model has " + inputs.size() + " inputs, expected 1");
    }
    return inputs.get(0);
  }

  /** The only output's name. */
  public String onlyOutput() {
    if (outputs.size() != 1) {
      throw new IllegalArgumentException("model has " + outputs.size() + " outputs, expected 1");
    }
    return outputs.get(0);
  }

  private static List<Node> canonical(String input, List<Node> nodes) {
    List<Node> result = new ArrayList<>();
    String before = input;
    for (Node node : nodes) {
      List<String> inputs = node.inputs().isEmpty() ? List.of(before) : node.inputs();
      String parameters = node.parameters().isEmpty() ? node.name() : node.parameters();
      result.add(new Node(node.name(), node.layer(), inputs, parameters));
      before = node.name();
    }
    return List.copyOf(result);
  }

  private static Map<String, Shape> inferShapes(List<Input> inputs, List<Node> nodes) {
    Map<String, Shape> shapes = new LinkedHashMap<>();
    for (Input input : inputs) {
      addShape(shapes, input.name(), input.shape());
    }
    for (Node node : nodes) {
      addShape(shapes, node.name(), outputShape(node, shapes));
    }
    return shapes;
  }

  private static void addShape(Map<String, Shape> shapes, String name, Shape shape) {
    requireName(name);
    if (shapes.put(name, shape) != null) {
      throw new IllegalArgumentException("model: name '" + name + "' is used twice");
    }
  }

  private static void requireName(String name) {
    if (!NAME.matcher(name).matches()) {
      throw new IllegalArgumentException(
          "model: name '" + name + "' must be a letter, then letters, digits, '_' or '-'");
    }
  }

  private static Shape outputShape(Node node, Map<String, Shape> shapes) {
    String where = where(node);
    List<Shape> inputShapes = new ArrayList<>();
    for (String name : node.inputs()) {
      Shape shape = shapes.get(name);
      if (shape == null) {
        throw new IllegalArgumentException(
            where
                + "input '"
                + name
                + "' is not a layer or input before it"
                + DidYouMean.suggestion(name, shapes.keySet()));
      }
      inputShapes.add(shape);
    }
    try {
      return node.layer().outputShape(inputShapes);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(where + e.getMessage(), e);
    }
  }

  private static List<ParameterSpec> parameters(Node node, List<Shape> inputShapes) {
    try {
      return node.layer().parameters(inputShapes);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(where(node) + e.getMessage(), e);
    }
  }

  private static String where(Node node) {
    return "layer '" + node.name() + "' (" + node.layer().summary() + "): ";
  }

  private static void checkSharing(List<Node> nodes, Map<String, Shape> shapes) {
    Map<String, List<ParameterSpec>> known = new HashMap<>();
    for (Node node : nodes) {
      // Files name tensors after parameters, for example conv1.weight.
      requireName(node.parameters());
      List<Shape> inputShapes = node.inputs().stream().map(shapes::get).toList();
      List<ParameterSpec> specs = parameters(node, inputShapes);
      List<ParameterSpec> other = specs.isEmpty() ? null : known.put(node.parameters(), specs);
      if (other != null && !other.equals(specs)) {
        throw new IllegalArgumentException(
            "layer '"
                + node.name()
                + "': shares the parameters '"
                + node.parameters()
                + "' with a layer whose parameters have other shapes");
      }
      if (other != null && !specs.stream().allMatch(ParameterSpec::isTrained)) {
        throw new IllegalArgumentException(
            "layer '"
                + node.name()
                + "': shares the parameters '"
                + node.parameters()
                + "', but running statistics belong to one layer alone");
      }
    }
  }
}
