package dev.convoy.spark.command.output;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.convoy.evaluate.ConfusionMatrix;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;

/**
 * Precision, recall and F1 of each class and the confusion matrix, for people and programs. What is
 * undefined is a dash, or null.
 *
 * @param confusion which class was taken for which
 * @param names of the classes; empty if they have none
 */
public record ClassTable(ConfusionMatrix confusion, List<String> names) {
  /** Of more classes the matrix would not fit a screen. */
  private static final int MOST_SHOWN = 20;

  private static final int DECIMALS = 6;
  private static final String ROW = "%5s  %9s  %6s  %6s  %9s";

  /** Adds {@code classes}, {@code macro} and {@code confusion}. */
  public void addTo(ObjectNode event) {
    ArrayNode classes = event.putArray("classes");
    for (int c = 0; c < confusion.classes(); c++) {
      ObjectNode row = classes.addObject();
      if (c < names.size()) {
        row.put("name", names.get(c));
      }
      put(row, confusion.precision(c), confusion.recall(c), confusion.f1(c));
      row.put("support", confusion.support(c));
    }
    put(
        event.putObject("macro"),
        confusion.meanPrecision(),
        confusion.meanRecall(),
        confusion.meanF1());
    ArrayNode rows = event.putArray("confusion");
    for (int trueClass = 0; trueClass < confusion.classes(); trueClass++) {
      ArrayNode row = rows.addArray();
      for (int predicted = 0; predicted < confusion.classes(); predicted++) {
        row.add(confusion.count(trueClass, predicted));
      }
    }
  }

  private static void put(
      ObjectNode row, OptionalDouble precision, OptionalDouble recall, OptionalDouble f1) {
    put(row, "precision", precision);
    put(row, "recall", recall);
    put(row, "f1", f1);
  }

  private static void put(ObjectNode row, String name, OptionalDouble value) {
    if (value.isPresent()) {
      row.put(name, Numbers.rounded(value.getAsDouble(), DECIMALS));
    } else {
      row.putNull(name);
    }
  }

  /** The table, and the matrix if there are few classes. */
  public String text() {
    StringBuilder text = new StringBuilder();
    append(text, ROW + "%n", "class", "precision", "recall", "F1", "examples");
    long examples = 0;
    for (int c = 0; c < confusion.classes(); c++) {
      examples += confusion.support(c);
      append(
          text,
          ROW,
          c,
          share(confusion.precision(c)),
          share(confusion.recall(c)),
          share(confusion.f1(c)),
          grouped(confusion.support(c)));
      appendName(text, c);
    }
    append(
        text,
        ROW,
        "mean",
        share(confusion.meanPrecision()),
        share(confusion.meanRecall()),
        share(confusion.meanF1()),
        grouped(examples));
    text.append(System.lineSeparator());
    if (confusion.classes() <= MOST_SHOWN) {
      appendMatrix(text);
    }
    return text.toString().stripTrailing();
  }

  /** Ends a row. Names come last, because they are of any length. */
  private void appendName(StringBuilder text, int c) {
    if (c < names.size()) {
      text.append("  ").append(names.get(c));
    }
    text.append(System.lineSeparator());
  }

  private void appendMatrix(StringBuilder text) {
    long largest = 0;
    for (long count : confusion.counts()) {
      largest = Math.max(largest, count);
    }
    String cell = "  %" + Math.max(2, grouped(largest).length()) + "s";
    append(text, "%nexamples of each class (rows) by what they were taken for (columns)%n%5s", "");
    for (int predicted = 0; predicted < confusion.classes(); predicted++) {
      append(text, cell, predicted);
    }
    for (int trueClass = 0; trueClass < confusion.classes(); trueClass++) {
      append(text, "%n%5d", trueClass);
      for (int predicted = 0; predicted < confusion.classes(); predicted++) {
        append(text, cell, grouped(confusion.count(trueClass, predicted)));
      }
    }
  }

  private static String share(OptionalDouble value) {
    return value.isPresent() ? String.format(Locale.ROOT, "%.4f", value.getAsDouble()) : "–";
  }

  private static String grouped(long value) {
    return String.format(Locale.ROOT, "%,d", value);
  }

  private static void append(StringBuilder text, String format, Object... arguments) {
    text.append(String.format(Locale.ROOT, format, arguments));
  }
}
