package dev.convoy.augment;

import dev.convoy.tensor.Shape;

/**
 * The dimensions of an image.
 *
 * @param height number of rows
 * @param width number of positions in a row
 * @param channels number of values at a position
 */
record ImageForm(int height, int width, int channels) {
  /** The form of a shape with two spatial dimensions. */
  static ImageForm of(Shape shape) {
    if (shape.spatial().size() != 2) {
      throw new IllegalArgumentException(
          "augment: images are " + shape + ", must be height×width×channels");
    }
    return new ImageForm(shape.spatial().get(0), shape.spatial().get(1), shape.channels());
  }

  /** Number of values in an image. */
  int size() {
    return height * width * channels;
  }

  /** Number of values in a row. */
  int rowSize() {
    return width * channels;
  }
}
