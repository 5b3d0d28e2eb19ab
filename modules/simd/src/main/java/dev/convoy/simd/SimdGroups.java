package dev.convoy.simd;

import dev.convoy.kernel.Convolution;
import dev.convoy.kernel.Pass;
import dev.convoy.kernel.Window;
import java.util.Set;

/**
 * Convolution in groups: for each group its channels are copied out, convolved as one convolution,
 * and copied back. The copies cost little where a group has many channels.
 */
final class SimdGroups implements Convolution {
  private final int groups;
  private final int inputs;
  private final int outputs;
  private final int rows;
  private final int groupInputs;
  private final int groupOutputs;
  private final SimdConvolution convolution;

  SimdGroups(Window window, int inputChannels, int outputChannels, int groups, Set<Pass> passes) {
    this.groups = groups;
    this.inputs = window.inputs();
    this.outputs = window.outputs();
    this.groupInputs = inputChannels / groups;
    this.groupOutputs = outputChannels / groups;
    this.rows = window.taps() * groupInputs;
    this.convolution = SimdConvolution.general(window, groupInputs, groupOutputs, passes);
  }

  /** The groups in a row, then the weights of one group as they are before they are packed. */
  @Override
  public int packedSize() {
    return Math.addExact(Math.multiplyExact(groups, convolution.packedSize()), rows * groupOutputs);
  }

  @Override
  public int scratchSize(int examples) {
    return convolution.scratchSize(examples)
        + examples * (inputs * groupInputs + outputs * groupOutputs)
        + rows * groupOutputs;
  }

  @Override
  public void prepare(float[] weights, int weightsAt, float[] packed) {
    int size = convolution.packedSize();
    int copy = groups * size;
    for (int group = 0; group < groups; group++) {
      gather(group, rows, groupOutputs, weights, weightsAt, packed, copy);
      convolution.prepare(packed, copy, packed, group * size);
    }
  }

  @Override
  public void forward(
      int examples, float[] packed, float[] x, int xAt, float[] y, int yAt, float[] scratch) {
    int from = convolution.scratchSize(examples);
    int to = from + examples * inputs * groupInputs;
    for (int group = 0; group < groups; group++) {
      gather(group, examples * inputs, groupInputs, x, xAt, scratch, from);
      gather(group, examples * outputs, groupOutputs, y, yAt, scratch, to);
      int at = group * convolution.packedSize();
      convolution.forward(examples, packed, at, scratch, from, scratch, to, scratch);
      scatter(group, examples * outputs, groupOutputs, scratch, to, y, yAt);
    }
  }

  @Override
  public void inputGradient(
      int examples, float[] packed, float[] dy, int dyAt, float[] dx, int dxAt, float[] scratch) {
    int from = convolution.scratchSize(examples);
    int to = from + examples * outputs * groupOutputs;
    for (int group = 0; group < groups; group++) {
      gather(group, examples * outputs, groupOutputs, dy, dyAt, scratch, from);
      gather(group, examples * inputs, groupInputs, dx, dxAt, scratch, to);
      int at = group * convolution.packedSize();
      convolution.inputGradient(examples, packed, at, scratch, from, scratch, to, scratch);
      scatter(group, examples * inputs, groupInputs, scratch, to, dx, dxAt);
    }
  }

  @Override
  public void weightGradient(
      int examples,
      float[] x,
      int xAt,
      float[] dy,
      int dyAt,
      float[] dw,
      int dwAt,
      float[] scratch) {
    int from = convolution.scratchSize(examples);
    int gradient = from + examples * inputs * groupInputs;
    int to = gradient + examples * outputs * groupOutputs;
    for (int group = 0; group < groups; group++) {
      gather(group, examples * inputs, groupInputs, x, xAt, scratch, from);
      gather(group, examples * outputs, groupOutputs, dy, dyAt, scratch, gradient);
      gather(group, rows, groupOutputs, dw, dwAt, scratch, to);
      convolution.weightGradient(examples, scratch, from, scratch, gradient, scratch, to, scratch);
      scatter(group, rows, groupOutputs, scratch, to, dw, dwAt);
    }
  }

  /** Copies the channels of a group out of rows of all channels. */
  private void gather(
      int group, int count, int channels, float[] all, int allAt, float[] part, int partAt) {
    Columns.copy(
        count, channels, all, allAt + group * channels, groups * channels, part, partAt, channels);
  }

  /** Copies the channels of a group back into rows of all channels. */
  private void scatter(
      int group, int count, int channels, float[] part, int partAt, float[] all, int allAt) {
    Columns.copy(
        count, channels, part, partAt, channels, all, allAt + group * channels, groups * channels);
  }

  @Override
  public String algorithm() {
    return groups + " groups, each " + convolution.algorithm();
  }
}
