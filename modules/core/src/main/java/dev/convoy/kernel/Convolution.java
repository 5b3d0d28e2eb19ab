package dev.convoy.kernel;

/**
 * A convolution (cross-correlation) compiled for one geometry. It holds geometry only: every array
 * belongs to the caller. Each example occupies {@code inputs · inputChannels} values of {@code x}
 * and {@code outputs · outputChannels} of {@code y}. A tap on padding reads zero and takes part.
 *
 * <p>Channels are divided into {@code groups} of neighbours, and an output channel sees the input
 * channels of its own group: output channel {@code k} belongs to group {@code k / (outputChannels /
 * groups)}, input channel {@code c} to {@code c / (inputChannels / groups)}. Weights are {@code
 * [tap][input channel of the group][output channel]}, of {@code taps · inputChannels / groups ·
 * outputChannels} values. Usually there is one group.
 *
 * <p>All three passes <em>add to</em> their result, one fused multiply-add at a time, in a fixed
 * order that defines the bits. A fully connected layer is the convolution of {@link
 * Window#single()}.
 *
 * <p>Source: ONNX operator Conv.
 */
public interface Convolution {
  /** Number of floats that {@link #prepare} writes and the passes read. */
  int packedSize();

  /**
   * Number of floats that a call for so many examples or fewer may overwrite in {@code scratch}.
   */
  int scratchSize(int examples);

  /** Brings the weights into the order the passes read; call again after the weights changed. */
  void prepare(float[] weights, int weightsAt, float[] packed);

  /**
   * Adds the convolution to {@code y}: for each value one chain over taps, then the input channels
   * of its group.
   */
  void forward(
      int examples, float[] packed, float[] x, int xAt, float[] y, int yAt, float[] scratch);

  /**
   * Adds to {@code dx}: for each value one chain over output positions, then the output channels of
   * its group.
   */
  void inputGradient(
      int examples, float[] packed, float[] dy, int dyAt, float[] dx, int dxAt, float[] scratch);

  /**
   * Number of floats in which {@link #weightGradient} sums; 0 if it sums in the gradient itself, in
   * the order of the weights.
   */
  default int sumSize() {
    return 0;
  }

  /**
   * Adds to {@code dw}: for each value one chain over examples, then output positions. If {@link
   * #sumSize} is not 0, {@code dw} stands for a sum in an order of its own, which starts at zero
   * and is brought home by {@link #addSum}.
   */
  void weightGradient(
      int examples,
      float[] x,
      int xAt,
      float[] dy,
      int dyAt,
      float[] dw,
      int dwAt,
      float[] scratch);

  /**
   * Adds to {@code dw} what {@link #weightGradient} summed; the contents of {@code sum} are lost.
   * Only for a {@link #sumSize} that is not 0.
   */
  default void addSum(float[] sum, int sumAt, float[] dw, int dwAt) {
    throw new UnsupportedOperationException("convolution: sums in the gradient itself");
  }

  /** The algorithm in a few words, for {@code describe --plan}. */
  String algorithm();
}
