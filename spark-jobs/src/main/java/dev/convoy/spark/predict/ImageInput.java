package dev.convoy.spark.predict;

import dev.convoy.data.ReadAhead;
import dev.convoy.data.image.EncodedImage;
import dev.convoy.data.image.ImagePart;
import dev.convoy.data.image.ImageSink;
import dev.convoy.files.Storage;
import dev.convoy.image.BadImageException;
import dev.convoy.image.ImageLimits;
import dev.convoy.image.ImagePreprocessor;
import dev.convoy.image.Preprocessing;
import dev.convoy.spark.pack.ListedParts;
import dev.convoy.spark.pack.Listing;
import dev.convoy.spark.wire.ListedPart;
import java.io.IOException;
import java.util.Iterator;
import java.util.Optional;
import org.apache.spark.api.java.JavaRDD;

/** Encoded images, decoded as in training. */
final class ImageInput implements PredictionInput<ListedPart> {
  private static final long serialVersionUID = 1;

  /** Of listed parts, some hundred images each, that become a file. */
  private static final int MOST_TOGETHER = 16;

  /** With fewer files, listed parts are not put together. */
  private static final int ENOUGH_PARTS = 64;

  private final transient Listing listing;
  private final Preprocessing preprocessing;
  private final int parts;

  ImageInput(Listing listing, Preprocessing preprocessing) {
    this.listing = listing;
    this.preprocessing = preprocessing;
    int together = Math.max(1, Math.min(MOST_TOGETHER, listing.count() / ENOUGH_PARTS));
    this.parts = Math.max(1, (listing.count() + together - 1) / together);
  }

  @Override
  public int parts() {
    return parts;
  }

  @Override
  public String state() {
    return listing.state();
  }

  @Override
  public boolean hasPaths() {
    return true;
  }

  @Override
  public JavaRDD<ListedPart> rdd() {
    return listing.spread(parts);
  }

  @Override
  public ReadAhead.Producer<InputImage> images(Iterator<ListedPart> part, Storage storage) {
    return to -> {
      ImageSink sink = new Sink(preprocessing, to);
      Iterator<ImagePart> listed = new ListedParts(part);
      while (listed.hasNext()) {
        listed.next().read(storage, ImageLimits.STANDARD, sink);
      }
    };
  }

  /** Decodes what is read. */
  private static final class Sink implements ImageSink {
    private final ImagePreprocessor preprocessor;
    private final int bytes;
    private final ReadAhead.Output<InputImage> to;

    Sink(Preprocessing preprocessing, ReadAhead.Output<InputImage> to) {
      this.preprocessor = new ImagePreprocessor(preprocessing, ImageLimits.STANDARD);
      this.bytes = preprocessing.shape().size();
      this.to = to;
    }

    @Override
    public void add(EncodedImage image) throws IOException {
      byte[] pixels = new byte[bytes];
      InputImage decoded;
      try {
        preprocessor.pixels(image.content(), pixels, 0);
        decoded = new InputImage(Optional.of(image.name()), image.id(), image.label(), pixels, "");
      } catch (BadImageException e) {
        decoded = InputImage.bad(image.name(), image.id(), image.label(), e.getMessage());
      }
      to.put(decoded, bytes);
    }

    @Override
    public void bad(String name, String reason) throws IOException {
      to.put(InputImage.bad(name, Optional.empty(), EncodedImage.UNLABELLED, reason), 0);
    }
  }
}
