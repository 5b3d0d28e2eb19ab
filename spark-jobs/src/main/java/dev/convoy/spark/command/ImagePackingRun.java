package dev.convoy.spark.command;

import dev.convoy.data.image.ImageSet;
import dev.convoy.files.FilePath;
import dev.convoy.files.Storage;
import dev.convoy.hadoop.Packer;
import dev.convoy.spark.command.output.Console;
import dev.convoy.spark.command.output.DataCard;
import dev.convoy.spark.pack.ImageChoices;
import dev.convoy.spark.pack.ImagePacking;
import dev.convoy.spark.watch.ExecutorWait;
import dev.convoy.spark.watch.WatchedJobs;
import java.io.IOException;
import java.time.Duration;
import java.util.function.Consumer;
import org.apache.spark.api.java.JavaSparkContext;

/**
 * Packs encoded images for a command, and shows how far it is.
 *
 * @param name what the user called the images
 * @param images the data set
 * @param choices what the user says of them
 * @param settings the seed and sizes
 * @param executorLimit how long to be without any executor
 */
record ImagePackingRun(
    String name,
    ImageSet images,
    ImageChoices choices,
    Packer.Settings settings,
    Duration executorLimit) {
  /** Decoding has no limit of time: nobody knows how many images there are. */
  private static final Duration NO_LIMIT = Duration.ofDays(365);

  /**
   * Packs.
   *
   * @param out an empty or absent folder
   * @param cancel is given what cancels it
   */
  ImagePacking.Result run(
      JavaSparkContext spark,
      FilePath out,
      Storage storage,
      Console console,
      Consumer<Consumer<String>> cancel)
      throws IOException {
    try (WatchedJobs jobs =
        new WatchedJobs(
            spark, NO_LIMIT, executorLimit, e -> console.note("jobs cannot be watched: %s", e))) {
      cancel.accept(jobs::cancel);
      ExecutorWait.await(
          spark, 1, executorLimit, line -> console.note("%s", line), jobs::isCancelled);
      ImagePacking.Result result =
          new ImagePacking(spark, jobs, choices, settings, storage)
              .pack(name, images, out, new Shown(console, System.nanoTime()));
      if (result.images().bad() > 0) {
        console.note(
            "%,d image(s) left out; %s/bad-images.jsonl names them", result.images().bad(), out);
      }
      DataCard.of(result).write(out, storage);
      return result;
    }
  }

  /** Shows progress: on a terminal all the time, elsewhere each half minute. */
  private static final class Shown implements ImagePacking.Progress {
    private static final double NANOSECONDS = 1e9;
    private static final double NOTE_SECONDS = 30;

    private final Console console;
    private final long start;
    private double lastNote;

    Shown(Console console, long start) {
      this.console = console;
      this.start = start;
    }

    @Override
    public synchronized void decoded(long images) {
      double seconds = (System.nanoTime() - start) / NANOSECONDS;
      double rate = images / Math.max(seconds, 1);
      console.status("decoding images, %,d done, %,.0f images/s …", images, rate);
      if (seconds - lastNote > NOTE_SECONDS) {
        lastNote = seconds;
        console.note("decoding images, %,d done, %,.0f images/s", images, rate);
      }
    }

    @Override
    public void written(String split, long images) {
      console.note("packed %,d images for %s", images, split);
    }
  }
}
