package dev.convoy.kernel;

/**
 * A convolution (cross-correlation) compiled for one geometry. It holds geometry only: every array
 * belongs to the caller. Each example occupies {@code inputs · inputChannels} values of {@code x}
 * and {@code outputs · outputChannels} of {@code y}; weights are {@code
 * [tap][inputChannel][outputChannel]}. A tap on padding reads zero and takes part.
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

  /** Adds the convolution to {@code y}: for each value one chain over taps, then input channels. */
  void forward(
      int examples, float[] packed, float[] x, int xAt, float[] y, int yAt, float[] scratch);

  /** Adds to {@code dx}: for each value one chain over output positions, then output channels. */
  void inputGradient(
      int examples, float[] packed, float[] dy, int dyAt, float[] dx, int dxAt, float[] scratch);

  /** Adds to {@code dw}: for each value one chain over examples, then output positions. */
  void weightGradient(
      int examples,
      float[] x,
      int xAt,
      float[] dy,
      int dyAt,
      float[] dw,
      int dwAt,
      float[] scratch);

  /** The algorithm in a few words, for {@code describe --plan}. */
  String algorithm();
}
