package dev.convoy.model;

import dev.convoy.model.zoo.NamedModels;
import dev.convoy.tensor.Shape;
import java.util.Map;

/** The named models for small images and ten classes, so that tests can run them. */
public final class SmallModels {
  /**
   * Where images are grey, or smaller ones cannot be taken or leave batch normalization one
   * position.
   */
  private static final Map<String, Shape> INPUTS =
      Map.of(
          "lenet5", Shape.of(28, 28, 1),
          "fashion-cnn", Shape.of(28, 28, 1),
          "alexnet", Shape.of(63, 63, 3),
          "vgg16", Shape.of(32, 32, 3),
          "resnet18", Shape.of(64, 64, 3),
          "mobilenet", Shape.of(64, 64, 3));

  private SmallModels() {}

  /** The model of this name for small images. */
  public static Model of(String name) {
    return NamedModels.named(name)
        .orElseThrow()
        .model(INPUTS.getOrDefault(name, Shape.of(16, 16, 3)), 10);
  }
}
