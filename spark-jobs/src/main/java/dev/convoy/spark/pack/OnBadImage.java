package dev.convoy.spark.pack;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/** What becomes of an image that cannot be used. */
public enum OnBadImage {
  /** Packing fails. */
  FAIL,
  /** It is left out, and a file names it. */
  SKIP,
  /** It is left out, and its content is copied beside the file that names it. */
  QUARANTINE;

  /**
   * By name, in lower case.
   *
   * @throws IllegalArgumentException if there is none
   */
  public static OnBadImage named(String name) {
    return Arrays.stream(values())
        .filter(each -> each.text().equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "on-bad-image '"
                        + name
                        + "' must be one of "
                        + Arrays.stream(values())
                            .map(OnBadImage::text)
                            .collect(Collectors.joining(", "))));
  }

  /** Its name in options. */
  public String text() {
    return name().toLowerCase(Locale.ROOT);
  }
}
