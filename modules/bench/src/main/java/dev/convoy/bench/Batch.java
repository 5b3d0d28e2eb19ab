package dev.convoy.bench;

import dev.convoy.tensor.Shape;

/**
 * Random images that both sides of a comparison train on.
 *
 * @param shape of one image
 * @param images {@code [example][height][width][channel]}, values in [−0.5, 0.5)
 * @param labels one of ten classes for each example
 */
public record Batch(Shape shape, float[] images, int[] labels) {
  /** Number of classes of the named models. */
  public static final int CLASSES = 10;

  /** So many random images. */
  public static Batch random(Shape shape, int size, long seed) {
    int[] labels = new int[size];
    for (int i = 0; i < size; i++) {
      labels[i] = i % CLASSES;
    }
    return new Batch(shape, Values.random(size * shape.size(), seed), labels);
  }

  /** Number of examples. */
  public int size() {
    return labels.length;
  }
}
