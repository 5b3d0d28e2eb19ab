package dev.convoy.model.zoo;

import dev.convoy.layer.BatchNorm;
import dev.convoy.layer.Conv;
import dev.convoy.layer.Layer;
import dev.convoy.layer.Relu;
import java.util.List;

/** Chains of a convolution and a batch normalization, whose shift makes a bias superfluous. */
final class NormalizedConvolution {
  private NormalizedConvolution() {}

  /** Convolution and normalization. */
  static List<Layer> linear(Conv convolution) {
    return List.of(convolution.withoutBias(), new BatchNorm());
  }

  /** Convolution, normalization and rectifier. */
  static List<Layer> rectified(Conv convolution) {
    return List.of(convolution.withoutBias(), new BatchNorm(), new Relu());
  }
}
