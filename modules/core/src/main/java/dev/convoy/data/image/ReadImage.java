package dev.convoy.data.image;

import java.util.Optional;

/**
 * An image that was read, or why it could not be.
 *
 * @param name as in {@link EncodedImage#name}
 * @param image as it is stored; empty if it cannot be had
 * @param reason why it cannot be had, or an empty text
 */
public record ReadImage(String name, Optional<EncodedImage> image, String reason) {
  static ReadImage of(EncodedImage image) {
    return new ReadImage(image.name(), Optional.of(image), "");
  }

  static ReadImage bad(String name, String reason) {
    return new ReadImage(name, Optional.empty(), reason);
  }
}
