package dev.convoy.data.image;

import java.util.Comparator;

/** The order of names: by code points, as UTF-8 and Python have it, on every file system. */
final class NameOrder {
  static final Comparator<String> BY_CODE_POINT = NameOrder::compare;

  private NameOrder() {}

  private static int compare(String first, String second) {
    int length = Math.min(first.length(), second.length());
    for (int i = 0; i < length; i++) {
      char a = first.charAt(i);
      char b = second.charAt(i);
      if (a != b) {
        return Integer.compare(rank(a), rank(b));
      }
    }
    return Integer.compare(first.length(), second.length());
  }

  /** Halves of code points above U+FFFF come after all other characters. */
  private static int rank(char character) {
    return Character.isSurrogate(character) ? character + (1 << Character.SIZE) : character;
  }
}
