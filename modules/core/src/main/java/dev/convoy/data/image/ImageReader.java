package dev.convoy.data.image;

import dev.convoy.data.ReadAhead;
import dev.convoy.files.Storage;
import dev.convoy.image.ImageLimits;
import java.io.IOException;
import java.util.Iterator;

/** Reads the images of parts ahead of who decodes them. */
public final class ImageReader {
  private static final int MOST_IMAGES = 32;

  private ImageReader() {}

  /**
   * Starts to read, in a thread of its own.
   *
   * @param parts in their order; {@code next} is called in that thread
   */
  public static ReadAhead<ReadImage> of(
      Iterator<? extends ImagePart> parts, Storage storage, ImageLimits limits) {
    return new ReadAhead<>(MOST_IMAGES, "images", to -> read(parts, storage, limits, to));
  }

  private static void read(
      Iterator<? extends ImagePart> parts,
      Storage storage,
      ImageLimits limits,
      ReadAhead.Output<ReadImage> to)
      throws IOException {
    ImageSink sink =
        new ImageSink() {
          @Override
          public void add(EncodedImage image) throws IOException {
            to.put(ReadImage.of(image), image.content().length);
          }

          @Override
          public void bad(String name, String reason) throws IOException {
            to.put(ReadImage.bad(name, reason), 0);
          }
        };
    while (parts.hasNext()) {
      parts.next().read(storage, limits, sink);
    }
  }
}
