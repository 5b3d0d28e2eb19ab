package dev.convoy.augment;

import dev.convoy.tensor.Shape;
import java.io.Serializable;

/**
 * A random change of one training image, one step of {@link Augmentations}. It works on levels:
 * bytes divided by 255, before normalization. 0 is black, 1 is full scale, and amounts are in these
 * units. Steps that change levels clamp the result to 0 … 1, as a camera would.
 */
public sealed interface Augmentation extends Serializable
    permits Flip, Crop, Rotation, Brightness, Contrast, ColourShift, Noise, Erasing {
  /** The name in options and files. */
  String name();

  /** The text that {@link Augmentations#parse} reads, with all defaults filled in. */
  String text();

  /**
   * Refuses images that are too small for the step.
   *
   * @param image shape of an image: height, width, channels
   */
  default void requireFits(Shape image) {}

  /**
   * Makes the operation for images of one form.
   *
   * @param form height, width and channels
   * @param mean the mean level of each channel in the training data
   */
  ImageOperation compile(ImageForm form, float[] mean);
}
