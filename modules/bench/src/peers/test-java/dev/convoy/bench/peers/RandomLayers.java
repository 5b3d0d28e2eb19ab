package dev.convoy.bench.peers;

import dev.convoy.layer.Add;
import dev.convoy.layer.AvgPool;
import dev.convoy.layer.Concat;
import dev.convoy.layer.Conv2d;
import dev.convoy.layer.Dense;
import dev.convoy.layer.Elu;
import dev.convoy.layer.Layer;
import dev.convoy.layer.LayerCase;
import dev.convoy.layer.LayerCase.Kind;
import dev.convoy.layer.LeakyRelu;
import dev.convoy.layer.MaxPool;
import dev.convoy.layer.Padding;
import dev.convoy.layer.Relu;
import dev.convoy.layer.Sigmoid;
import dev.convoy.layer.Softmax;
import dev.convoy.layer.Tanh;
import dev.convoy.random.TestRandom;
import dev.convoy.tensor.Shape;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Layers in random geometries, each a function of the seed and its number. */
final class RandomLayers {
  private static final int EACH = 25;

  private static final Map<String, Function<TestRandom, LayerCase>> GENERATORS =
      Map.ofEntries(
          Map.entry("conv2d", random -> convolution(random, 1)),
          Map.entry("groups", random -> convolution(random, random.between(2, 6))),
          Map.entry("maxPool", RandomLayers::maxPool),
          Map.entry("avgPool", RandomLayers::avgPool),
          Map.entry("global", random -> of(Kind.SMOOTH, AvgPool.global(), image(random, 9))),
          Map.entry("dense", RandomLayers::dense),
          Map.entry("activation", RandomLayers::activation),
          Map.entry("join", RandomLayers::join));

  private RandomLayers() {}

  /** Some of each kind of layer. */
  static Stream<LayerCase> all() {
    return GENERATORS.entrySet().stream()
        .sorted(Map.Entry.comparingByKey())
        .flatMap(
            entry ->
                IntStream.range(0, EACH)
                    .mapToObj(i -> entry.getValue().apply(new TestRandom(entry.getKey() + i))));
  }

  private static LayerCase convolution(TestRandom random, int groups) {
    while (true) {
      Shape shape =
          Shape.of(random.between(1, 12), random.between(1, 12), groups * random.between(1, 5));
      Conv2d layer =
          new Conv2d(
              groups * random.between(1, groups == 1 ? 20 : 4),
              pair(random, 5),
              pair(random, 4),
              pair(random, 3),
              padding(random, 3),
              groups,
              random.coin());
      if (fits(layer, shape)) {
        return of(Kind.SMOOTH, layer, shape);
      }
    }
  }

  private static LayerCase maxPool(TestRandom random) {
    while (true) {
      Shape shape = image(random, 9);
      MaxPool layer = new MaxPool(pair(random, 4), pair(random, 4), padding(random, 2));
      if (fits(layer, shape)) {
        return of(Kind.KINK_AT_TIES, layer, shape);
      }
    }
  }

  private static LayerCase avgPool(TestRandom random) {
    while (true) {
      Shape shape = image(random, 9);
      AvgPool layer =
          new AvgPool(pair(random, 4), pair(random, 4), padding(random, 2), random.coin());
      if (fits(layer, shape)) {
        return of(Kind.SMOOTH, layer, shape);
      }
    }
  }

  private static LayerCase dense(TestRandom random) {
    Shape shape = random.coin() ? Shape.of(random.between(1, 70)) : image(random, 6);
    return of(Kind.SMOOTH, new Dense(random.between(1, 40), random.coin()), shape);
  }

  private static LayerCase activation(TestRandom random) {
    List<Layer> layers =
        List.of(
            new Relu(),
            new LeakyRelu(random.uniform(0.01f, 0.99f)),
            new Elu(random.uniform(0.1f, 3)),
            new Sigmoid(),
            new Tanh(),
            new Softmax());
    Shape shape = random.coin() ? Shape.of(random.between(1, 30)) : image(random, 20);
    return of(Kind.KINK_AT_ZERO, layers.get(random.between(0, layers.size() - 1)), shape);
  }

  private static LayerCase join(TestRandom random) {
    Shape shape = image(random, 9);
    int count = random.between(2, 4);
    if (random.coin()) {
      return of(Kind.LINEAR, new Add(), java.util.Collections.nCopies(count, shape));
    }
    List<Shape> shapes =
        IntStream.range(0, count)
            .mapToObj(i -> new Shape(shape.spatial(), random.between(1, 9)))
            .toList();
    return of(Kind.LINEAR, new Concat(), shapes);
  }

  private static LayerCase of(Kind kind, Layer layer, Shape shape) {
    return of(kind, layer, List.of(shape));
  }

  private static LayerCase of(Kind kind, Layer layer, List<Shape> shapes) {
    return new LayerCase("random", kind, layer, shapes);
  }

  private static Shape image(TestRandom random, int channels) {
    return Shape.of(random.between(1, 12), random.between(1, 12), random.between(1, channels));
  }

  private static List<Integer> pair(TestRandom random, int most) {
    return List.of(random.between(1, most), random.between(1, most));
  }

  private static Padding padding(TestRandom random, int most) {
    return switch (random.between(0, 4)) {
      case 0 -> Padding.VALID;
      case 1 -> Padding.SAME;
      case 2 -> Padding.FULL;
      default ->
          new Padding.Explicit(
              IntStream.range(0, 4).mapToObj(i -> random.between(0, most)).toList());
    };
  }

  private static boolean fits(Layer layer, Shape shape) {
    try {
      layer.outputShape(List.of(shape));
      return true;
    } catch (IllegalArgumentException e) {
      return false;
    }
  }
}
