package dev.convoy.image;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/** What becomes of an image whose sides are in another ratio than the size it must have. */
public enum Fit {
  /** Resizes until it covers the size, and keeps its centre. */
  CROP,
  /** Resizes until it fits into the size, and puts black around it. */
  PAD,
  /** Resizes each side on its own. */
  STRETCH;

  /**
   * By name, in lower case.
   *
   * @throws IllegalArgumentException if there is none
   */
  public static Fit named(String name) {
    return Arrays.stream(values())
        .filter(fit -> fit.text().equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "fit '"
                        + name
                        + "' must be one of "
                        + Arrays.stream(values())
                            .map(Fit::text)
                            .collect(Collectors.joining(", "))));
  }

  /** Its name in options and files. */
  public String text() {
    return name().toLowerCase(Locale.ROOT);
  }
}
