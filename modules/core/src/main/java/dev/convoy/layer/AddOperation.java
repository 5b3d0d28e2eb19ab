package dev.convoy.layer;

/**
 * Sums its inputs in order; each input's gradient is a copy of the output's, that of the first may
 * be the same array.
 */
final class AddOperation implements Operation {
  private final int size;
  private final boolean[] wanted;

  AddOperation(CompileContext context) {
    this.size = context.input().size();
    this.wanted = new boolean[context.inputs().size()];
    for (int i = 0; i < wanted.length; i++) {
      wanted[i] = context.inputGradients().get(i);
    }
  }

  @Override
  public void forward(float[] parameters, Buffers buffers, int first, int count) {
    int at = first * size;
    int end = at + count * size;
    float[] a = buffers.inputs[0];
    float[] b = buffers.inputs[1];
    float[] y = buffers.output;
    for (int i = at; i < end; i++) {
      y[i] = a[i] + b[i];
    }
    for (int input = 2; input < wanted.length; input++) {
      float[] x = buffers.inputs[input];
      for (int i = at; i < end; i++) {
        y[i] += x[i];
      }
    }
  }

  @Override
  public void backward(
      float[] parameters, float[] gradient, Buffers buffers, int first, int count) {
    int at = first * size;
    float[] dy = buffers.outputGradient;
    for (int input = 0; input < wanted.length; input++) {
      float[] dx = buffers.inputGradients[input];
      if (wanted[input] && dx != dy) {
        System.arraycopy(dy, at, dx, at, count * size);
      }
    }
  }

  @Override
  public boolean backwardReadsInput() {
    return false;
  }

  @Override
  public boolean backwardReadsOutput() {
    return false;
  }

  @Override
  public boolean inPlace() {
    return true;
  }

  @Override
  public String algorithm() {
    return "sum in order";
  }
}
