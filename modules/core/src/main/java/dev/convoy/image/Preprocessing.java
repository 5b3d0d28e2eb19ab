package dev.convoy.image;

import dev.convoy.tensor.Shape;
import java.io.Serializable;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * How encoded images become pixels of one size. Models keep it, so that predictions see images as
 * training did.
 *
 * @param shape height, width and channels of the pixels; 1 channel is grey, 3 are red, green, blue
 * @param fit what becomes of images in another ratio of sides
 */
public record Preprocessing(Shape shape, Fit fit) implements Serializable {
  private static final int COLOURS = 3;

  private static final Pattern TEXT = Pattern.compile("([a-z]+):([0-9]+)x([0-9]+)x([13])");

  /** Checks the shape. */
  public Preprocessing {
    boolean good =
        shape.spatial().size() == 2 && (shape.channels() == 1 || shape.channels() == COLOURS);
    if (!good) {
      throw new IllegalArgumentException(
          "images of " + shape + " must have height, width, and 1 or 3 channels");
    }
  }

  /**
   * From a text such as {@code crop:224x224x3}.
   *
   * @throws IllegalArgumentException if it is none
   */
  public static Preprocessing parse(String text) {
    Matcher parts = TEXT.matcher(text);
    if (!parts.matches()) {
      throw new IllegalArgumentException(
          "preprocessing '" + text + "' must be like crop:224x224x3");
    }
    int[] sizes = new int[COLOURS];
    for (int i = 0; i < sizes.length; i++) {
      try {
        sizes[i] = Integer.parseInt(parts.group(i + 2));
      } catch (NumberFormatException e) {
        throw new IllegalArgumentException(
            "preprocessing '" + text + "': " + parts.group(i + 2) + " is too large", e);
      }
    }
    return new Preprocessing(Shape.of(sizes), Fit.named(parts.group(1)));
  }

  /** The text that {@link #parse} reads. */
  public String text() {
    return fit.text()
        + ":"
        + shape.sizes().stream().map(String::valueOf).collect(Collectors.joining("x"));
  }
}
