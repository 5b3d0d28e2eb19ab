package dev.convoy.check;

/**
 * Directional derivatives, measured and claimed.
 *
 * @param quotients derivatives measured as central differences
 * @param claimed derivatives from the gradient: its product with each direction
 */
record Derivatives(double[] quotients, double[] claimed) {
  /** The root mean square of all derivatives; 1 if all are zero, so that errors are zero too. */
  double scale() {
    double squares = 0;
    for (int k = 0; k < quotients.length; k++) {
      squares += (quotients[k] * quotients[k] + claimed[k] * claimed[k]) / 2;
    }
    return squares == 0 ? 1 : Math.sqrt(squares / quotients.length);
  }

  /** The errors of the claimed derivatives, relative to the scale. */
  double[] errors() {
    double scale = scale();
    double[] errors = new double[quotients.length];
    for (int k = 0; k < errors.length; k++) {
      errors[k] = Math.abs(quotients[k] - claimed[k]) / scale;
    }
    return errors;
  }

  /** The root mean square difference between these quotients and others, relative to the scale. */
  double changeFrom(Derivatives others) {
    double squares = 0;
    for (int k = 0; k < quotients.length; k++) {
      double change = quotients[k] - others.quotients[k];
      squares += change * change;
    }
    return Math.sqrt(squares / quotients.length) / scale();
  }
}
