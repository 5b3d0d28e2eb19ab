package dev.convoy.weights;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.convoy.text.StrictJson;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What tensors of another file are called in a model. Both names of a pair may end with {@code *},
 * which stands for the rest of the name: {@code "features.0.*": "conv1.*"}. A tensor that no pair
 * is about keeps its name; one whose pair has null is left out.
 *
 * @param pairs the file's names, each with the model's or nothing; the longest that fits counts
 */
public record TensorNames(Map<String, Optional<String>> pairs) {
  private static final String REST = "*";

  /** Every tensor keeps its name. */
  public static final TensorNames SAME = new TensorNames(Map.of());

  /** Keeps the order of the pairs. */
  public TensorNames {
    pairs = Collections.unmodifiableMap(new LinkedHashMap<>(pairs));
  }

  /**
   * Reads a JSON object of the file's names with the model's, or null.
   *
   * @param source the file's name, for messages
   * @throws IllegalArgumentException in one line, if it is malformed
   */
  public static TensorNames read(String source, byte[] content) {
    ObjectNode object = StrictJson.object(source, content);
    Map<String, Optional<String>> pairs = new LinkedHashMap<>();
    object
        .fieldNames()
        .forEachRemaining(name -> pairs.put(name, target(source, name, object.get(name))));
    return new TensorNames(pairs);
  }

  private static Optional<String> target(String source, String name, JsonNode value) {
    if (value.isNull()) {
      return Optional.empty();
    }
    boolean good = value.isTextual() && name.endsWith(REST) == value.textValue().endsWith(REST);
    if (!good) {
      throw StrictJson.malformed(
          source,
          "'"
              + name
              + "' has "
              + StrictJson.shown(value)
              + ", must be a name, with '*' at its end if the other has it, or null",
          null);
    }
    return Optional.of(value.textValue());
  }

  /** What a tensor of the file is called in the model; nothing if it is left out. */
  Optional<String> of(String tensor) {
    Optional<String> pair = pairOf(tensor);
    if (pair.isEmpty()) {
      return Optional.of(tensor);
    }
    return pairs
        .get(pair.get())
        .map(
            target ->
                target.endsWith(REST)
                    ? prefix(target) + tensor.substring(prefix(pair.get()).length())
                    : target);
  }

  /** Pairs that are about none of these tensors. */
  List<String> unused(List<String> tensors) {
    List<String> unused = new ArrayList<>(pairs.keySet());
    tensors.forEach(tensor -> pairOf(tensor).ifPresent(unused::remove));
    return unused;
  }

  private Optional<String> pairOf(String tensor) {
    Optional<String> best = Optional.empty();
    for (String name : pairs.keySet()) {
      boolean fits = name.endsWith(REST) ? tensor.startsWith(prefix(name)) : tensor.equals(name);
      if (fits && (best.isEmpty() || isCloser(name, best.get()))) {
        best = Optional.of(name);
      }
    }
    return best;
  }

  /** A whole name before any with a rest, then the longer one. */
  private static boolean isCloser(String name, String other) {
    boolean whole = !name.endsWith(REST);
    boolean otherWhole = !other.endsWith(REST);
    return whole == otherWhole ? name.length() > other.length() : whole;
  }

  private static String prefix(String name) {
    return name.substring(0, name.length() - REST.length());
  }
}
