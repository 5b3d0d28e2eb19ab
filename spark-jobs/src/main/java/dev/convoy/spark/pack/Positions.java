package dev.convoy.spark.pack;

import dev.convoy.data.Sharding;
import dev.convoy.hadoop.PackedRow;
import dev.convoy.random.Permutation;
import dev.convoy.spark.wire.DecodedImage;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.Optional;
import org.apache.spark.api.java.function.Function2;
import scala.Tuple2;

/**
 * Numbers the good images of one side and says where each goes in the permuted order.
 *
 * @param heldOut whether those that are held out are meant, or the others
 * @param first number of the first image of each partition
 * @param size number of all
 * @param seed of the permutation
 */
record Positions(boolean heldOut, long[] first, long size, long seed)
    implements Function2<Integer, Iterator<DecodedImage>, Iterator<Tuple2<Long, PackedRow>>> {
  @Override
  public Iterator<Tuple2<Long, PackedRow>> call(Integer partition, Iterator<DecodedImage> images) {
    return new Numbered(images, first[partition]);
  }

  private final class Numbered implements Iterator<Tuple2<Long, PackedRow>> {
    private final Iterator<DecodedImage> images;
    private final Permutation order = Sharding.permutation(size, seed);
    private Optional<DecodedImage> next = Optional.empty();
    private long number;

    Numbered(Iterator<DecodedImage> images, long first) {
      this.images = images;
      this.number = first;
    }

    @Override
    public boolean hasNext() {
      while (next.isEmpty() && images.hasNext()) {
        DecodedImage image = images.next();
        if (!image.isBad() && image.heldOut() == heldOut) {
          next = Optional.of(image);
        }
      }
      return next.isPresent();
    }

    @Override
    public Tuple2<Long, PackedRow> next() {
      if (!hasNext()) {
        throw new NoSuchElementException("no more images");
      }
      DecodedImage image = next.orElseThrow();
      next = Optional.empty();
      PackedRow row = new PackedRow(number, image.label(), image.pixels());
      return new Tuple2<>(order.apply(number++), row);
    }
  }
}
