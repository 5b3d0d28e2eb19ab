package dev.convoy.data.image;

import dev.convoy.image.BadImageException;
import dev.convoy.text.DidYouMean;
import java.io.Serializable;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Turns labels into classes: numbers as they are, names by the names of classes.
 *
 * @param names of the classes; empty if labels are numbers
 * @param needed whether each image must have a label
 */
record ClassLabels(List<String> names, boolean needed) implements Serializable {
  private static final long MOST = 1_000_000;

  private static final Pattern NUMBER = Pattern.compile("-?[0-9]{1,18}");

  /** Keeps an unmodifiable copy. */
  ClassLabels {
    names = List.copyOf(names);
  }

  /** Of a number. */
  int of(long number) throws BadImageException {
    long most = names.isEmpty() ? MOST : names.size() - 1L;
    if (number >= 0 && number <= most) {
      return (int) number;
    }
    if (!needed) {
      return EncodedImage.UNLABELLED;
    }
    throw new BadImageException("has label " + number + ", must be 0 to " + most);
  }

  /** Of a name, or of a number in digits if classes have no names. */
  int of(String text) throws BadImageException {
    // To look through a list costs less than to decode an image, and a map would be sent as well.
    int index = names.indexOf(text);
    if (index >= 0) {
      return index;
    }
    if (isNumber(text)) {
      return of(Long.parseLong(text));
    }
    if (!needed) {
      return EncodedImage.UNLABELLED;
    }
    throw new BadImageException(
        "has label '"
            + text
            + "', which is no class"
            + (names.isEmpty() ? "; labels must be numbers" : DidYouMean.suggestion(text, names)));
  }

  /** Whether a text is a whole number, which may be negative. */
  static boolean isNumber(String text) {
    return NUMBER.matcher(text).matches();
  }

  /** Of an image without a label. */
  int ofNone() throws BadImageException {
    if (needed) {
      throw new BadImageException("has no label");
    }
    return EncodedImage.UNLABELLED;
  }
}
