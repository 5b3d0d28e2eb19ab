package dev.convoy.hadoop;

import dev.convoy.data.image.EncodedImage;
import dev.convoy.data.image.ImageFields;
import dev.convoy.image.BadImageException;
import dev.convoy.text.DidYouMean;
import java.io.IOException;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * How the labels of rows become classes. Where the user says what the classes are, names decide,
 * also those that the data have for their numbers.
 *
 * @param classNames names of the classes in their order; empty if they are not known
 * @param byName the classes of labels that are names
 * @param byNumber the classes of labels that are numbers; empty if each is its own class
 * @param needed whether images without labels are bad
 */
record RowLabels(
    List<String> classNames, Map<String, Integer> byName, List<Integer> byNumber, boolean needed)
    implements Serializable {
  /**
   * Labels of a column.
   *
   * @param uri of the file whose names they are, for messages
   * @param own names that the data have for their numbers, or all labels that are names; empty if
   *     there are none
   * @throws IOException if the data have names that are not among those that the user says
   */
  static RowLabels of(String uri, List<String> own, ImageFields fields) throws IOException {
    List<String> names = fields.classNames().orElse(own);
    Map<String, Integer> byName = new HashMap<>();
    for (int i = 0; i < names.size(); i++) {
      byName.putIfAbsent(names.get(i), i);
    }
    List<Integer> byNumber = new ArrayList<>();
    // Names that the data do not have are those of its numbers.
    for (String name : own.isEmpty() ? names : own) {
      if (fields.labelled() && !byName.containsKey(name)) {
        throw new IOException(uri + ": " + unknown(name, byName));
      }
      byNumber.add(byName.getOrDefault(name, EncodedImage.UNLABELLED));
    }
    return new RowLabels(
        List.copyOf(names), Map.copyOf(byName), List.copyOf(byNumber), fields.labelled());
  }

  private static String unknown(String name, Map<String, Integer> known) {
    return "class '"
        + OneLine.of(name)
        + "' is none of the "
        + known.size()
        + " that there are"
        + DidYouMean.suggestion(OneLine.of(name), known.keySet());
  }

  /**
   * The class of a row whose label is a name.
   *
   * @throws IOException if labels are needed and it is none of the names
   */
  int named(TableRows rows, String name) throws IOException {
    Integer found = byName.getOrDefault(name, EncodedImage.UNLABELLED);
    if (needed && found == EncodedImage.UNLABELLED) {
      throw rows.wrong(unknown(name, byName));
    }
    return found;
  }

  /**
   * The class of a label that is a number.
   *
   * @throws BadImageException if labels are needed and it is none
   */
  int numbered(double label) throws BadImageException {
    int classes = byNumber.isEmpty() ? FooterNotes.MOST_CLASSES : byNumber.size();
    if (label >= 0 && label < classes && label == Math.rint(label)) {
      return byNumber.isEmpty() ? (int) label : byNumber.get((int) label);
    }
    if (label == EncodedImage.UNLABELLED) {
      return unlabelled();
    }
    if (needed) {
      String text =
          label == Math.rint(label) ? Long.toString((long) label) : Double.toString(label);
      throw new BadImageException("label is " + text + ", must be 0 to " + (classes - 1));
    }
    return EncodedImage.UNLABELLED;
  }

  /**
   * The class of a row without a label.
   *
   * @throws BadImageException if labels are needed
   */
  int unlabelled() throws BadImageException {
    if (needed) {
      throw new BadImageException("has no label");
    }
    return EncodedImage.UNLABELLED;
  }
}
