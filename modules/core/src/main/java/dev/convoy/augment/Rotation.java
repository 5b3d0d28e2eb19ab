package dev.convoy.augment;

/**
 * Rotates the image around its centre by a random angle. Interpolation is bilinear; positions
 * outside the image are black.
 *
 * @param degrees maximum angle in either direction, above 0 and at most 180
 */
public record Rotation(float degrees) implements Augmentation {
  static final String NAME = "rotate";
  private static final float HALF_TURN = 180;

  /** Checks the angle. */
  public Rotation {
    if (!(degrees > 0 && degrees <= HALF_TURN)) {
      throw new IllegalArgumentException(
          "augment rotate: degrees " + degrees + " must be above 0 and at most 180");
    }
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public String text() {
    return NAME + ":" + degrees;
  }

  @Override
  public ImageOperation compile(ImageForm form, float[] mean) {
    return (key, image, scratch) -> turn(form, Levels.draw(degrees, key, 0), image, scratch);
  }

  /** Rotates an image clockwise; {@code scratch} is overwritten. */
  static void turn(ImageForm form, float degrees, float[] image, float[] scratch) {
    System.arraycopy(image, 0, scratch, 0, form.size());
    double angle = Math.toRadians(degrees);
    double cosine = StrictMath.cos(angle);
    double sine = StrictMath.sin(angle);
    double middleX = (form.width() - 1) / 2.0;
    double middleY = (form.height() - 1) / 2.0;
    int at = 0;
    for (int y = 0; y < form.height(); y++) {
      for (int x = 0; x < form.width(); x++) {
        double fromX = middleX + cosine * (x - middleX) + sine * (y - middleY);
        double fromY = middleY - sine * (x - middleX) + cosine * (y - middleY);
        interpolate(form, fromX, fromY, scratch, image, at);
        at += form.channels();
      }
    }
  }

  /** Writes all channels, interpolated at a point between positions. */
  private static void interpolate(
      ImageForm form, double x, double y, float[] from, float[] to, int at) {
    int left = (int) Math.floor(x);
    int top = (int) Math.floor(y);
    float weightX = (float) (x - left);
    float weightY = (float) (y - top);
    boolean inside = left >= 0 && left < form.width() - 1 && top >= 0 && top < form.height() - 1;
    int channels = form.channels();
    int corner = (top * form.width() + left) * channels;
    int below = corner + form.rowSize();
    for (int c = 0; c < channels; c++) {
      float upper;
      float lower;
      if (inside) {
        upper = between(from[corner + c], from[corner + channels + c], weightX);
        lower = between(from[below + c], from[below + channels + c], weightX);
      } else {
        upper =
            between(level(form, from, top, left, c), level(form, from, top, left + 1, c), weightX);
        lower =
            between(
                level(form, from, top + 1, left, c),
                level(form, from, top + 1, left + 1, c),
                weightX);
      }
      to[at + c] = between(upper, lower, weightY);
    }
  }

  private static float between(float first, float second, float weight) {
    return first * (1 - weight) + second * weight;
  }

  /** The level at a position; black outside the image. */
  private static float level(ImageForm form, float[] image, int y, int x, int c) {
    return y >= 0 && y < form.height() && x >= 0 && x < form.width()
        ? image[(y * form.width() + x) * form.channels() + c]
        : 0;
  }
}
