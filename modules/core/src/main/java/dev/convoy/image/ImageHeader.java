package dev.convoy.image;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import javax.imageio.ImageIO;

/** Interim. */
public record ImageHeader(String format, int width, int height, int channels) {
  /** Reads it. */
  public static ImageHeader read(byte[] content, ImageLimits limits) throws BadImageException {
    try {
      var image = ImageIO.read(new ByteArrayInputStream(content));
      if (image == null) {
        throw new BadImageException("is not an image of a known format");
      }
      return new ImageHeader(
          "", image.getWidth(), image.getHeight(), image.getRaster().getNumBands() < 3 ? 1 : 3);
    } catch (IOException e) {
      throw new BadImageException("bad", e);
    }
  }
}
