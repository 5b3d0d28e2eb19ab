package dev.convoy.layer;

/**
 * An elementwise activation whose derivative can be told from its output. The functions come from
 * {@link StrictMath}, so that they are the same on every machine.
 */
final class ActivationOperation implements Operation {
  /** A scalar function; the derivative is expressed by the function's value. */
  interface Function {
    float value(float x);

    float derivative(float value);
  }

  private final Function function;
  private final int size;
  private final String formula;

  ActivationOperation(Function function, int size, String formula) {
    this.function = function;
    this.size = size;
    this.formula = formula;
  }

  @Override
  public void forward(float[] parameters, Buffers buffers, int first, int count) {
    float[] x = buffers.input();
    float[] y = buffers.output;
    int end = (first + count) * size;
    for (int i = first * size; i < end; i++) {
      y[i] = function.value(x[i]);
    }
  }

  @Override
  public void backward(
      float[] parameters, float[] gradient, Buffers buffers, int first, int count) {
    float[] y = buffers.output;
    float[] dy = buffers.outputGradient;
    float[] dx = buffers.inputGradient();
    int end = (first + count) * size;
    for (int i = first * size; i < end; i++) {
      dx[i] = dy[i] * function.derivative(y[i]);
    }
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
