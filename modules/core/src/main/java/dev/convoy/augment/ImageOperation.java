package dev.convoy.augment;

/** An operation of an augmentation on one image. It allocates no memory and is stateless. */
interface ImageOperation {
  /**
   * Changes an image.
   *
   * @param key key of the random numbers
   * @param image levels in height, width, channel order, from index 0; overwritten
   * @param scratch an array of the same length; may be overwritten
   */
  void apply(long key, float[] image, float[] scratch);
}
