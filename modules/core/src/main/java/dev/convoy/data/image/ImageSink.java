package dev.convoy.data.image;

import java.io.IOException;

/** Receives the images of a part, in their order. */
public interface ImageSink {
  /** Receives an image. Its content is not changed afterwards. */
  void add(EncodedImage image) throws IOException;

  /**
   * Is told of an image that cannot be had, such as one that is too large or has no content.
   *
   * @param name as in {@link EncodedImage#name}
   * @param reason in a few words, without the name
   */
  void bad(String name, String reason) throws IOException;
}
