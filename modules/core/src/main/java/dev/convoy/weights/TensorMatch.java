package dev.convoy.weights;

import dev.convoy.model.SlotPatterns;
import dev.convoy.text.DidYouMean;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Finds which tensor of a file goes where in a model. Every tensor must have its place and every
 * place its tensor, in the same shape, but for what is meant to start anew.
 */
public final class TensorMatch {
  private static final int MOST_LISTED = 4;

  private final String source;
  private final TensorNames names;
  private final Optional<SlotPatterns> fresh;
  private final Map<String, TensorView> places = new LinkedHashMap<>();
  private final Map<String, String> tensorOf = new LinkedHashMap<>();
  private final List<String> leftOut = new ArrayList<>();
  private final List<String> unknown = new ArrayList<>();
  private final List<String> otherShape = new ArrayList<>();

  /**
   * Finds the places.
   *
   * @param source the file's name, for messages
   * @param views the places of a model
   * @param header of the file
   * @param names what its tensors are called in the model
   * @param fresh what starts anew
   * @throws IllegalArgumentException in one line that lists all that does not fit
   */
  public TensorMatch(
      String source,
      List<TensorView> views,
      SafetensorsHeader header,
      TensorNames names,
      Optional<SlotPatterns> fresh) {
    this.source = source;
    this.names = names;
    this.fresh = fresh;
    views.stream()
        .filter(view -> !startsAnew(view.name()))
        .forEach(view -> places.put(view.name(), view));
    requireEveryPairUsed(header);
    header.entries().stream().filter(entry -> !entry.isCounter()).forEach(this::place);
    requireFit();
  }

  /** Views of the model by the file's names. */
  public Map<String, TensorView> taken() {
    Map<String, TensorView> taken = new LinkedHashMap<>();
    tensorOf.forEach((place, tensor) -> taken.put(tensor, places.get(place)));
    return taken;
  }

  /** The file's tensors that are not used. */
  public List<String> leftOut() {
    return leftOut;
  }

  /** Whether the place of this name takes the file's tensor of the same name. */
  public boolean keepsName(String name) {
    return name.equals(tensorOf.get(name));
  }

  private void place(SafetensorsHeader.Entry entry) {
    Optional<String> name = names.of(entry.name());
    if (name.isEmpty() || startsAnew(name.get())) {
      leftOut.add(entry.name());
      return;
    }
    TensorView view = places.get(name.get());
    if (view == null) {
      unknown.add(entry.name() + " " + entry.dimensions());
      return;
    }
    String other = tensorOf.put(name.get(), entry.name());
    if (other != null) {
      throw new IllegalArgumentException(
          source + ": " + other + " and " + entry.name() + " are both to be " + name.get());
    }
    if (!entry.dimensions().equals(view.dimensions().stream().map(Integer::longValue).toList())) {
      otherShape.add(
          entry.name() + " is " + entry.dimensions() + ", the model's " + view.dimensions());
    }
  }

  private boolean startsAnew(String name) {
    return fresh.isPresent() && fresh.get().matches(name);
  }

  private void requireEveryPairUsed(SafetensorsHeader header) {
    List<String> tensors = header.entries().stream().map(SafetensorsHeader.Entry::name).toList();
    for (String unused : names.unused(tensors)) {
      throw new IllegalArgumentException(
          source
              + ": has no tensor '"
              + unused
              + "' to be renamed"
              + DidYouMean.suggestion(unused, tensors));
    }
  }

  private void requireFit() {
    List<String> missing =
        places.values().stream()
            .filter(view -> !tensorOf.containsKey(view.name()))
            .map(view -> view.name() + " " + view.dimensions())
            .toList();
    List<String> reasons = new ArrayList<>();
    addReason(reasons, missing, "missing");
    addReason(reasons, unknown, "not of the model");
    addReason(reasons, otherShape, "of another shape");
    if (!reasons.isEmpty()) {
      throw new IllegalArgumentException(
          source + ": does not fit the model: " + String.join("; ", reasons));
    }
  }

  private static void addReason(List<String> reasons, List<String> tensors, String what) {
    int count = tensors.size();
    if (count > 0) {
      String listed = String.join(", ", tensors.subList(0, Math.min(MOST_LISTED, count)));
      String more = count > MOST_LISTED ? ", and " + (count - MOST_LISTED) + " more" : "";
      reasons.add(count + " " + what + " (" + listed + more + ")");
    }
  }
}
