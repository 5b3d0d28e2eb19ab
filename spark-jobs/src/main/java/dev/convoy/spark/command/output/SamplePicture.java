package dev.convoy.spark.command.output;

import dev.convoy.tensor.Shape;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import javax.imageio.ImageIO;
import javax.imageio.stream.MemoryCacheImageOutputStream;

/**
 * A grid of images. With three channels and more the first three are red, green and blue, with less
 * the first is grey.
 */
public final class SamplePicture {
  /** Small images are enlarged by a whole number to at most so many points. */
  private static final int SIDE = 64;

  private static final int GAP = 2;
  private static final int BACKGROUND = 0x808080;
  private static final int LARGEST = 255;

  private final int height;
  private final int width;
  private final int channels;
  private final int scale;
  private final BufferedImage picture;

  /** An empty grid for images of a height, a width and channels. */
  public SamplePicture(Shape shape, int rows, int columns) {
    this.height = shape.spatial().get(0);
    this.width = shape.spatial().get(1);
    this.channels = shape.channels();
    this.scale = Math.max(1, SIDE / Math.max(height, width));
    this.picture =
        new BufferedImage(
            GAP + columns * (width * scale + GAP),
            GAP + rows * (height * scale + GAP),
            BufferedImage.TYPE_INT_RGB);
    for (int y = 0; y < picture.getHeight(); y++) {
      for (int x = 0; x < picture.getWidth(); x++) {
        picture.setRGB(x, y, BACKGROUND);
      }
    }
  }

  /**
   * Draws an image.
   *
   * @param levels in height, width, channel order, from 0 to 1; what is beyond is cut
   */
  public void draw(int row, int column, float[] levels) {
    int top = GAP + row * (height * scale + GAP);
    int left = GAP + column * (width * scale + GAP);
    for (int y = 0; y < height * scale; y++) {
      for (int x = 0; x < width * scale; x++) {
        picture.setRGB(left + x, top + y, colour(levels, y / scale * width + x / scale));
      }
    }
  }

  private int colour(float[] levels, int position) {
    int at = position * channels;
    int second = channels < 3 ? 0 : 1;
    int red = level(levels[at]);
    int green = level(levels[at + second]);
    int blue = level(levels[at + 2 * second]);
    return red << 16 | green << 8 | blue;
  }

  private static int level(float value) {
    return Math.max(0, Math.min(LARGEST, Math.round(value * LARGEST)));
  }

  /** The picture as a PNG file. */
  public byte[] png() throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (MemoryCacheImageOutputStream out = new MemoryCacheImageOutputStream(bytes)) {
      ImageIO.write(picture, "png", out);
    }
    return bytes.toByteArray();
  }
}
