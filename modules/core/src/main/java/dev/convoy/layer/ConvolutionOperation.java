package dev.convoy.layer;

import dev.convoy.kernel.Convolution;
import dev.convoy.kernel.Kernels;
import dev.convoy.kernel.Pass;
import dev.convoy.kernel.Window;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Set;
import java.util.function.Function;

/**
 * Convolutional, transposed and fully connected layers: bias rows, then the compiled convolution
 * adds to them.
 */
final class ConvolutionOperation implements Operation {
  private static final int NO_BIAS = -1;

  private final Kernels kernels;
  private final Convolution convolution;
  private final int positions;
  private final int channels;
  private final int inputSize;
  private final int outputSize;
  private final boolean wholeBatch;
  private final int weightAt;
  private final int biasAt;
  private final boolean wantsInput;
  private final boolean wantsWeight;
  private final boolean wantsBias;
  private final int sumSize;

  private ConvolutionOperation(
      CompileContext context,
      int inputSize,
      int positions,
      int channels,
      boolean wholeBatch,
      Function<Set<Pass>, Convolution> compiler) {
    this.kernels = context.kernels();
    this.positions = positions;
    this.channels = channels;
    this.inputSize = inputSize;
    this.outputSize = positions * channels;
    this.wholeBatch = wholeBatch;
    this.weightAt = context.parameters().get(0).offset();
    boolean biased = context.parameters().size() > 1;
    this.biasAt = biased ? context.parameters().get(1).offset() : NO_BIAS;
    this.wantsInput = context.inputGradient();
    this.wantsWeight = context.parameters().get(0).gradient();
    this.wantsBias = biased && context.parameters().get(1).gradient();
    Set<Pass> passes = EnumSet.of(Pass.FORWARD);
    if (wantsInput) {
      passes.add(Pass.INPUT_GRADIENT);
    }
    if (wantsWeight) {
      passes.add(Pass.WEIGHT_GRADIENT);
    }
    this.convolution = compiler.apply(passes);
    this.sumSize = wantsWeight ? convolution.sumSize() : 0;
  }

  /** A convolution with a window over its input. */
  static ConvolutionOperation of(
      CompileContext context, Window window, int inputChannels, int channels, int groups) {
    return new ConvolutionOperation(
        context,
        window.inputs() * inputChannels,
        window.outputs(),
        channels,
        window.outputs() == 1,
        passes ->
            context
                .algorithm()
                .compile(context.kernels(), window, inputChannels, channels, groups, passes));
  }

  /** A transposed convolution with a window over its output. */
  static ConvolutionOperation transposed(
      CompileContext context, Window window, int inputChannels, int channels, int groups) {
    return new ConvolutionOperation(
        context,
        window.outputs() * inputChannels,
        window.inputs(),
        channels,
        window.outputs() == 1,
        passes ->
            new TransposedConvolution(
                context
                    .algorithm()
                    .compile(
                        context.kernels(),
                        window,
                        channels,
                        inputChannels,
                        groups,
                        TransposedConvolution.passes(passes))));
  }

  @Override
  public int packedSize() {
    return convolution.packedSize() + sumSize;
  }

  @Override
  public int scratchSize(int examples) {
    return convolution.scratchSize(examples);
  }

  @Override
  public void prepare(float[] parameters, Buffers buffers) {
    convolution.prepare(parameters, weightAt, buffers.packed);
  }

  @Override
  public void forward(float[] parameters, Buffers buffers, int first, int count) {
    int at = first * outputSize;
    if (biasAt == NO_BIAS) {
      Arrays.fill(buffers.output, at, at + count * outputSize, 0f);
    } else {
      kernels.fillRows(count * positions, channels, parameters, biasAt, buffers.output, at);
    }
    convolution.forward(
        count,
        buffers.packed,
        buffers.input(),
        first * inputSize,
        buffers.output,
        at,
        buffers.scratch);
  }

  @Override
  public void backward(
      float[] parameters, float[] gradient, Buffers buffers, int first, int count) {
    float[] dy = buffers.outputGradient;
    int dyAt = first * outputSize;
    int inputAt = first * inputSize;
    if (wantsBias) {
      kernels.addRows(count * positions, channels, dy, dyAt, gradient, biasAt);
    }
    if (wantsWeight) {
      boolean sums = sumSize > 0;
      float[] dw = sums ? buffers.packed : gradient;
      int dwAt = sums ? convolution.packedSize() : weightAt;
      if (sums && first == 0) {
        Arrays.fill(dw, dwAt, dwAt + sumSize, 0f);
      }
      convolution.weightGradient(
          count, buffers.input(), inputAt, dy, dyAt, dw, dwAt, buffers.scratch);
    }
    if (wantsInput) {
      float[] dx = buffers.inputGradient();
      Arrays.fill(dx, inputAt, inputAt + count * inputSize, 0f);
      convolution.inputGradient(count, buffers.packed, dy, dyAt, dx, inputAt, buffers.scratch);
    }
  }

  @Override
  public void finishBackward(float[] gradient, Buffers buffers) {
    if (sumSize > 0) {
      convolution.addSum(buffers.packed, convolution.packedSize(), gradient, weightAt);
    }
  }

  @Override
  public boolean backwardReadsInput() {
    return wantsWeight;
  }

  @Override
  public boolean backwardReadsOutput() {
    return false;
  }

  @Override
  public boolean wholeBatch() {
    return wholeBatch;
  }

  @Override
  public String algorithm() {
    return convolution.algorithm();
  }
}
