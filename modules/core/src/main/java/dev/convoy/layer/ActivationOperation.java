package dev.convoy.layer;

/** An elementwise activation whose derivative can be told from its output. */
final class ActivationOperation implements Operation {
  /**
   * A function of each value. Its loops neither branch nor call, and index all their floats alike:
   * such loops the compiler turns into vectors.
   */
  interface Function {
    /**
     * Overwrites {@code y} with the function of {@code x}, which may be the same array.
     *
     * @param count at most {@link Exponential#CHUNK}
     * @param at where to start in both arrays
     * @param chunk room for so many numbers, overwritten
     */
    void values(int count, float[] x, float[] y, int at, double[] chunk);

    /**
     * Overwrites {@code dx} from {@code from} to {@code to} with {@code dy} times the derivative,
     * told from the function's value {@code y}. {@code dx} and {@code dy} may be the same array.
     */
    void gradient(int from, int to, float[] y, float[] dy, float[] dx);
  }

  private static final float HUGE = 0x1p127f;

  private final Function function;
  private final int size;
  private final String formula;
  private final double[] chunk = new double[Exponential.CHUNK];

  ActivationOperation(Function function, int size, String formula) {
    this.function = function;
    this.size = size;
    this.formula = formula;
  }

  /**
   * 1 for what is above 0, however small, and for the rest 0 or less: a comparison that the
   * compiler can turn into vectors.
   */
  static float atMostOne(float value) {
    return Math.min(1f, value * HUGE * HUGE);
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
    function.gradient(
        first * size,
        (first + count) * size,
        buffers.output,
        buffers.outputGradient,
        buffers.inputGradient());
  }

  @Override
  public boolean backwardReadsInput() {
    return false;
  }

  @Override
  public boolean backwardReadsOutput() {
    return true;
  }

  @Override
  public boolean inPlace() {
    return true;
  }

  @Override
  public String algorithm() {
    return formula;
  }
}
