package dev.convoy.spark.command.output;

import dev.convoy.files.Secrets;
import java.io.FileNotFoundException;
import java.util.regex.Pattern;

/**
 * How an error reads to a user: one line, no stack frames, no names of Java's classes, no secrets,
 * and of what is very long only the beginning and the end.
 */
public final class MessageText {
  /** Hadoop puts frames into messages that come from a server. */
  private static final Pattern STACK_FRAME = Pattern.compile("\\R\\s+at .*");

  /** Such as {@code java.io.IOException: } or {@code ConnectException: }. */
  private static final Pattern CLASS_NAME =
      Pattern.compile(
          "(?<![\\w/.'-])(?:(?:[a-z_$][\\w$]*\\.)+[A-Z][\\w$]*|[A-Z][\\w$]*(?:Exception|Error))(?![\\w/.'-])"
              + ":?\\s*");

  private static final Pattern NOTHING = Pattern.compile("(?<![\\w/.'-])null(?![\\w/.'-])");
  private static final String OWN_FAULT = "failed inside Convoy; --verbose shows where";
  private static final int MOST_WORD = 240;
  private static final int MOST_LINE = 2_000;
  private static final int KEPT_END = 40;

  private MessageText() {}

  /** The line of an exception. */
  public static String of(Throwable e) {
    Throwable told = e;
    while (isSilent(told) && told.getCause() != null) {
      told = told.getCause();
    }
    if (isOwnFault(told) || isSilent(told)) {
      return told instanceof FileNotFoundException ? "no such file" : OWN_FAULT;
    }
    return of(told.getMessage());
  }

  /** The line of a text. */
  public static String of(String text) {
    String line = STACK_FRAME.matcher(text).replaceAll("").strip().replaceAll("\\s*\\R\\s*", " ");
    String plain = NOTHING.matcher(CLASS_NAME.matcher(line).replaceAll("")).replaceAll("nothing");
    StringBuilder words = new StringBuilder();
    for (String word : Secrets.masked(plain.replaceAll("\\p{Cntrl}", "?")).split(" ", -1)) {
      words.append(words.isEmpty() ? "" : " ").append(shortened(word, MOST_WORD));
    }
    return shortened(words.toString(), MOST_LINE);
  }

  private static boolean isSilent(Throwable e) {
    return e.getMessage() == null || e.getMessage().isBlank();
  }

  /** What no input should bring about; its message is about the program. */
  private static boolean isOwnFault(Throwable e) {
    return e instanceof NullPointerException
        || e instanceof ClassCastException
        || e instanceof IndexOutOfBoundsException
        || e instanceof NegativeArraySizeException
        || e instanceof ArrayStoreException
        || e instanceof LinkageError
        || e instanceof StackOverflowError;
  }

  private static String shortened(String text, int most) {
    return text.length() <= most
        ? text
        : text.substring(0, most / 2) + "…" + text.substring(text.length() - KEPT_END);
  }
}
