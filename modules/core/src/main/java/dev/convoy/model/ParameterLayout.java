package dev.convoy.model;

import dev.convoy.layer.ParameterSpec;
import dev.convoy.tensor.Shape;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/**
 * The layout of all parameters in one flat {@code float[]}: first the trained parameters, then the
 * running statistics, each in the order of the model's nodes. Gradients and optimizer state have
 * the same layout.
 *
 * @param slots the slots, consecutive and without gaps
 * @param trained number of trained values, which come first
 * @param size total number of values
 */
public record ParameterLayout(List<Slot> slots, int trained, int size) {
  /** Copies the list. */
  public ParameterLayout {
    slots = List.copyOf(slots);
  }

  /**
   * The layout of a model; shared parameters have one slot.
   *
   * @throws IllegalArgumentException in one line, if there are too many parameters for one array
   */
  public static ParameterLayout of(Model model) {
    Map<String, ParameterSpec> specs = new LinkedHashMap<>();
    Map<String, List<Shape>> inputs = model.inputShapes();
    for (Node node : model.nodes()) {
      for (ParameterSpec spec : node.layer().parameters(inputs.get(node.name()))) {
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
    long offset = from;
    for (Map.Entry<String, ParameterSpec> entry : specs.entrySet()) {
      if (wanted.test(entry.getValue())) {
        to.add(new Slot(entry.getKey(), entry.getValue(), (int) offset));
        offset += entry.getValue().size();
        if (offset > Shape.MOST_VALUES) {
          throw new IllegalArgumentException(
              "model: has more than "
                  + Shape.MOST_VALUES
                  + " parameters, which do not fit one array");
        }
      }
    }
    return (int) offset;
  }

  /** The slots of each node of a model, by the node's name, in the order of its parameters. */
  public Map<String, List<Slot>> slots(Model model) {
    Map<String, Slot> known = byName();
    Map<String, List<Shape>> inputs = model.inputShapes();
    Map<String, List<Slot>> owned = new LinkedHashMap<>();
    for (Node node : model.nodes()) {
      owned.put(
          node.name(),
          node.layer().parameters(inputs.get(node.name())).stream()
              .map(spec -> known.get(name(node, spec)))
              .toList());
    }
    return owned;
  }

  /** The slots by their names, in order. */
  public Map<String, Slot> byName() {
    Map<String, Slot> known = new LinkedHashMap<>();
    slots.forEach(slot -> known.put(slot.name(), slot));
    return known;
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
