package dev.convoy.model.zoo;

import dev.convoy.layer.BatchNorm;
import dev.convoy.layer.Conv;
import dev.convoy.layer.Dense;
import dev.convoy.layer.Dropout;
import dev.convoy.layer.MaxPool;
import dev.convoy.layer.Padding;
import dev.convoy.layer.Relu;
import dev.convoy.model.Model;
import dev.convoy.model.ModelBuilder;
import dev.convoy.tensor.Shape;
import java.util.List;

/**
 * VGG networks: blocks of 3×3 convolutions, each followed by a pooling layer.
 *
 * <p>Source: Simonyan and Zisserman, Very Deep Convolutional Networks for Large-Scale Image
 * Recognition, 2015.
 */
final class Vgg {
  private static final List<List<Integer>> SIXTEEN =
      List.of(
          List.of(64, 64),
          List.of(128, 128),
          List.of(256, 256, 256),
          List.of(512, 512, 512),
          List.of(512, 512, 512));
  private static final List<List<Integer>> SMALL =
      List.of(List.of(32, 32), List.of(64, 64), List.of(128, 128));
  private static final int UNITS = 4_096;
  private static final int SMALL_UNITS = 128;
  private static final float RATE = 0.5f;

  private Vgg() {}

  /**
   * VGG-16, configuration D of the paper: 138,357,544 parameters for 224×224×3 and 1,000 classes.
   */
  static Model sixteen(Shape input, int classes) {
    return convolutions(input, SIXTEEN)
        .then(new Dense(UNITS), new Relu(), new Dropout(RATE))
        .then(new Dense(UNITS), new Relu(), new Dropout(RATE))
        .then(new Dense(classes))
        .build();
  }

  /** A small network with three pairs of convolutions and two dense layers. */
  static Model small(Shape input, int classes) {
    return convolutions(input, SMALL)
        .then(new Dense(SMALL_UNITS), new Relu(), new Dense(classes))
        .build();
  }

  /**
   * The network of {@link #small} with batch normalization after each layer but the last, and with
   * dropout before the last: 551,146 parameters for 32×32×3 and ten classes.
   *
   * <p>Source: Ioffe and Szegedy, Batch Normalization, 2015.
   */
  static Model smallNormalized(Shape input, int classes) {
    ModelBuilder network = new ModelBuilder(input);
    for (List<Integer> block : SMALL) {
      for (int filters : block) {
        network.then(NormalizedConvolution.rectified(new Conv(filters, 3, Padding.SAME)));
      }
      network.then(new MaxPool(2));
    }
    return network
        .then(new Dense(SMALL_UNITS, false), new BatchNorm(), new Relu(), new Dropout(RATE))
        .then(new Dense(classes))
        .build();
  }

  private static ModelBuilder convolutions(Shape input, List<List<Integer>> blocks) {
    ModelBuilder network = new ModelBuilder(input);
    for (List<Integer> block : blocks) {
      for (int filters : block) {
        network.then(new Conv(filters, 3, Padding.SAME), new Relu());
      }
      network.then(new MaxPool(2));
    }
    return network;
  }
}
