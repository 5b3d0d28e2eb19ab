package dev.convoy.model.zoo;

import dev.convoy.layer.Conv;
import dev.convoy.layer.Dense;
import dev.convoy.layer.Dropout;
import dev.convoy.layer.Layer;
import dev.convoy.layer.MaxPool;
import dev.convoy.layer.Padding;
import dev.convoy.layer.Relu;
import dev.convoy.model.Model;
import dev.convoy.tensor.Shape;
import java.util.List;

/**
 * AlexNet in one tower, as in torchvision: 61,100,840 parameters for 224×224×3 and 1,000 classes.
 * The first dense layer accepts any size of the last pooling layer's output. For 224×224 the size
 * is 6×6, which torchvision's adaptive pooling does not change.
 *
 * <p>Source: Krizhevsky, One weird trick for parallelizing convolutional neural networks, 2014.
 */
final class AlexNet {
  private static final int UNITS = 4_096;
  private static final float RATE = 0.5f;

  private AlexNet() {}

  static Model model(Shape input, int classes) {
    return Model.stack(
        input,
        new Conv(64, 11, Padding.of(2)).withStride(4),
        new Relu(),
        pool(),
        new Conv(192, 5, Padding.SAME),
        new Relu(),
        pool(),
        new Conv(384, 3, Padding.SAME),
        new Relu(),
        new Conv(256, 3, Padding.SAME),
        new Relu(),
        new Conv(256, 3, Padding.SAME),
        new Relu(),
        pool(),
        new Dropout(RATE),
        new Dense(UNITS),
        new Relu(),
        new Dropout(RATE),
        new Dense(UNITS),
        new Relu(),
        new Dense(classes));
  }

  private static Layer pool() {
    return new MaxPool(List.of(3, 3), List.of(2, 2), Padding.VALID);
  }
}
