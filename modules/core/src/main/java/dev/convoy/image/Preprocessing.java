package dev.convoy.image;

import dev.convoy.tensor.Shape;
import java.io.Serializable;

/**
 * How encoded images become pixels of one size. Models keep it, so that predictions see images as
 * training did.
 *
 * @param shape height, width and channels of the pixels; 1 channel is grey, 3 are red, green, blue
 * @param fit what becomes of images in another ratio of sides
 */
public record Preprocessing(Shape shape, Fit fit) implements Serializable {
  private static final int COLOURS = 3;

  /** Checks the shape. */
  public Preprocessing {
    boolean good =
        shape.spatial().size() == 2 && (shape.channels() == 1 || shape.channels() == COLOURS);
    if (!good) {
      throw new IllegalArgumentException(
          "images of " + shape + " must have height, width, and 1 or 3 channels");
    }
  }
}
