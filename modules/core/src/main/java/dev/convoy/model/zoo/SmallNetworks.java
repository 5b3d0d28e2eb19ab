package dev.convoy.model.zoo;

import dev.convoy.layer.Conv;
import dev.convoy.layer.Dense;
import dev.convoy.layer.MaxPool;
import dev.convoy.layer.Padding;
import dev.convoy.layer.Relu;
import dev.convoy.model.Model;
import dev.convoy.tensor.Shape;

/** Small networks with two convolutions. */
final class SmallNetworks {
  private SmallNetworks() {}

  /**
   * LeNet-5 with ReLU and max pooling in place of the original's sigmoids and trained subsampling.
   *
   * <p>Source: LeCun et al., Gradient-based learning applied to document recognition, 1998.
   */
  static Model lenet5(Shape input, int classes) {
    return Model.stack(
        input,
        new Conv(6, 5, Padding.of(2)),
        new Relu(),
        new MaxPool(2),
        new Conv(16, 5, Padding.VALID),
        new Relu(),
        new MaxPool(2),
        new Dense(120),
        new Relu(),
        new Dense(84),
        new Relu(),
        new Dense(classes));
  }

  /** Two 3×3 convolutions and two dense layers. */
  static Model fashionCnn(Shape input, int classes) {
    return Model.stack(
        input,
        new Conv(32, 3, Padding.SAME),
        new Relu(),
        new MaxPool(2),
        new Conv(64, 3, Padding.SAME),
        new Relu(),
        new MaxPool(2),
        new Dense(128),
        new Relu(),
        new Dense(classes));
  }
}
