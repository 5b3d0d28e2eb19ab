package dev.convoy.spark.wire;

import java.io.Serializable;
import java.util.List;

/**
 * What a partition of decoded images holds.
 *
 * @param kept number of good images that are not held out
 * @param heldOut number of good images that are
 * @param bad the others, in order
 */
public record DecodeReport(long kept, long heldOut, List<BadImage> bad) implements Serializable {
  /**
   * An image that could not be used.
   *
   * @param name of the image
   * @param reason in a few words
   */
  public record BadImage(String name, String reason) implements Serializable {}
}
