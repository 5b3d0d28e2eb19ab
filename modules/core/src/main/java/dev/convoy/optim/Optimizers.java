package dev.convoy.optim;

import java.util.List;

/** Parses optimizers. */
public final class Optimizers {
  private static final float SGD_RATE = 0.02f;
  private static final float MOMENTUM = 0.9f;
  private static final float ADAM_RATE = 0.001f;
  private static final float ADAM_DECAY = 0.01f;
  private static final float RMSPROP_DECAY = 0.9f;
  private static final float LARS_RATE = 1f;
  private static final float LARS_DECAY = 5e-4f;
  private static final String RULE =
      "must be sgd[:rate[,momentum[,nesterov]]], adam[:rate], adamw[:rate[,decay]],"
          + " rmsprop[:rate[,decay]] or lars[:rate[,momentum[,decay]]], such as sgd:0.02,0.9";

  private Optimizers() {}

  /**
   * Reads {@code sgd[:rate[,momentum[,nesterov]]]}, {@code adam[:rate]}, {@code
   * adamw[:rate[,decay]]}, {@code rmsprop[:rate[,decay]]} or {@code
   * lars[:rate[,momentum[,decay]]]}. The defaults are rate 0.02 and momentum 0.9 for sgd; rate
   * 0.001 for adam, adamw and rmsprop; decay 0.01 for adamw and 0.9 for rmsprop; rate 1, momentum
   * 0.9 and decay 0.0005 for lars.
   */
  public static Optimizer parse(String text) {
    String[] parts = text.split(":", 2);
    List<String> values = parts.length == 1 ? List.of() : List.of(parts[1].split(",", -1));
    try {
      switch (parts[0]) {
        case "sgd" -> {
          if (values.size() <= 2 || values.size() == 3 && values.get(2).equals("nesterov")) {
            return new Sgd(
                number(values, 0, SGD_RATE), number(values, 1, MOMENTUM), values.size() == 3);
          }
        }
        case "adam" -> {
          if (values.size() <= 1) {
            return new Adam(number(values, 0, ADAM_RATE));
          }
        }
        case "adamw" -> {
          if (values.size() <= 2) {
            return new AdamW(new Adam(number(values, 0, ADAM_RATE)), number(values, 1, ADAM_DECAY));
          }
        }
        case "rmsprop" -> {
          if (values.size() <= 2) {
            return new RmsProp(number(values, 0, ADAM_RATE), number(values, 1, RMSPROP_DECAY));
          }
        }
        case "lars" -> {
          if (values.size() <= 3) {
            return new Lars(
                number(values, 0, LARS_RATE),
                number(values, 1, MOMENTUM),
                number(values, 2, LARS_DECAY));
          }
        }
        default -> throw malformed(text, null);
      }
    } catch (NumberFormatException e) {
      throw malformed(text, e);
    }
    throw malformed(text, null);
  }

  private static float number(List<String> values, int index, float otherwise) {
    return index < values.size() ? Float.parseFloat(values.get(index)) : otherwise;
  }

  private static IllegalArgumentException malformed(String text, NumberFormatException cause) {
    return new IllegalArgumentException("optimizer '" + text + "' " + RULE, cause);
  }
}
