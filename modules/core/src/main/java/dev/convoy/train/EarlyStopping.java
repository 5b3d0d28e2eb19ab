package dev.convoy.train;

/**
 * Ends a run when its evaluations stop improving, and restores the parameters of the best epoch.
 *
 * @param patience number of epochs in a row without improvement after which the run ends, at least
 *     1
 * @param minDelta minimum change that counts as an improvement, at least 0
 */
public record EarlyStopping(int patience, double minDelta) {
  /** Checks the bounds. */
  public EarlyStopping {
    if (patience < 1) {
      throw new IllegalArgumentException(
          "early-stopping: patience " + patience + " must be at least 1");
    }
    if (!(minDelta >= 0 && minDelta < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException(
          "early-stopping: delta " + minDelta + " must be at least 0 and finite");
    }
  }

  /** Reads {@code P[,delta]}. */
  public static EarlyStopping parse(String text) {
    String[] values = text.split(",", -1);
    try {
      if (values.length <= 2) {
        return new EarlyStopping(
            Integer.parseInt(values[0]), values.length == 2 ? Double.parseDouble(values[1]) : 0);
      }
    } catch (NumberFormatException e) {
      throw malformed(text, e);
    }
    throw malformed(text, null);
  }

  private static IllegalArgumentException malformed(String text, NumberFormatException cause) {
    return new IllegalArgumentException(
        "early-stopping '" + text + "' must be P[,delta] with P a number of epochs, such as 5",
        cause);
  }

  /** The text that {@link #parse} reads. */
  public String text() {
    return patience + "," + minDelta;
  }
}
