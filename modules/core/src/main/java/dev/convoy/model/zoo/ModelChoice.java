package dev.convoy.model.zoo;

import dev.convoy.model.Model;
import dev.convoy.tensor.Shape;
import dev.convoy.text.DidYouMean;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A named model with optional input shape and number of classes: {@code
 * NAME[:HEIGHTxWIDTHxCHANNELS][,classes=N]}, such as {@code resnet20:28x28x1} or {@code
 * resnet20:32x32x3,classes=100}.
 *
 * @param named the model
 * @param input the shape of the images, if given
 * @param classes number of outputs, if given
 */
public record ModelChoice(NamedModel named, Optional<Shape> input, OptionalInt classes) {
  private static final Pattern FORM =
      Pattern.compile(
          "(?<name>[A-Za-z][A-Za-z0-9-]*)"
              + "(:(?<height>[0-9]{1,5})x(?<width>[0-9]{1,5})x(?<channels>[0-9]{1,5}))?"
              + "(,classes=(?<classes>[0-9]{1,7}))?");
  private static final Pattern END_OF_NAME = Pattern.compile("[:,]");

  /**
   * Parses a choice. Returns empty if the text does not start with a known name and could be
   * another name or a path.
   *
   * @throws IllegalArgumentException if the text is malformed, or has settings after an unknown
   *     name
   */
  public static Optional<ModelChoice> parse(String text) {
    String name = END_OF_NAME.split(text, 2)[0];
    Optional<NamedModel> named = NamedModels.named(name);
    Matcher form = FORM.matcher(text);
    boolean matches = form.matches();
    if (named.isEmpty()) {
      if (matches && !name.equals(text)) {
        throw new IllegalArgumentException(
            "model '"
                + text
                + "': no model has the name '"
                + name
                + "'"
                + DidYouMean.suggestion(name, NamedModels.names()));
      }
      return Optional.empty();
    }
    if (!matches) {
      throw new IllegalArgumentException(
          "model '"
              + text
              + "' must be NAME[:HEIGHTxWIDTHxCHANNELS][,classes=N], such as "
              + name
              + ":28x28x1,classes=10");
    }
    return Optional.of(new ModelChoice(named.get(), shape(text, form), classes(text, form)));
  }

  private static Optional<Shape> shape(String text, Matcher form) {
    if (form.group("height") == null) {
      return Optional.empty();
    }
    try {
      return Optional.of(
          Shape.of(number(form, "height"), number(form, "width"), number(form, "channels")));
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("model '" + text + "': " + e.getMessage(), e);
    }
  }

  private static OptionalInt classes(String text, Matcher form) {
    if (form.group("classes") == null) {
      return OptionalInt.empty();
    }
    int classes = number(form, "classes");
    if (classes < 1) {
      throw new IllegalArgumentException(
          "model '" + text + "': classes " + classes + " must be at least 1");
    }
    return OptionalInt.of(classes);
  }

  private static int number(Matcher form, String group) {
    return Integer.parseInt(form.group(group));
  }

  /** The model; values that were not given are the named model's defaults. */
  public Model model() {
    return named.model(input.orElse(named.input()), classes.orElse(named.classes()));
  }

  /**
   * The model for data; values that were not given follow from the data.
   *
   * @param images the shape of the data's images
   * @param labels the number of the data's classes, as far as labels show it
   */
  public Model modelFor(Shape images, int labels) {
    return named.model(input.orElse(images), classes.orElse(named.outputsFor(labels)));
  }

  /**
   * The model for data whose classes have names; values that were not given follow from the data.
   *
   * @param images the shape of the data's images
   * @param names the number of names
   */
  public Model modelForNamed(Shape images, int names) {
    return named.model(input.orElse(images), classes.orElse(names));
  }
}
