package dev.convoy.layer;

import dev.convoy.random.CounterRandom;

/** Dropout without a stored mask: both passes compute it from the example's key. */
final class DropoutOperation implements Operation {
  private static final int CHUNK = 256;

  private final float rate;
  private final float scale;
  private final int size;
  private final long salt;
  private final long[] chunk = new long[CHUNK];

  DropoutOperation(float rate, CompileContext context) {
    this.rate = rate;
    this.scale = 1 / (1 - rate);
    this.size = context.input().size();
    this.salt = context.salt();
  }

  @Override
  public void forward(float[] parameters, Buffers buffers, int first, int count) {
    apply(buffers.exampleKeys, buffers.input(), buffers.output, first, count);
  }

  @Override
  public void backward(
      float[] parameters, float[] gradient, Buffers buffers, int first, int count) {
    apply(buffers.exampleKeys, buffers.outputGradient, buffers.inputGradient(), first, count);
  }

  private void apply(long[] keys, float[] from, float[] to, int first, int count) {
    if (rate == 0) {
      System.arraycopy(from, first * size, to, first * size, count * size);
      return;
    }
    for (int n = first; n < first + count; n++) {
      long key = CounterRandom.key(keys[n], salt);
      int at = n * size;
      for (int i = 0; i < size; i += CHUNK) {
        int part = Math.min(CHUNK, size - i);
        CounterRandom.below(rate, key, i, part, chunk);
        drop(part, from, to, at + i);
      }
    }
  }

  /** Clears all bits where the mask has them: a branch would be guessed wrong half of the time. */
  private void drop(int count, float[] from, float[] to, int at) {
    for (int i = 0; i < count; i++) {
      int kept = Float.floatToRawIntBits(from[at + i] * scale) & ~(int) chunk[i];
      to[at + i] = Float.intBitsToFloat(kept);
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
    return rate == 0 ? "identity" : "mask computed from the example's key";
  }
}
