package dev.convoy.hadoop;

/** Texts of files and of libraries, for messages. */
final class OneLine {
  private static final int MOST = 300;

  private OneLine() {}

  /** A text without line breaks and other control characters, shortened if it is long. */
  static String of(String text) {
    String start = text.strip();
    // What is cut off need not be looked at.
    start = start.length() <= 2 * MOST ? start : start.substring(0, 2 * MOST);
    String line = start.replaceAll("\\p{Cntrl}+", " ");
    return line.length() <= MOST ? line : line.substring(0, MOST - 1) + "…";
  }
}
