package dev.convoy.model;

import dev.convoy.text.DidYouMean;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Patterns that select parameters by slot, such as {@code conv1.weight}, or by layer, such as
 * {@code conv1}; {@code *} matches any number of characters, including none.
 *
 * @param patterns at least one
 */
public record SlotPatterns(List<String> patterns) {
  private static final Pattern FORM = Pattern.compile("[A-Za-z0-9_.*-]+");

  /** Copies the list. */
  public SlotPatterns {
    patterns = List.copyOf(patterns);
  }

  /**
   * Reads patterns separated by commas.
   *
   * @param what the purpose of the patterns, for messages
   */
  public static SlotPatterns parse(String what, String text) {
    List<String> patterns = List.of(text.split(",", -1));
    if (!patterns.stream().allMatch(pattern -> FORM.matcher(pattern).matches())) {
      throw new IllegalArgumentException(
          what
              + " '"
              + text
              + "': must be names of layers or parameters with '*' for any characters and commas"
              + " between them, such as conv*,fc1.bias");
    }
    return new SlotPatterns(patterns);
  }

  /** Whether a pattern matches this slot or its layer. */
  public boolean matches(String slot) {
    return patterns.stream().anyMatch(pattern -> matches(pattern, slot));
  }

  /**
   * The names of the matching slots, in the order of the layout.
   *
   * @throws IllegalArgumentException if a pattern means none
   */
  public Set<String> select(String what, ParameterLayout layout) {
    List<String> names = layout.slots().stream().map(Slot::name).toList();
    for (String pattern : patterns) {
      if (names.stream().noneMatch(name -> matches(pattern, name))) {
        Set<String> known = new LinkedHashSet<>();
        names.forEach(name -> known.add(layer(name)));
        known.addAll(names);
        throw new IllegalArgumentException(
            what
                + " '"
                + pattern
                + "': the model has no such parameters"
                + DidYouMean.suggestion(pattern, known));
      }
    }
    return names.stream()
        .filter(this::matches)
        .collect(Collectors.toCollection(LinkedHashSet::new));
  }

  /**
   * The names of the slots to freeze: the matching slots, and the running statistics of layers in
   * which nothing is trained.
   *
   * @throws IllegalArgumentException if a pattern means none
   */
  public Set<String> selectToFreeze(String what, ParameterLayout layout) {
    Set<String> frozen = select(what, layout);
    Set<String> training =
        layout.slots().stream()
            .filter(slot -> slot.spec().isTrained() && !frozen.contains(slot.name()))
            .map(slot -> layer(slot.name()))
            .collect(Collectors.toSet());
    for (Slot slot : layout.slots()) {
      if (!slot.spec().isTrained() && !training.contains(layer(slot.name()))) {
        frozen.add(slot.name());
      }
    }
    return frozen;
  }

  private static boolean matches(String pattern, String slot) {
    String expression = "\\Q" + pattern.replace("*", "\\E.*\\Q") + "\\E";
    return slot.matches(expression) || layer(slot).matches(expression);
  }

  /** The part of a name before the last dot; the name itself if it has none. */
  private static String layer(String slot) {
    int dot = slot.lastIndexOf('.');
    return dot < 0 ? slot : slot.substring(0, dot);
  }
}
