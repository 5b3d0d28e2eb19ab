package dev.convoy.augment;

import dev.convoy.tensor.Shape;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;

/**
 * The augmentations of a training image, applied in order. A step's random numbers depend on its
 * name and on the number of earlier steps of that name, so adding or removing other steps does not
 * change them.
 *
 * @param steps the steps for each image; empty for no change
 * @param mixup the mixup of the images of a batch, applied after the steps
 */
public record Augmentations(List<Augmentation> steps, Mixup mixup) implements Serializable {
  /** The text of an empty list. */
  public static final String NONE = "none";

  /** Copies the list. */
  public Augmentations {
    steps = List.copyOf(steps);
  }

  /** No augmentation. */
  public static Augmentations none() {
    return new Augmentations(List.of(), Mixup.none());
  }

  /**
   * Parses augmentations. Each text has one or more steps, separated by commas. A part that does
   * not start with a letter is another value of the step before it.
   *
   * @throws IllegalArgumentException that names the step, the value and the rule
   */
  public static Augmentations parse(List<String> texts) {
    return AugmentationParser.parse(texts);
  }

  /** The augmentations as one text that {@link #parse} reads. */
  public String text() {
    List<String> texts = new ArrayList<>(steps.stream().map(Augmentation::text).toList());
    if (mixup.isActive()) {
      texts.add(mixup.text());
    }
    return texts.isEmpty() ? NONE : String.join(",", texts);
  }

  /**
   * Refuses images that a step cannot process.
   *
   * @param image the shape of an image
   */
  public void requireFits(Shape image) {
    if (!steps.isEmpty()) {
      ImageForm.of(image);
    }
    steps.forEach(step -> step.requireFits(image));
  }
}
