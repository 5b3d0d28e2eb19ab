package dev.convoy.model.zoo;

import dev.convoy.layer.AvgPool;
import dev.convoy.layer.Concat;
import dev.convoy.layer.Conv;
import dev.convoy.layer.Dense;
import dev.convoy.layer.Dropout;
import dev.convoy.layer.Layer;
import dev.convoy.layer.MaxPool;
import dev.convoy.layer.Padding;
import dev.convoy.layer.Relu;
import dev.convoy.model.Model;
import dev.convoy.model.ModelBuilder;
import dev.convoy.tensor.Shape;
import java.util.List;
import java.util.stream.Stream;

/**
 * Inception networks: modules of parallel 1×1, 3×3 and 5×5 convolutions and a pooling layer. A 1×1
 * convolution before the larger filters reduces the number of their input channels.
 *
 * <p>Source: Szegedy et al., Going Deeper with Convolutions, 2015.
 */
final class Inception {
  private static final float RATE = 0.4f;

  private Inception() {}

  /**
   * The widths of a module, a row of the paper's table 1.
   *
   * @param one number of 1×1 filters
   * @param threeReduced number of 1×1 filters before the 3×3 filters
   * @param three number of 3×3 filters
   * @param fiveReduced number of 1×1 filters before the 5×5 filters
   * @param five number of 5×5 filters
   * @param pooled number of 1×1 filters after the pooling layer
   */
  record Widths(int one, int threeReduced, int three, int fiveReduced, int five, int pooled) {}

  /**
   * GoogLeNet at half its widths up to module 4a: a stem, modules 3a, 3b and 4a, and global average
   * pooling. It omits the first two reductions, because images are small, and local response
   * normalization and auxiliary classifiers.
   */
  static Model small(Shape input, int classes) {
    ModelBuilder network =
        new ModelBuilder(input)
            .then(convolution(32, 3))
            .then(halved())
            .then(convolution(32, 1))
            .then(convolution(96, 3));
    module(network, new Widths(32, 48, 64, 8, 16, 16));
    module(network, new Widths(64, 64, 96, 16, 48, 32));
    network.then(halved());
    module(network, new Widths(96, 48, 104, 8, 24, 32));
    return network.then(AvgPool.global(), new Dropout(RATE), new Dense(classes)).build();
  }

  /** Adds a module: output height × width × (one + three + five + pooled). */
  static void module(ModelBuilder network, Widths widths) {
    network.join(
        new Concat(),
        convolution(widths.one(), 1),
        chain(convolution(widths.threeReduced(), 1), convolution(widths.three(), 3)),
        chain(convolution(widths.fiveReduced(), 1), convolution(widths.five(), 5)),
        chain(List.of(pool(1)), convolution(widths.pooled(), 1)));
  }

  private static List<Layer> convolution(int filters, int size) {
    return List.of(new Conv(filters, size, Padding.SAME), new Relu());
  }

  private static Layer halved() {
    return pool(2);
  }

  private static Layer pool(int stride) {
    return new MaxPool(List.of(3, 3), List.of(stride, stride), Padding.SAME);
  }

  private static List<Layer> chain(List<Layer> first, List<Layer> second) {
    return Stream.concat(first.stream(), second.stream()).toList();
  }
}
