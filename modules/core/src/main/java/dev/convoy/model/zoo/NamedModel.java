package dev.convoy.model.zoo;

import dev.convoy.model.Model;
import dev.convoy.model.ParameterLayout;
import dev.convoy.tensor.Shape;

/**
 * A predefined classifier, for any image size that it supports and any number of classes.
 *
 * @param name the model's name, such as {@code lenet5}
 * @param input the default shape of the images
 * @param classes the default number of outputs
 * @param fewestClasses the minimum number of outputs for given data; equal to {@code classes} for a
 *     network that is known for its number of outputs
 * @param architecture builds the model
 */
public record NamedModel(
    String name, Shape input, int classes, int fewestClasses, Architecture architecture) {
  /** Builds a network for a given image size and number of outputs. */
  @FunctionalInterface
  public interface Architecture {
    /** Builds the network. */
    Model of(Shape input, int classes);
  }

  /** The model in its default size. */
  public Model model() {
    return model(input, classes);
  }

  /**
   * The model for images of this shape and this number of outputs.
   *
   * @throws IllegalArgumentException if the model does not support them; names the layer and why
   */
  public Model model(Shape images, int outputs) {
    try {
      Model model = architecture.of(images, outputs);
      ParameterLayout.of(model); // refuses too many parameters
      return model;
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "model '" + name + "' cannot take " + images + ": " + e.getMessage(), e);
    }
  }

  /** The number of outputs for data with this number of classes. */
  public int outputsFor(int labels) {
    return Math.max(fewestClasses, labels);
  }
}
