package dev.convoy.model.zoo;

import dev.convoy.layer.BatchNorm;
import dev.convoy.layer.Conv;
import dev.convoy.layer.Layer;
import dev.convoy.layer.Relu;
import java.util.List;

/**
 * Convolutions followed by batch normalization. They have no bias, because the normalization's
 * shift replaces it.
 */
final class NormalizedConvolution {
  private NormalizedConvolution() {}

  /** A convolution and a batch normalization. */
  static List<Layer> linear(Conv convolution) {
    return List.of(convolution.withoutBias(), new BatchNorm());
  }

  /** A convolution, a batch normalization and a ReLU. */
  static List<Layer> rectified(Conv convolution) {
    return List.of(convolution.withoutBias(), new BatchNorm(), new Relu());
  }
}
