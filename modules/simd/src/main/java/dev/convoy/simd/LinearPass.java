package dev.convoy.simd;

/** A pass of a convolution that is linear in images, for packed weights. */
interface LinearPass {
  /** Number of floats of the packed weights. */
  int packedSize();

  /** Number of floats of scratch. */
  int scratchSize();

  /** Packs the weights. */
  void prepare(float[] weights, int weightsAt, float[] packed, int packedAt);

  /** Adds the result for each example of {@code x} to {@code y}. */
  void add(
      int examples,
      float[] packed,
      int packedAt,
      float[] x,
      int xAt,
      float[] y,
      int yAt,
      float[] scratch);
}
