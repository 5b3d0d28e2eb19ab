package dev.convoy.model;

import dev.convoy.layer.ParameterSpec;
import dev.convoy.tensor.Shape;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/**
 * Where each parameter lies in one flat {@code float[]}: in the order of the model's nodes first
 * all that are trained, then running statistics. Gradients and optimizer state have the same form.
 *
 * @param slots consecutive, without gaps
 * @param trained number of values that are trained; they come first
 * @param size number of values
 */
public record ParameterLayout(List<Slot> slots, int trained, int size) {
  /** The longest array that every virtual machine can make. */
  private static final int MOST_PARAMETERS = Integer.MAX_VALUE - 8;

  /** Copies the list. */
  public ParameterLayout {
    slots = List.copyOf(slots);
  }

  /** The layout of a model; shared parameters have one slot. */
  public static ParameterLayout of(Model model) {
    Map<String, ParameterSpec> specs = new LinkedHashMap<>();
    Map<String, Shape> shapes = model.shapes();
    for (Node node : model.nodes()) {
      List<Shape> inputs = node.inputs().stream().map(shapes::get).toList();
      for (ParameterSpec spec : node.layer().parameters(inputs)) {
        specs.putIfAbsent(name(node, spec), spec);
      }
    }
    List<Slot> slots = new ArrayList<>();
    int trained = append(specs, ParameterSpec::isTrained, 0, slots);
    int size = append(specs, spec -> !spec.isTrained(), trained, slots);
    return new ParameterLayout(slots, trained, size);
  }

  private static int append(
      Map<String, ParameterSpec> specs, Predicate<ParameterSpec> wanted, int from, List<Slot> to) {
    int offset = from;
    for (Map.Entry<String, ParameterSpec> entry : specs.entrySet()) {
      if (wanted.test(entry.getValue())) {
        to.add(new Slot(entry.getKey(), entry.getValue(), offset));
        offset = Math.addExact(offset, entry.getValue().size());
      }
    }
    return offset;
  }

  /**
   * Refuses a model whose parameters are too many for one array.
   *
   * @throws IllegalArgumentException in one line
   */
  static void requireFits(Model model) {
    long parameters;
    try {
      parameters = ModelSummary.of(model).values();
    } catch (ArithmeticException e) {
      parameters = Long.MAX_VALUE;
    }
    if (parameters > MOST_PARAMETERS) {
      throw new IllegalArgumentException(
          "model: has more than " + MOST_PARAMETERS + " parameters, which do not fit one array");
    }
  }

  /** The slots of a node, in the order of its layer's parameters. */
  public List<Slot> slots(Model model, Node node) {
    return node.layer().parameters(model.inputShapes(node)).stream()
        .map(spec -> slot(name(node, spec)))
        .toList();
  }

  /** The slot of this name. */
  public Slot slot(String name) {
    return slots.stream()
        .filter(slot -> slot.name().equals(name))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("model has no parameter '" + name + "'"));
  }

  private static String name(Node node, ParameterSpec spec) {
    return node.parameters() + "." + spec.name();
  }
}
