package dev.convoy.augment;

import dev.convoy.tensor.Shape;

/**
 * The sizes of an image as plain numbers.
 *
 * @param height rows
 * @param width positions of a row
 * @param channels values of a position
 */
record ImageForm(int height, int width, int channels) {
  /** Of a shape with two spatial sizes. */
  static ImageForm of(Shape shape) {
    if (shape.spatial().size() != 2) {
      throw new IllegalArgumentException(
          "augment: images are " + shape + ", must be height×width×channels");
    }
    return new ImageForm(shape.spatial().get(0), shape.spatial().get(1), shape.channels());
  }

  /** Values of an image. */
  int size() {
    return height * width * channels;
  }

  /** Values of a row. */
  int rowSize() {
    return width * channels;
  }
}
