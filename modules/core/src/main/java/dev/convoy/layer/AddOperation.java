package dev.convoy.layer;

/** Sums its inputs in order; each input's gradient is a copy of the output's. */
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
    float[] y = buffers.output;
    System.arraycopy(buffers.inputs[0], at, y, at, count * size);
    for (int input = 1; input < wanted.length; input++) {
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
    for (int input = 0; input < wanted.length; input++) {
      if (wanted[input]) {
        System.arraycopy(
            buffers.outputGradient, at, buffers.inputGradients[input], at, count * size);
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
  public String algorithm() {
    return "sum in order";
  }
}
