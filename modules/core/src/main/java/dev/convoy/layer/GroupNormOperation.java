package dev.convoy.layer;

import dev.convoy.kernel.ChannelNorm;
import java.util.Arrays;

/**
 * Group normalization, example by example with the kernels of batch normalization: sums of each
 * channel about its first value, from which those of a group follow in double. The backward pass
 * takes them again while the example is hot. With u = x − mean, r = 1/deviation and means over the
 * n values of a group, dx = r · (weight · dy − mean(weight · dy) − u · r² · mean(weight · dy · u)).
 */
final class GroupNormOperation implements Operation {
  private final ChannelNorm norm;
  private final int positions;
  private final int channels;
  private final int groupChannels;
  private final float epsilon;
  private final int weightAt;
  private final int biasAt;
  private final boolean wantsInput;
  private final ScaleGradient scaleGradient;
  private final double[] means;
  private final double[] inverses;
  private final int mapAt;

  GroupNormOperation(CompileContext context, int groups, float epsilon) {
    this.positions = context.input().positions();
    this.channels = context.input().channels();
    this.norm = context.kernels().channelNorm(channels);
    this.groupChannels = channels / groups;
    this.means = new double[groups];
    this.inverses = new double[groups];
    this.epsilon = epsilon;
    this.weightAt = context.parameters().get(0).offset();
    this.biasAt = context.parameters().get(1).offset();
    this.wantsInput = context.inputGradient();
    this.scaleGradient = new ScaleGradient(context);
    this.mapAt = 2 * channels;
  }

  /** Two sums of each channel, then a map of four rows. */
  @Override
  public int scratchSize(int examples) {
    return mapAt + 4 * channels;
  }

  @Override
  public void prepare(float[] parameters, Buffers buffers) {
    scaleGradient.reset();
  }

  @Override
  public void forward(float[] parameters, Buffers buffers, int first, int count) {
    float[] scratch = buffers.scratch;
    for (int n = first; n < first + count; n++) {
      int at = n * positions * channels;
      measure(buffers.input(), at, scratch);
      for (int c = 0; c < channels; c++) {
        int group = c / groupChannels;
        scratch[mapAt + c] = (float) means[group];
        scratch[mapAt + channels + c] = (float) (parameters[weightAt + c] * inverses[group]);
        scratch[mapAt + 2 * channels + c] = parameters[biasAt + c];
      }
      norm.apply(positions, buffers.input(), at, scratch, mapAt, buffers.output, at);
    }
  }

  /** Finds an example's means, and one by its deviations. */
  private void measure(float[] x, int at, float[] sums) {
    Arrays.fill(sums, 0, mapAt, 0f);
    norm.addMoments(positions, x, at, x, at, sums, 0);
    Arrays.fill(means, 0);
    for (int c = 0; c < channels; c++) {
      means[c / groupChannels] += (x[at + c] + (double) sums[c] / positions) / groupChannels;
    }
    Arrays.fill(inverses, 0);
    for (int c = 0; c < channels; c++) {
      double shift = (double) sums[c] / positions;
      double apart = x[at + c] + shift - means[c / groupChannels];
      double square = (double) sums[channels + c] / positions - shift * shift + apart * apart;
      inverses[c / groupChannels] += square / groupChannels;
    }
    for (int group = 0; group < inverses.length; group++) {
      inverses[group] = Norms.inverseDeviation(Math.max(0, inverses[group]), epsilon);
    }
  }

  @Override
  public void backward(
      float[] parameters, float[] gradient, Buffers buffers, int first, int count) {
    float[] scratch = buffers.scratch;
    float[] x = buffers.input();
    float[] dy = buffers.outputGradient;
    for (int n = first; n < first + count; n++) {
      int at = n * positions * channels;
      measure(x, at, scratch);
      for (int c = 0; c < channels; c++) {
        scratch[mapAt + c] = (float) means[c / groupChannels];
      }
      Arrays.fill(scratch, 0, mapAt, 0f);
      norm.addGradientMoments(positions, dy, at, x, at, scratch, mapAt, scratch, 0);
      addGradients(scratch);
      if (wantsInput) {
        writeMap(parameters, scratch);
        float[] dx = buffers.inputGradient();
        norm.inputGradient(positions, dy, at, x, at, scratch, mapAt, dx, at);
      }
    }
  }

  private void addGradients(float[] sums) {
    for (int c = 0; c < channels; c++) {
      scaleGradient.add(c, inverses[c / groupChannels] * sums[channels + c], sums[c]);
    }
  }

  private void writeMap(float[] parameters, float[] scratch) {
    double values = (double) positions * groupChannels;
    for (int group = 0; group < inverses.length; group++) {
      double inverse = inverses[group];
      double sum = 0;
      double product = 0;
      for (int c = group * groupChannels; c < (group + 1) * groupChannels; c++) {
        double weight = parameters[weightAt + c];
        sum += weight * scratch[c];
        product += weight * scratch[channels + c];
      }
      for (int c = group * groupChannels; c < (group + 1) * groupChannels; c++) {
        scratch[mapAt + channels + c] = (float) (parameters[weightAt + c] * inverse);
        scratch[mapAt + 2 * channels + c] =
            (float) (-inverse * inverse * inverse * product / values);
        scratch[mapAt + 3 * channels + c] = (float) (-inverse * sum / values);
      }
    }
  }

  @Override
  public void finishBackward(float[] gradient, Buffers buffers) {
    scaleGradient.addTo(gradient);
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
    return "statistics of each example";
  }
}
