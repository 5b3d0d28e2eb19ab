package dev.convoy.spark.pack;

import dev.convoy.spark.watch.WatchedJobs;
import dev.convoy.spark.wire.DecodeReport;
import dev.convoy.spark.wire.DecodeReport.BadImage;
import dev.convoy.spark.wire.DecodedImage;
import dev.convoy.timer.DaemonTimer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.api.java.function.FlatMapFunction;
import org.apache.spark.util.CollectionAccumulator;
import org.apache.spark.util.LongAccumulator;

/** Follows the tasks that decode: tells how far they are, and ends them at the first bad image. */
final class DecodeWatch implements AutoCloseable {
  private static final Duration PERIOD = Duration.ofMillis(500);

  private final LongAccumulator images;
  private final CollectionAccumulator<BadImage> bad;
  private final DaemonTimer timer = new DaemonTimer("decoding", failure -> {});

  DecodeWatch(
      JavaSparkContext spark,
      WatchedJobs jobs,
      OnBadImage onBadImage,
      ImagePacking.Progress progress) {
    this.images = spark.sc().longAccumulator();
    this.bad = spark.sc().collectionAccumulator();
    timer.every(
        PERIOD,
        () -> {
          progress.decoded(images.value());
          if (onBadImage == OnBadImage.FAIL && !bad.value().isEmpty()) {
            jobs.cancel("an image is bad");
          }
        });
  }

  Optional<BadImage> firstBad() {
    return bad.value().stream().findFirst();
  }

  Counter counter() {
    return new Counter(images, bad);
  }

  /** Counts the images of a partition. */
  private record Counter(LongAccumulator images, CollectionAccumulator<BadImage> seen)
      implements FlatMapFunction<Iterator<DecodedImage>, DecodeReport> {
    @Override
    public Iterator<DecodeReport> call(Iterator<DecodedImage> decoded) {
      long kept = 0;
      long heldOut = 0;
      List<BadImage> bad = new ArrayList<>();
      while (decoded.hasNext()) {
        DecodedImage image = decoded.next();
        if (image.isBad()) {
          bad.add(new BadImage(image.name(), image.reason()));
        } else if (image.heldOut()) {
          heldOut++;
        } else {
          kept++;
        }
      }
      images.add(kept + heldOut + bad.size());
      bad.stream().limit(1).forEach(seen::add);
      return List.of(new DecodeReport(kept, heldOut, bad)).iterator();
    }
  }

  @Override
  public void close() {
    timer.close();
  }
}
