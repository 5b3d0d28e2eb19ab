package dev.convoy.model.zoo;

import dev.convoy.model.Model;
import dev.convoy.model.ParameterLayout;
import dev.convoy.tensor.Shape;

/**
 * A classifier that comes with a name, for any size of image that it can take and any number of
 * classes.
 *
 * @param name such as {@code lenet5}
 * @param input the shape of its images where nobody says otherwise
 * @param classes number of outputs where nobody says otherwise
 * @param fewestClasses the least number of outputs that data give it; that of a network which is
 *     known by its outputs is {@code classes}
 * @param architecture makes it
 */
public record NamedModel(
    String name, Shape input, int classes, int fewestClasses, Architecture architecture) {
  /** A network but for the size of its images and the number of its outputs. */
  @FunctionalInterface
  public interface Architecture {
    /** The network for such images and so many outputs. */
    Model of(Shape input, int classes);
  }

  /** The model of its own size. */
  public Model model() {
    return model(input, classes);
  }

  /**
   * The model for such images and so many classes.
   *
   * @throws IllegalArgumentException if it cannot take them; names the layer and why
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

  /** The number of outputs for data of so many classes. */
  public int outputsFor(int labels) {
    return Math.max(fewestClasses, labels);
  }
}
