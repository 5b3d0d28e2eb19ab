package dev.convoy.data.image;

import dev.convoy.data.ReadAhead;
import dev.convoy.files.Storage;
import dev.convoy.image.Fit;
import dev.convoy.image.ImageHeader;
import dev.convoy.image.ImageLimits;
import dev.convoy.image.Preprocessing;
import dev.convoy.tensor.Shape;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A few images of a data set, one from each of some parts, to find out what size and colours images
 * have.
 */
public final class ImageSample {
  private static final int MOST_PARTS = 32;
  private static final int COLOURS = 3;

  private final ImageSource source;
  private final List<Found> found = new ArrayList<>();

  private record Found(String name, ImageHeader header) {}

  private ImageSample(ImageSource source) {
    this.source = source;
  }

  /** Reads the headers of some images; those that are bad are passed over. */
  public static ImageSample of(ImageSource source, Storage storage, ImageLimits limits)
      throws IOException {
    ImageSample sample = new ImageSample(source);
    List<ImagePart> parts = source.parts();
    int count = Math.min(MOST_PARTS, parts.size());
    for (int i = 0; i < count; i++) {
      ImagePart part = parts.get((int) ((long) i * parts.size() / count));
      try (ReadAhead<ReadImage> reader =
          ImageReader.of(part.listed(storage).iterator(), storage, limits)) {
        sample.addFirst(reader, limits);
      } catch (UncheckedIOException e) {
        throw e.getCause();
      }
    }
    return sample;
  }

  private void addFirst(ReadAhead<ReadImage> reader, ImageLimits limits) {
    while (reader.hasNext()) {
      ReadImage read = reader.next();
      if (read.image().isPresent()) {
        try {
          found.add(new Found(read.name(), ImageHeader.read(read.image().get().content(), limits)));
          return;
        } catch (IOException e) {
          // A bad image tells nothing; the next one may.
          continue;
        }
      }
    }
  }

  /**
   * How to make pixels of the images.
   *
   * @param size height and width; if it is not given, all images must have one size
   * @param channels 1 or 3; if it is not given, 1 if all images are grey
   * @throws IOException if images differ in size and none is given, or there is no image
   */
  public Preprocessing preprocessing(Optional<Shape> size, Optional<Integer> channels, Fit fit)
      throws IOException {
    if (found.isEmpty()) {
      throw new IOException(source.name() + ": has no image that can be decoded");
    }
    Found first = found.get(0);
    if (size.isEmpty()) {
      for (Found other : found) {
        if (other.header().height() != first.header().height()
            || other.header().width() != first.header().width()) {
          throw new IOException(
              source.name()
                  + ": images have different sizes, such as "
                  + text(first)
                  + " and "
                  + text(other)
                  + "; give --size");
        }
      }
    }
    boolean grey = found.stream().allMatch(image -> image.header().channels() == 1);
    int height = size.map(given -> given.spatial().get(0)).orElse(first.header().height());
    int width = size.map(given -> given.spatial().get(1)).orElse(first.header().width());
    int planes = channels.orElse(grey ? 1 : COLOURS);
    return new Preprocessing(Shape.of(height, width, planes), fit);
  }

  private static String text(Found image) {
    return image.name() + " of " + image.header().width() + "×" + image.header().height();
  }
}
