package dev.convoy.text;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;

/** Suggests a known name for an unknown one. */
public final class DidYouMean {
  private DidYouMean() {}

  /**
   * {@code ; did you mean 'x'?} with the nearest known name, or an empty string if none is near.
   */
  public static String suggestion(String name, Collection<String> known) {
    return known.stream()
        .min(Comparator.comparingInt(candidate -> distance(name, candidate)))
        .filter(nearest -> distance(name, nearest) <= Math.max(2, nearest.length() / 2))
        .map(nearest -> "; did you mean '" + nearest + "'?")
        .orElse("");
  }

  /** Levenshtein distance, ignoring case. */
  private static int distance(String first, String second) {
    String a = first.toLowerCase(Locale.ROOT);
    String b = second.toLowerCase(Locale.ROOT);
    int[] row = new int[b.length() + 1];
    for (int j = 0; j <= b.length(); j++) {
      row[j] = j;
    }
    for (int i = 1; i <= a.length(); i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int j = 1; j <= b.length(); j++) {
        int replaced = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        diagonal = row[j];
        row[j] = Math.min(replaced, 1 + Math.min(row[j], row[j - 1]));
      }
    }
    return row[b.length()];
  }
}
