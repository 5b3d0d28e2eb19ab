package dev.convoy.layer;

import dev.convoy.tensor.Shape;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Copies the ranges that input and output have in common; the rest is zero. */
final class ZeroPadOperation implements Operation {
  /** Values that touch in input and output. */
  private record PositionRange(int input, int output, int length) {}

  private static final int PADDING = -1;

  private final int inputSize;
  private final int outputSize;
  private final List<PositionRange> ranges = new ArrayList<>();

  /**
   * Finds the ranges.
   *
   * @param sides a start and an end for each axis
   */
  ZeroPadOperation(Shape input, Shape output, List<Integer> sides) {
    this.inputSize = input.size();
    this.outputSize = output.size();
    int[] sources = sources(input, output, sides);
    int channels = input.channels();
    for (int i = 0; i < sources.length; ) {
      int start = i++;
      if (sources[start] != PADDING) {
        while (i < sources.length && sources[i] == sources[i - 1] + 1) {
          i++;
        }
        ranges.add(
            new PositionRange(sources[start] * channels, start * channels, (i - start) * channels));
      }
    }
  }

  /** The input position of each output position. */
  private static int[] sources(Shape input, Shape output, List<Integer> sides) {
    int[] sources = {0};
    for (int axis = 0; axis < output.spatial().size(); axis++) {
      int length = input.spatial().get(axis);
      int padded = output.spatial().get(axis);
      int[] finer = new int[sources.length * padded];
      for (int i = 0; i < finer.length; i++) {
        int position = i % padded - sides.get(2 * axis);
        boolean inside = position >= 0 && position < length && sources[i / padded] != PADDING;
        finer[i] = inside ? sources[i / padded] * length + position : PADDING;
      }
      sources = finer;
    }
    return sources;
  }

  @Override
  public void forward(float[] parameters, Buffers buffers, int first, int count) {
    float[] y = buffers.output;
    Arrays.fill(y, first * outputSize, (first + count) * outputSize, 0f);
    for (int n = first; n < first + count; n++) {
      for (int i = 0; i < ranges.size(); i++) {
        PositionRange range = ranges.get(i);
        int from = n * inputSize + range.input;
        System.arraycopy(buffers.input(), from, y, n * outputSize + range.output, range.length);
      }
    }
  }

  @Override
  public void backward(
      float[] parameters, float[] gradient, Buffers buffers, int first, int count) {
    float[] dx = buffers.inputGradient();
    Arrays.fill(dx, first * inputSize, (first + count) * inputSize, 0f);
    for (int n = first; n < first + count; n++) {
      for (int i = 0; i < ranges.size(); i++) {
        PositionRange range = ranges.get(i);
        int from = n * outputSize + range.output;
        System.arraycopy(
            buffers.outputGradient, from, dx, n * inputSize + range.input, range.length);
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
    return "copy";
  }
}
