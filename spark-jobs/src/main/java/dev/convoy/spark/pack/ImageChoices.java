package dev.convoy.spark.pack;

import dev.convoy.data.image.ImageFields;
import dev.convoy.image.Fit;
import dev.convoy.tensor.Shape;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * What the user says of encoded images.
 *
 * @param fields columns and class names
 * @param size height and width of the pixels, with 1 channel; if it is not given, all images must
 *     have one size
 * @param channels 1 or 3; if it is not given, 1 if all images are grey
 * @param fit what becomes of images in another ratio of sides
 * @param onBadImage what becomes of images that cannot be used
 * @param split share of training images that are kept for training, above 0 and below 1; the others
 *     are for validation. Which are which, a hash of their names decides. Empty: all are kept.
 */
public record ImageChoices(
    ImageFields fields,
    Optional<Shape> size,
    Optional<Integer> channels,
    Fit fit,
    OnBadImage onBadImage,
    OptionalDouble split) {
  /** Nothing is said. */
  public static final ImageChoices USUAL =
      new ImageChoices(
          ImageFields.USUAL,
          Optional.empty(),
          Optional.empty(),
          Fit.CROP,
          OnBadImage.FAIL,
          OptionalDouble.empty());

  /** Checks the split and the number of channels. */
  public ImageChoices {
    if (split.isPresent() && !(split.getAsDouble() > 0 && split.getAsDouble() < 1)) {
      throw new IllegalArgumentException(
          "split " + split.getAsDouble() + " must be above 0 and below 1");
    }
    if (channels.isPresent() && channels.get() != 1 && channels.get() != 3) {
      throw new IllegalArgumentException("channels " + channels.get() + " must be 1 or 3");
    }
  }

  /** The share as a manifest records it; empty if nothing is held out. */
  public String splitText() {
    return split.isPresent() ? Double.toString(split.getAsDouble()) : "";
  }
}
