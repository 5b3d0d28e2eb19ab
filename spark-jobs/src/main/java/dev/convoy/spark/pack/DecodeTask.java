package dev.convoy.spark.pack;

import dev.convoy.data.ReadAhead;
import dev.convoy.data.image.EncodedImage;
import dev.convoy.data.image.ImageReader;
import dev.convoy.data.image.ReadImage;
import dev.convoy.files.DurableFiles;
import dev.convoy.files.FilePath;
import dev.convoy.files.Storage;
import dev.convoy.image.BadImageException;
import dev.convoy.image.ImageLimits;
import dev.convoy.image.ImagePreprocessor;
import dev.convoy.image.Preprocessing;
import dev.convoy.spark.task.HadoopSettings;
import dev.convoy.spark.wire.DecodedImage;
import dev.convoy.spark.wire.ListedPart;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Iterator;
import java.util.NoSuchElementException;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.function.FlatMapFunction;
import org.apache.spark.util.TaskCompletionListener;

/**
 * Decodes the images of some parts, one after the other. Reading runs ahead in a thread of its own.
 *
 * @param preprocessing how images become pixels
 * @param holdOut which images are for validation
 * @param onBadImage with {@link OnBadImage#FAIL} the first bad image is the last image
 * @param quarantine where the content of bad images goes with {@link OnBadImage#QUARANTINE}
 * @param hadoop how to reach files
 */
record DecodeTask(
    Preprocessing preprocessing,
    HoldOut holdOut,
    OnBadImage onBadImage,
    FilePath quarantine,
    HadoopSettings hadoop)
    implements FlatMapFunction<Iterator<ListedPart>, DecodedImage> {
  private static final ImageLimits LIMITS = ImageLimits.STANDARD;

  @Override
  public Iterator<DecodedImage> call(Iterator<ListedPart> parts) throws IOException {
    Storage storage = hadoop.storage();
    ReadAhead<ReadImage> reader = ImageReader.of(new ListedParts(parts), storage, LIMITS);
    TaskContext.get().addTaskCompletionListener((TaskCompletionListener) context -> reader.close());
    return new Decoding(reader, storage);
  }

  private final class Decoding implements Iterator<DecodedImage> {
    private final ReadAhead<ReadImage> reader;
    private final Storage storage;
    private final ImagePreprocessor preprocessor = new ImagePreprocessor(preprocessing, LIMITS);
    private boolean stopped;

    Decoding(ReadAhead<ReadImage> reader, Storage storage) {
      this.reader = reader;
      this.storage = storage;
    }

    @Override
    public boolean hasNext() {
      return !stopped && reader.hasNext();
    }

    @Override
    public DecodedImage next() {
      if (!hasNext()) {
        throw new NoSuchElementException("no more images");
      }
      DecodedImage decoded = decode(reader.next());
      stopped = onBadImage == OnBadImage.FAIL && decoded.isBad();
      return decoded;
    }

    private DecodedImage decode(ReadImage read) {
      if (read.image().isEmpty()) {
        return DecodedImage.bad(read.name(), read.reason());
      }
      EncodedImage image = read.image().get();
      if (image.label() < 0) {
        return DecodedImage.bad(image.name(), "has no label");
      }
      byte[] pixels = new byte[preprocessing.shape().size()];
      try {
        preprocessor.pixels(image.content(), pixels, 0);
      } catch (BadImageException e) {
        if (onBadImage == OnBadImage.QUARANTINE) {
          keep(image);
        }
        return DecodedImage.bad(image.name(), e.getMessage());
      }
      return DecodedImage.of(holdOut.test(image.name()), image.label(), pixels);
    }

    /** Copies a bad image. Its path below the data set's folder becomes one name. */
    private void keep(EncodedImage image) {
      try {
        new DurableFiles(quarantine, storage)
            .write(quarantine.resolve(BadImages.fileName(image.name())), image.content());
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
