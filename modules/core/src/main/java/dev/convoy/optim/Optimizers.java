package dev.convoy.optim;

import java.util.List;

/** Reads optimizers from the form users write. */
public final class Optimizers {
  private static final float SGD_RATE = 0.02f;
  private static final float SGD_MOMENTUM = 0.9f;
  private static final float ADAM_RATE = 0.001f;
  private static final String RULE =
      "must be sgd[:rate[,momentum[,nesterov]]] or adam[:rate], such as sgd:0.02,0.9";

  private Optimizers() {}

  /**
   * Reads {@code sgd[:rate[,momentum[,nesterov]]]} or {@code adam[:rate]}. What is left out is rate
   * 0.02 and momentum 0.9 for sgd, rate 0.001 for adam.
   */
  public static Optimizer parse(String text) {
    String[] parts = text.split(":", 2);
    List<String> values = parts.length == 1 ? List.of() : List.of(parts[1].split(",", -1));
    if (parts[0].equals("sgd") && values.size() <= 3) {
      boolean nesterov = values.size() == 3;
      if (nesterov && !values.get(2).equals("nesterov")) {
        throw new IllegalArgumentException("optimizer '" + text + "' " + RULE);
      }
      return new Sgd(
          number(text, values, 0, SGD_RATE), number(text, values, 1, SGD_MOMENTUM), nesterov);
    }
    if (parts[0].equals("adam") && values.size() <= 1) {
      return new Adam(number(text, values, 0, ADAM_RATE));
    }
    throw new IllegalArgumentException("optimizer '" + text + "' " + RULE);
  }

  private static float number(String text, List<String> values, int index, float otherwise) {
    if (index >= values.size()) {
      return otherwise;
    }
    try {
      return Float.parseFloat(values.get(index));
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException("optimizer '" + text + "' " + RULE, e);
    }
  }
}
