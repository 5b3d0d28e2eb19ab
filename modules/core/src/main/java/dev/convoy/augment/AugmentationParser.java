package dev.convoy.augment;

import dev.convoy.text.DidYouMean;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** Parses augmentations. */
final class AugmentationParser {
  private static final Pattern BETWEEN_STEPS = Pattern.compile(",\\s*(?=\\p{Alpha}|$)");
  private static final String COLOR = "color";
  private static final List<String> NAMES =
      List.of(
          Flip.NAME,
          Crop.NAME,
          Rotation.NAME,
          Brightness.NAME,
          Contrast.NAME,
          ColourShift.NAME,
          Noise.NAME,
          Erasing.NAME,
          Mixup.NAME);

  private final String text;
  private final String name;
  private final List<String> values;

  private AugmentationParser(String text, String name, List<String> values) {
    this.text = text;
    this.name = name;
    this.values = values;
  }

  static Augmentations parse(List<String> texts) {
    if (texts.equals(List.of(Augmentations.NONE))) {
      return Augmentations.none();
    }
    List<Augmentation> steps = new ArrayList<>();
    Mixup mixup = Mixup.none();
    for (String list : texts) {
      for (String text : BETWEEN_STEPS.split(list, -1)) {
        AugmentationParser step = of(text.strip());
        if (mixup.isActive()) {
          throw new IllegalArgumentException(
              "augment '" + step.text + "': must not follow mixup, which is the last step");
        }
        if (step.name.equals(Mixup.NAME)) {
          mixup = step.mixup();
        } else {
          steps.add(step.augmentation());
        }
      }
    }
    return new Augmentations(steps, mixup);
  }

  private static AugmentationParser of(String text) {
    String[] parts = text.split(":", 2);
    List<String> values = parts.length == 1 ? List.of() : List.of(parts[1].split(",", -1));
    return new AugmentationParser(text, parts[0], values);
  }

  private Augmentation augmentation() {
    return switch (name) {
      case Flip.NAME -> flip();
      case Crop.NAME -> crop();
      case Rotation.NAME -> new Rotation(only("rotate:DEGREES, such as rotate:10"));
      case Brightness.NAME -> new Brightness(only("brightness:AMOUNT, such as brightness:0.2"));
      case Contrast.NAME -> new Contrast(only("contrast:AMOUNT, such as contrast:0.2"));
      case ColourShift.NAME, COLOR -> new ColourShift(only("colour:AMOUNT, such as colour:0.1"));
      case Noise.NAME -> new Noise(only("noise:DEVIATION, such as noise:0.05"));
      case Erasing.NAME -> erasing();
      default ->
          throw new IllegalArgumentException(
              "augment '"
                  + text
                  + "': unknown; known are "
                  + String.join(", ", NAMES)
                  + DidYouMean.suggestion(name, NAMES));
    };
  }

  private Flip flip() {
    if (values.isEmpty()) {
      return new Flip(Flip.Direction.HORIZONTAL);
    }
    for (Flip.Direction direction : Flip.Direction.values()) {
      if (values.equals(List.of(direction.toString()))) {
        return new Flip(direction);
      }
    }
    throw wrong("flip[:horizontal|vertical]");
  }

  private Crop crop() {
    String rule = "crop:PADDING with a whole number, such as crop:2";
    requireValues(1, 1, rule);
    try {
      return new Crop(Integer.parseInt(values.get(0)));
    } catch (NumberFormatException e) {
      throw wrong(rule);
    }
  }

  private Erasing erasing() {
    String rule = "erase:PROBABILITY[,LARGEST], such as erase:0.5,0.33";
    requireValues(1, 2, rule);
    return new Erasing(
        number(0, rule), values.size() == 1 ? Erasing.USUAL_LARGEST : number(1, rule));
  }

  private Mixup mixup() {
    Mixup mixup = new Mixup(only("mixup:ALPHA, such as mixup:0.2"));
    if (!mixup.isActive()) {
      throw new IllegalArgumentException("augment '" + text + "': alpha must be above 0");
    }
    return mixup;
  }

  private float only(String rule) {
    requireValues(1, 1, rule);
    return number(0, rule);
  }

  private void requireValues(int least, int most, String rule) {
    if (values.size() < least || values.size() > most) {
      throw wrong(rule);
    }
  }

  private float number(int index, String rule) {
    try {
      return Float.parseFloat(values.get(index));
    } catch (NumberFormatException e) {
      throw wrong(rule);
    }
  }

  private IllegalArgumentException wrong(String rule) {
    return new IllegalArgumentException("augment '" + text + "': must be " + rule);
  }
}
