package dev.convoy.spark.pack;

import dev.convoy.data.image.ImageSample;
import dev.convoy.data.image.ImageSet;
import dev.convoy.data.image.ImageSource;
import dev.convoy.files.FilePath;
import dev.convoy.files.Storage;
import dev.convoy.hadoop.PackedFileReport;
import dev.convoy.hadoop.PackedFileTask;
import dev.convoy.hadoop.PackedFolder;
import dev.convoy.hadoop.PackedImages;
import dev.convoy.hadoop.Packer;
import dev.convoy.image.ImageLimits;
import dev.convoy.image.ImagePreprocessor;
import dev.convoy.image.Preprocessing;
import dev.convoy.spark.task.HadoopSettings;
import dev.convoy.spark.watch.RoundCancelledException;
import dev.convoy.spark.watch.WatchedJobs;
import dev.convoy.spark.wire.DecodeReport;
import dev.convoy.spark.wire.DecodedImage;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.storage.StorageLevel;

/**
 * Makes packed data of encoded images, on the executors: lists the files once, decodes each image
 * once, brings them into the order that they have for a seed, and writes them. The driver holds no
 * image and no list of files.
 *
 * <p>The same images and settings make the same data, whatever the number of executors and whoever
 * of them is lost.
 */
public final class ImagePacking {
  private static final String TRAINING = "train";
  private static final String VALIDATION = "validation";

  private final JavaSparkContext spark;
  private final WatchedJobs jobs;
  private final ImageChoices choices;
  private final Packer.Settings settings;
  private final Storage storage;
  private final HadoopSettings hadoop;

  /** Told how far it is. */
  public interface Progress {
    /** So many images of all splits are decoded; called now and then. */
    void decoded(long images);

    /** A split is written. */
    void written(String split, long images);
  }

  /**
   * Prepares to pack.
   *
   * @param spark a context, best with Convoy's settings; stays open
   * @param jobs runs the jobs, and can be cancelled
   * @param choices what the user says of the images
   * @param settings the seed, and sizes of files and row groups
   * @param storage how the driver reaches files
   */
  public ImagePacking(
      JavaSparkContext spark,
      WatchedJobs jobs,
      ImageChoices choices,
      Packer.Settings settings,
      Storage storage) {
    this.spark = spark;
    this.jobs = jobs;
    this.choices = choices;
    this.settings = settings;
    this.storage = storage;
    this.hadoop = new HadoopSettings(spark.hadoopConfiguration());
  }

  /**
   * Packs a data set.
   *
   * @param name what the user called it
   * @param images the data set
   * @param out a folder that is empty or not there; if packing fails it is taken away again
   * @return what was written, training data first
   * @throws IOException if images are bad and that is not allowed, or files cannot be read or
   *     written
   */
  public Result pack(String name, ImageSet images, FilePath out, Progress progress)
      throws IOException {
    requireSplit(name, images);
    Preprocessing preprocessing =
        ImageSample.of(images.training(), storage, ImageLimits.STANDARD)
            .preprocessing(choices.size(), choices.channels(), choices.fit());
    PackedFolder folder = new PackedFolder(storage.absolute(out), storage);
    folder.claim();
    try {
      return new Job(name, preprocessing, folder, progress).run(images);
    } catch (IOException | RuntimeException | Error e) {
      discard(folder, e);
      throw e;
    }
  }

  private static void discard(PackedFolder folder, Throwable failure) {
    try {
      folder.discard();
    } catch (IOException | RuntimeException e) {
      failure.addSuppressed(e);
    }
  }

  private void requireSplit(String name, ImageSet images) throws IOException {
    if (choices.split().isPresent()
        && (images.validation().isPresent() || images.test().isPresent())) {
      throw new IOException(
          "split "
              + choices.splitText()
              + ": '"
              + name
              + "' has images for "
              + (images.validation().isPresent() ? "validation" : "the test")
              + " already");
    }
  }

  /**
   * What became of the images.
   *
   * @param packed what was written, training data first
   * @param images what is recorded of them
   * @param counts examples of each class, by split
   */
  public record Result(
      List<Packer.Packed> packed, PackedImages images, Map<String, long[]> counts) {}

  /** One data set on its way. */
  private final class Job {
    private final String name;
    private final Preprocessing preprocessing;
    private final PackedFolder folder;
    private final Progress progress;
    private final BadImages bad = new BadImages();
    private final Map<PackedFileTask, List<PackedFileReport>> written = new LinkedHashMap<>();
    private final StringBuilder states = new StringBuilder();

    Job(String name, Preprocessing preprocessing, PackedFolder folder, Progress progress) {
      this.name = name;
      this.preprocessing = preprocessing;
      this.folder = folder;
      this.progress = progress;
    }

    Result run(ImageSet images) throws IOException {
      split(TRAINING, images.training());
      if (images.validation().isPresent()) {
        split(VALIDATION, images.validation().get());
      }
      if (images.test().isPresent()) {
        split("test", images.test().get());
      }
      if (bad.count() > 0) {
        boolean quarantined = choices.onBadImage() == OnBadImage.QUARANTINE;
        folder.files().write(folder.path().resolve(BadImages.FILE), bad.json(quarantined));
      }
      PackedImages about =
          new PackedImages(
              name,
              images.training().classNames(),
              preprocessing,
              ImagePreprocessor.decoder(),
              states.toString(),
              bad.count(),
              choices.splitText());
      List<Packer.Packed> packed = folder.finish(settings.seed(), written, about);
      return new Result(packed, about, counts());
    }

    private Map<String, long[]> counts() {
      Map<String, long[]> counts = new LinkedHashMap<>();
      written.forEach((task, reports) -> counts.put(task.split(), ClassSums.of(reports)));
      return counts;
    }

    private void split(String split, ImageSource source) throws IOException {
      boolean holdsOut = split.equals(TRAINING) && choices.split().isPresent();
      HoldOut holdOut = new HoldOut(holdsOut ? choices.split().getAsDouble() : 1);
      try (Listing listing = run(split, "list images", () -> new Listing(spark, source, hadoop))) {
        states.append(states.isEmpty() ? "" : " ").append(listing.state());
        DecodeTask decode =
            new DecodeTask(
                preprocessing,
                holdOut,
                choices.onBadImage(),
                folder.path().resolve(BadImages.FOLDER),
                hadoop);
        JavaRDD<DecodedImage> decoded =
            listing.spread().mapPartitions(decode).persist(StorageLevel.DISK_ONLY());
        try {
          List<DecodeReport> reports = reports(split, decoded);
          write(split, decoded, reports, false, listing.state());
          if (holdsOut) {
            write(VALIDATION, decoded, reports, true, listing.state());
          }
        } finally {
          decoded.unpersist(false);
        }
      }
    }

    private List<DecodeReport> reports(String split, JavaRDD<DecodedImage> decoded)
        throws IOException {
      List<DecodeReport> reports;
      try (DecodeWatch watch = new DecodeWatch(spark, jobs, choices.onBadImage(), progress)) {
        try {
          reports =
              run(split, "decode images", () -> decoded.mapPartitions(watch.counter()).collect());
        } catch (RoundCancelledException e) {
          throw watch.firstBad().isPresent() ? refusal(watch.firstBad().get()) : e;
        }
      }
      for (DecodeReport report : reports) {
        if (!report.bad().isEmpty()) {
          if (choices.onBadImage() == OnBadImage.FAIL) {
            throw new IllegalArgumentException(text(report.bad().get(0)));
          }
          bad.add(split, report.bad());
        }
      }
      return reports;
    }

    private RuntimeException refusal(DecodeReport.BadImage image) {
      return new IllegalArgumentException(text(image));
    }

    private String text(DecodeReport.BadImage image) {
      return "image '"
          + image.name()
          + "': "
          + image.reason()
          + "; mend it, or leave such images out with --on-bad-image skip";
    }

    private void write(
        String split,
        JavaRDD<DecodedImage> decoded,
        List<DecodeReport> reports,
        boolean heldOut,
        String state)
        throws IOException {
      long[] first = new long[reports.size()];
      long size = 0;
      for (int i = 0; i < first.length; i++) {
        first[i] = size;
        size += heldOut ? reports.get(i).heldOut() : reports.get(i).kept();
      }
      if (size == 0) {
        throw new IOException(name + ": no image is left for " + split);
      }
      String source = state + "/" + preprocessing.text() + "/" + choices.splitText();
      PackedFileTask files =
          new PackedFileTask(folder.path(), split, preprocessing.shape(), size, settings, source);
      Positions positions = new Positions(heldOut, first, size, settings.seed());
      List<PackedFileReport> reported =
          run(
              split,
              "write images",
              () ->
                  decoded
                      .mapPartitionsWithIndex(positions, false)
                      .mapToPair(pair -> pair)
                      .repartitionAndSortWithinPartitions(new FilePartitioner(files))
                      .values()
                      .mapPartitionsWithIndex(new WriteTask(files, hadoop), false)
                      .collect());
      written.put(files, reported);
      progress.written(split, size);
    }

    private <R> R run(String split, String what, Supplier<R> job) {
      return jobs.run("packing " + name, split + ": " + what, job);
    }
  }
}
