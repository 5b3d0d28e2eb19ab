package dev.convoy.spark.predict;

import dev.convoy.data.DataSource;
import dev.convoy.data.ExampleSink;
import dev.convoy.data.PositionRange;
import dev.convoy.data.ReadAhead;
import dev.convoy.files.Storage;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.stream.LongStream;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;

/** Data that are pixels already, in their own order. */
final class PixelInput implements PredictionInput<PositionRange> {
  private static final long serialVersionUID = 1;

  /** Fewer images are not worth a file. */
  private static final int FEWEST_IMAGES = 2048;

  /** With so many files there is work for all. */
  private static final int ENOUGH_PARTS = 64;

  private final transient JavaSparkContext spark;
  private final DataSource source;
  private final int size;

  PixelInput(JavaSparkContext spark, DataSource source) {
    this.spark = spark;
    this.source = source;
    this.size = size(source.summary().size(), source.blockSize());
  }

  /** Several blocks, or one, or a share of one: to read a share, all of a block is read. */
  static int size(long images, int block) {
    if (block < FEWEST_IMAGES) {
      return block * (FEWEST_IMAGES / block);
    }
    long blocks = (images + block - 1) / block;
    long shares = Math.max(1, Math.min(ENOUGH_PARTS / blocks, block / FEWEST_IMAGES));
    return (int) ((block + shares - 1) / shares);
  }

  @Override
  public int parts() {
    return Math.toIntExact((source.summary().size() + size - 1) / size);
  }

  @Override
  public String state() {
    return source.summary().fingerprint();
  }

  @Override
  public boolean hasPaths() {
    return false;
  }

  @Override
  public JavaRDD<PositionRange> rdd() {
    List<PositionRange> ranges = new ArrayList<>();
    for (long from = 0; from < source.summary().size(); from += size) {
      ranges.add(new PositionRange(from, Math.min(source.summary().size(), from + size)));
    }
    return spark.parallelize(ranges, ranges.size());
  }

  @Override
  public ReadAhead.Producer<InputImage> images(Iterator<PositionRange> part, Storage storage) {
    return to -> {
      while (part.hasNext()) {
        PositionRange range = part.next();
        long[] numbers = LongStream.range(range.from(), range.to()).toArray();
        source.read(numbers, storage, new Sink(range.from(), to));
      }
    };
  }

  private final class Sink implements ExampleSink {
    private final ReadAhead.Output<InputImage> to;
    private final int bytes = source.summary().shape().size();
    private long number;

    Sink(long first, ReadAhead.Output<InputImage> to) {
      this.number = first;
      this.to = to;
    }

    @Override
    public void add(byte[] pixels, int at, int label) throws IOException {
      byte[] copy = Arrays.copyOfRange(pixels, at, at + bytes);
      Optional<String> id = Optional.of(Long.toString(number++));
      to.put(new InputImage(Optional.empty(), id, label, copy, ""), bytes);
    }
  }
}
