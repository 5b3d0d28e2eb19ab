package dev.convoy.spark.command.options;

import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads numbers of bytes such as {@code 4k}, {@code 16m} and {@code 1g}, in powers of 1,024. */
public final class ByteSizes {
  private static final Pattern FORM = Pattern.compile("([1-9][0-9]{0,5})([kmg])");
  private static final Map<String, Integer> SHIFTS = Map.of("k", 10, "m", 20, "g", 30);

  private ByteSizes() {}

  public static long parse(String what, String text) {
    Matcher matcher = FORM.matcher(text);
    if (!matcher.matches()) {
      throw new IllegalArgumentException(
          what + " '" + text + "' must be a whole number above 0 and k, m or g, such as 4k or 16m");
    }
    return Long.parseLong(matcher.group(1)) << SHIFTS.get(matcher.group(2));
  }
}
