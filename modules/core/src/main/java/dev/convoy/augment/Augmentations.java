package dev.convoy.augment;

import dev.convoy.tensor.Shape;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;

/**
 * What happens to a training image, step by step in order. The random numbers of a step depend on
 * its name and on how many steps of that name are before it, so other steps can come and go.
 *
 * @param steps what happens to each image; none to leave them alone
 * @param mixup what happens then to the images of a batch
 */
public record Augmentations(List<Augmentation> steps, Mixup mixup) implements Serializable {
  /** The text of an empty list. */
  public static final String NONE = "none";

  /** Copies the list. */
  public Augmentations {
    steps = List.copyOf(steps);
  }

  /** Images stay as they are. */
  public static Augmentations none() {
    return new Augmentations(List.of(), Mixup.none());
  }

  /**
   * Reads steps from the form users write, each text one or several with commas between them: what
   * does not start with a letter after a comma is a further value of the step before.
   *
   * @throws IllegalArgumentException that names the step, the value and the rule
   */
  public static Augmentations parse(List<String> texts) {
    return AugmentationParser.parse(texts);
  }

  /** The form users write, in one text. */
  public String text() {
    List<String> texts = new ArrayList<>(steps.stream().map(Augmentation::text).toList());
    if (mixup.isActive()) {
      texts.add(mixup.text());
    }
    return texts.isEmpty() ? NONE : String.join(",", texts);
  }

  /**
   * Refuses images that a step cannot work on.
   *
   * @param image shape of an image
   */
  public void requireFits(Shape image) {
    if (!steps.isEmpty()) {
      ImageForm.of(image);
    }
    steps.forEach(step -> step.requireFits(image));
  }
}
