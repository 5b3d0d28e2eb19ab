package dev.convoy.augment;

/** What a step does to an image. It allocates nothing and keeps nothing. */
interface ImageOperation {
  /**
   * Changes an image.
   *
   * @param key of everything random about it
   * @param image levels in height, width, channel order, from index 0; overwritten
   * @param scratch of the same length; may be overwritten
   */
  void apply(long key, float[] image, float[] scratch);
}
