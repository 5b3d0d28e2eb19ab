package dev.convoy.layer;

/**
 * An elementwise activation whose derivative cannot be told from its output, but from its input.
 */
final class InputActivationOperation implements Operation {
  /**
   * A function of each value, on at most {@link Exponential#CHUNK} values in double precision. Its
   * loops are short, neither branch nor call, and work on doubles alone: such loops the compiler
   * turns into vectors. Both arrays of room are overwritten.
   */
  interface Function {
    /** Replaces each x by the function's value. */
    void values(int count, double[] x, double[] room, double[] more);

    /** Replaces each x by the derivative there. */
    void derivatives(int count, double[] x, double[] room, double[] more);
  }

  private final Function function;
  private final int size;
  private final String formula;
  private final double[] chunk = new double[Exponential.CHUNK];
  private final double[] room = new double[Exponential.CHUNK];
  private final double[] more = new double[Exponential.CHUNK];

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
      Exponential.load(part, buffers.input(), at, chunk);
      function.values(part, chunk, room, more);
      Exponential.store(part, chunk, buffers.output, at);
    }
  }

  @Override
  public void backward(
      float[] parameters, float[] gradient, Buffers buffers, int first, int count) {
    int end = (first + count) * size;
    for (int at = first * size; at < end; at += chunk.length) {
      int part = Math.min(chunk.length, end - at);
      Exponential.load(part, buffers.input(), at, chunk);
      function.derivatives(part, chunk, room, more);
      Exponential.load(part, buffers.outputGradient, at, room);
      for (int i = 0; i < part; i++) {
        chunk[i] *= room[i];
      }
      Exponential.store(part, chunk, buffers.inputGradient(), at);
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
