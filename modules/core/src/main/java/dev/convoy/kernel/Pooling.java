package dev.convoy.kernel;

/**
 * A pooling compiled for one geometry: every channel of an output position summarizes the same
 * channel of the input positions under its window. Holds geometry only.
 *
 * <p>Source: ONNX operators MaxPool and AveragePool.
 */
public interface Pooling {
  /** Overwrites {@code y}. */
  void forward(int examples, float[] x, int xAt, float[] y, int yAt);

  /**
   * Adds to {@code dx}. {@code x} and {@code y} are those of the forward pass; only max pooling
   * reads them: the first tap that equals the maximum gets the gradient.
   */
  void inputGradient(
      int examples,
      float[] x,
      int xAt,
      float[] y,
      int yAt,
      float[] dy,
      int dyAt,
      float[] dx,
      int dxAt);

  /** Whether {@link #inputGradient} reads {@code x} and {@code y}. */
  boolean gradientReadsActivations();
}
