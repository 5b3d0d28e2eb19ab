package dev.convoy.data.image;

import java.util.List;
import java.util.Optional;

/**
 * What the user says of the images of a data set.
 *
 * @param image the column with images or their paths, if the format has columns (default: the usual
 *     ones)
 * @param label the column with labels, likewise
 * @param classNames names of the classes in the order of their labels, if they are known, such as
 *     those of a model; labels by name become numbers by them, and other names are refused
 * @param labelled whether labels are needed; if not, images without labels are taken
 */
public record ImageFields(
    Optional<String> image,
    Optional<String> label,
    Optional<List<String>> classNames,
    boolean labelled) {
  /** Nothing is said, and labels are needed. */
  public static final ImageFields USUAL =
      new ImageFields(Optional.empty(), Optional.empty(), Optional.empty(), true);

  /** Labels are not needed. */
  public ImageFields unlabelled() {
    return new ImageFields(image, label, classNames, false);
  }

  /** The names of the classes are these. */
  public ImageFields withClassNames(List<String> names) {
    return new ImageFields(image, label, Optional.of(List.copyOf(names)), labelled);
  }
}
