package dev.convoy.bench.peers;

import dev.convoy.layer.Add;
import dev.convoy.layer.AvgPool;
import dev.convoy.layer.BatchNorm;
import dev.convoy.layer.Concat;
import dev.convoy.layer.Conv;
import dev.convoy.layer.ConvTranspose;
import dev.convoy.layer.Dense;
import dev.convoy.layer.Elu;
import dev.convoy.layer.Gelu;
import dev.convoy.layer.GroupNorm;
import dev.convoy.layer.Layer;
import dev.convoy.layer.LayerCase;
import dev.convoy.layer.LayerCase.Kind;
import dev.convoy.layer.LayerNorm;
import dev.convoy.layer.LeakyRelu;
import dev.convoy.layer.MaxPool;
import dev.convoy.layer.OutputMargins;
import dev.convoy.layer.Padding;
import dev.convoy.layer.Relu;
import dev.convoy.layer.Relu6;
import dev.convoy.layer.Sigmoid;
import dev.convoy.layer.Softmax;
import dev.convoy.layer.Swish;
import dev.convoy.layer.Tanh;
import dev.convoy.layer.Upsample;
import dev.convoy.layer.ZeroPad;
import dev.convoy.random.TestRandom;
import dev.convoy.tensor.Shape;
import java.util.Collections;
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
          Map.entry("convolution", random -> convolution(random, 1)),
          Map.entry("groups", random -> convolution(random, random.between(2, 6))),
          Map.entry("transposed", random -> transposed(random, random.between(1, 3))),
          Map.entry("maxPool", RandomLayers::maxPool),
          Map.entry("avgPool", RandomLayers::avgPool),
          Map.entry("global", RandomLayers::global),
          Map.entry("dense", RandomLayers::dense),
          Map.entry("activation", RandomLayers::activation),
          Map.entry("batchNorm", RandomLayers::batchNorm),
          Map.entry("exampleNorm", RandomLayers::exampleNorm),
          Map.entry("upsample", RandomLayers::upsample),
          Map.entry("zeroPad", RandomLayers::zeroPad),
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
      Shape shape = shape(random, groups * random.between(1, 5));
      Conv layer =
          new Conv(
              groups * random.between(1, groups == 1 ? 20 : 4),
              sizes(random, shape, 5),
              sizes(random, shape, 4),
              sizes(random, shape, 3),
              padding(random, shape, 3),
              groups,
              random.coin());
      if (fits(layer, shape)) {
        return of(Kind.SMOOTH, layer, shape);
      }
    }
  }

  private static LayerCase transposed(TestRandom random, int groups) {
    while (true) {
      Shape shape = shape(random, groups * random.between(1, 5));
      List<Integer> stride = sizes(random, shape, 3);
      Padding padding = padding(random, shape, 2);
      List<Integer> rest =
          stride.stream()
              .map(step -> padding == Padding.SAME ? 0 : random.between(0, step - 1))
              .toList();
      ConvTranspose layer =
          new ConvTranspose(
              groups * random.between(1, 4),
              sizes(random, shape, 4),
              stride,
              sizes(random, shape, 3),
              new OutputMargins(padding, rest),
              groups,
              random.coin());
      if (fits(layer, shape)) {
        return of(Kind.SMOOTH, layer, shape);
      }
    }
  }

  private static LayerCase maxPool(TestRandom random) {
    while (true) {
      Shape shape = shape(random, random.between(1, 9));
      MaxPool layer =
          new MaxPool(sizes(random, shape, 4), sizes(random, shape, 4), padding(random, shape, 2));
      if (fits(layer, shape)) {
        return of(Kind.KINK_AT_TIES, layer, shape);
      }
    }
  }

  private static LayerCase avgPool(TestRandom random) {
    while (true) {
      Shape shape = shape(random, random.between(1, 9));
      AvgPool layer =
          new AvgPool(
              sizes(random, shape, 4),
              sizes(random, shape, 4),
              padding(random, shape, 2),
              random.coin());
      if (fits(layer, shape)) {
        return of(Kind.SMOOTH, layer, shape);
      }
    }
  }

  private static LayerCase global(TestRandom random) {
    Shape shape = shape(random, random.between(1, 9));
    return random.coin()
        ? of(Kind.SMOOTH, AvgPool.global(), shape)
        : of(Kind.KINK_AT_TIES, MaxPool.global(), shape);
  }

  private static LayerCase dense(TestRandom random) {
    Shape shape =
        random.coin() ? Shape.of(random.between(1, 70)) : shape(random, random.between(1, 6));
    return of(Kind.SMOOTH, new Dense(random.between(1, 40), random.coin()), shape);
  }

  private static LayerCase activation(TestRandom random) {
    List<Layer> layers =
        List.of(
            new Relu(),
            new Relu6(),
            new Swish(),
            new Gelu(random.coin() ? Gelu.Approximation.NONE : Gelu.Approximation.TANH),
            new LeakyRelu(random.uniform(0.01f, 0.99f)),
            new Elu(random.uniform(0.1f, 3)),
            new Sigmoid(),
            new Tanh(),
            new Softmax());
    Shape shape =
        random.coin() ? Shape.of(random.between(1, 30)) : shape(random, random.between(1, 20));
    return of(Kind.KINK_AT_ZERO, layers.get(random.between(0, layers.size() - 1)), shape);
  }

  private static LayerCase batchNorm(TestRandom random) {
    float epsilon = random.coin() ? 1e-5f : random.uniform(1e-5f, 0.1f);
    return of(Kind.SMOOTH, new BatchNorm(0.9f, epsilon), shape(random, random.between(1, 40)));
  }

  private static LayerCase exampleNorm(TestRandom random) {
    int groups = random.between(1, 5);
    Layer layer = random.coin() ? new LayerNorm(1e-3f) : new GroupNorm(groups, 1e-3f);
    return of(Kind.SMOOTH, layer, shape(random, groups * random.between(2, 9)));
  }

  private static LayerCase upsample(TestRandom random) {
    Shape shape = shape(random, random.between(1, 9));
    Upsample.Mode mode = random.coin() ? Upsample.Mode.NEAREST : Upsample.Mode.LINEAR;
    return of(Kind.LINEAR, new Upsample(sizes(random, shape, 4), mode), shape);
  }

  private static LayerCase zeroPad(TestRandom random) {
    while (true) {
      Shape shape = shape(random, random.between(1, 9));
      ZeroPad layer =
          new ZeroPad(
              IntStream.range(0, 2 * shape.spatial().size())
                  .mapToObj(i -> random.between(-2, 4))
                  .toList());
      if (fits(layer, shape)) {
        return of(Kind.LINEAR, layer, shape);
      }
    }
  }

  private static LayerCase join(TestRandom random) {
    Shape shape = shape(random, random.between(1, 9));
    int count = random.between(2, 4);
    if (random.coin()) {
      return of(Kind.LINEAR, new Add(), Collections.nCopies(count, shape));
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

  /** A line, an image or a volume. */
  private static Shape shape(TestRandom random, int channels) {
    int axes = random.between(1, 3);
    int most = axes == 3 ? 6 : 12;
    return new Shape(
        IntStream.range(0, axes).mapToObj(i -> random.between(1, most)).toList(), channels);
  }

  private static List<Integer> sizes(TestRandom random, Shape shape, int most) {
    return shape.spatial().stream().map(size -> random.between(1, most)).toList();
  }

  private static Padding padding(TestRandom random, Shape shape, int most) {
    return switch (random.between(0, 4)) {
      case 0 -> Padding.VALID;
      case 1 -> Padding.SAME;
      case 2 -> Padding.FULL;
      default ->
          new Padding.Explicit(
              IntStream.range(0, 2 * shape.spatial().size())
                  .mapToObj(i -> random.between(0, most))
                  .toList());
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
