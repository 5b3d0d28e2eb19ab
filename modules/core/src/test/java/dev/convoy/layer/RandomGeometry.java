package dev.convoy.layer;

import dev.convoy.random.TestRandom;
import dev.convoy.tensor.Shape;
import java.util.List;
import java.util.stream.IntStream;

/** Shapes, sizes and padding at random. */
final class RandomGeometry {
  private RandomGeometry() {}

  /** A line, an image or a volume in turn. */
  static Shape randomShape(TestRandom random, int geometry, int channels) {
    int axes = 1 + geometry % 3;
    return new Shape(sizes(random, axes, axes == 3 ? 7 : 12), channels);
  }

  static List<Integer> sizes(TestRandom random, int axes, int most) {
    return IntStream.range(0, axes).mapToObj(i -> random.between(1, most)).toList();
  }

  static int taps(List<Integer> kernel) {
    return kernel.stream().reduce(1, (a, b) -> a * b);
  }

  static Padding padding(TestRandom random, int axes, int most) {
    return switch (random.between(0, 4)) {
      case 0 -> Padding.VALID;
      case 1 -> Padding.SAME;
      case 2 -> Padding.FULL;
      default ->
          new Padding.Explicit(
              IntStream.range(0, 2 * axes).mapToObj(i -> random.between(0, most)).toList());
    };
  }

  static boolean fits(Layer layer, Shape shape) {
    try {
      layer.outputShape(List.of(shape));
      return true;
    } catch (IllegalArgumentException e) {
      return false;
    }
  }
}
