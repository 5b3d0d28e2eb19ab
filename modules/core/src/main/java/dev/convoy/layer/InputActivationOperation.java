package dev.convoy.layer;

/**
 * An elementwise activation whose derivative cannot be told from its output, but from its input.
 */
final class InputActivationOperation implements Operation {
  /**
   * A function of each value, in parts of at most {@link Exponential#CHUNK} that start at {@code
   * at} in all arrays. {@code chunk} is room for so many numbers, overwritten. Its loops are as
   * those of {@link ActivationOperation.Function}.
   */
  interface Function {
    /** Overwrites {@code y} with the function of {@code x}. */
    void values(int count, float[] x, float[] y, int at, double[] chunk);

    /**
     * Overwrites {@code dx} with {@code dy} times the derivative at {@code x}. {@code dx} and
     * {@code dy} may be the same array.
     */
    void gradient(int count, float[] x, float[] dy, float[] dx, int at, double[] chunk);
  }

  private final Function function;
  private final int size;
  private final String formula;
  private final double[] chunk = new double[Exponential.CHUNK];

  InputActivationOperation(Function function, int size, String formula) {
    this.function = function;
    this.size = size;
    this.formula = formula;
  }

  @Override
  public void forward(float[] parameters, Buffers buffers, int first, int count) {
    int end = (first + count) * size;
    for (int at = first * size; at < end; at += chunk.length) {
      int part = Math.min(chunk.length, end - at);
      function.values(part, buffers.input(), buffers.output, at, chunk);
    }
  }

  @Override
  public void backward(
      float[] parameters, float[] gradient, Buffers buffers, int first, int count) {
    int end = (first + count) * size;
    for (int at = first * size; at < end; at += chunk.length) {
      int part = Math.min(chunk.length, end - at);
      function.gradient(
          part, buffers.input(), buffers.outputGradient, buffers.inputGradient(), at, chunk);
    }
  }

  @Override
  public boolean backwardReadsInput() {
    return true;
  }

  @Override
  public boolean backwardReadsOutput() {
    return false;
  }

  @Override
  public String algorithm() {
    return formula;
  }
}
