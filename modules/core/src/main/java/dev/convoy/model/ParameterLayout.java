package dev.convoy.model;

import dev.convoy.layer.ParameterSpec;
import java.util.ArrayList;
import java.util.List;

/**
 * Where each parameter lies in one flat {@code float[]}, in the order of the model's nodes.
 * Gradients and optimizer state have the same form.
 *
 * @param slots consecutive, without gaps
 * @param size number of values
 */
public record ParameterLayout(List<Slot> slots, int size) {
  /** The longest array that every virtual machine can make. */
  private static final int MOST_PARAMETERS = Integer.MAX_VALUE - 8;

  /** Copies the list. */
  public ParameterLayout {
    slots = List.copyOf(slots);
  }

  /** The layout of a model; shared parameters have one slot. */
  public static ParameterLayout of(Model model) {
    List<Slot> slots = new ArrayList<>();
    int offset = 0;
    for (Node node : model.nodes()) {
      for (ParameterSpec spec : node.layer().parameters(model.inputShapes(node))) {
        String name = name(node, spec);
        if (slots.stream().noneMatch(slot -> slot.name().equals(name))) {
          slots.add(new Slot(name, spec, offset));
          offset = Math.addExact(offset, spec.size());
        }
      }
    }
    return new ParameterLayout(slots, offset);
  }

  /**
   * Refuses a model whose parameters are too many for one array.
   *
   * @throws IllegalArgumentException in one line
   */
  static void requireFits(Model model) {
    long parameters;
    try {
      parameters = ModelSummary.of(model).parameters();
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
