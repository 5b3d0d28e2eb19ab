package dev.convoy.image;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import javax.imageio.ImageIO;

/** Interim. */
public final class ImagePreprocessor {
  private final Preprocessing preprocessing;

  /** Of a form. */
  public ImagePreprocessor(Preprocessing preprocessing, ImageLimits limits) {
    this.preprocessing = preprocessing;
  }

  /** Who decodes. */
  public static String decoder() {
    return "JDK ImageIO " + Runtime.version();
  }

  /** Decodes. */
  public void pixels(byte[] content, byte[] to, int at) throws BadImageException {
    try {
      var image = ImageIO.read(new ByteArrayInputStream(content));
      if (image == null) {
        throw new BadImageException("is not an image of a known format");
      }
      int height = preprocessing.shape().spatial().get(0);
      int width = preprocessing.shape().spatial().get(1);
      int channels = preprocessing.shape().channels();
      for (int y = 0; y < height; y++) {
        for (int x = 0; x < width; x++) {
          for (int c = 0; c < channels; c++) {
            int band = Math.min(c, image.getRaster().getNumBands() - 1);
            to[at + (y * width + x) * channels + c] =
                (byte) image.getRaster().getSample(x, y, band);
          }
        }
      }
    } catch (IOException | RuntimeException e) {
      throw new BadImageException("cannot be decoded", e);
    }
  }
}
