package dev.convoy.data.image;

import java.util.Optional;

/**
 * A data set of encoded images.
 *
 * @param training images to train on; all images if the data set is not split
 * @param validation images to evaluate on after each epoch, if there are any
 * @param test images for the final evaluation, if there are any
 */
public record ImageSet(
    ImageSource training, Optional<ImageSource> validation, Optional<ImageSource> test) {
  /** A data set that is not split. */
  public static ImageSet of(ImageSource all) {
    return new ImageSet(all, Optional.empty(), Optional.empty());
  }

  /** The images that a model is tested on: those for the test, or for validation, or else all. */
  public ImageSource evaluation() {
    return test.or(() -> validation).orElse(training);
  }
}
