package dev.convoy.spark.predict;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.convoy.data.DataSource;
import dev.convoy.data.image.ImageSource;
import dev.convoy.files.FilePath;
import dev.convoy.files.Storage;
import dev.convoy.predict.Predictor;
import dev.convoy.run.ModelFit;
import dev.convoy.run.TrainedModel;
import dev.convoy.spark.pack.Listing;
import dev.convoy.spark.task.HadoopSettings;
import dev.convoy.spark.watch.WatchedJobs;
import dev.convoy.spark.wire.PredictionReport;
import dev.convoy.timer.DaemonTimer;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.function.LongConsumer;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.util.LongAccumulator;

/**
 * Predicts for a whole data set on the executors and writes a table, a file for each part of some
 * thousand images. Each image is a row; rows are in the order of the data set. A part appears when
 * it is complete, so a job that was killed goes on where it was: run it again with the same
 * arguments.
 */
public final class PredictionJob {
  private static final Duration PERIOD = Duration.ofMillis(500);

  private final JavaSparkContext spark;
  private final WatchedJobs jobs;
  private final TrainedModel model;
  private final PredictionSettings settings;
  private final PredictionFolder folder;
  private final OutputFormat format;
  private final Storage storage;
  private final LongConsumer progress;

  /**
   * What was written.
   *
   * @param images number of rows that were written now
   * @param bad of which so many have an error instead of a prediction
   * @param parts number of files
   * @param earlier number of files that were there before
   */
  public record Result(long images, long bad, int parts, int earlier) {}

  /**
   * Prepares to predict.
   *
   * @param spark a context, best with Convoy's settings; stays open
   * @param jobs runs the jobs, and can be cancelled
   * @param model what predicts
   * @param settings what is written
   * @param out a folder that is empty or absent, or holds what an earlier job left; its name ends
   *     with that of a format
   * @param storage how the driver reaches files
   * @param progress told from time to time how many images are predicted
   * @throws IllegalArgumentException if the folder holds something else, or there is no such layer
   */
  public PredictionJob(
      JavaSparkContext spark,
      WatchedJobs jobs,
      TrainedModel model,
      PredictionSettings settings,
      FilePath out,
      Storage storage,
      LongConsumer progress)
      throws IOException {
    this.spark = spark;
    this.jobs = jobs;
    this.model = model;
    this.settings = settings;
    this.storage = storage;
    this.progress = progress;
    this.format = OutputFormat.of(out.name());
    this.folder = new PredictionFolder(storage.absolute(out), storage);
    folder.requireUsable();
  }

  /**
   * Checks an output folder before Spark starts.
   *
   * @throws IllegalArgumentException if it holds something else
   */
  public static void requireUsable(FilePath out, Storage storage) throws IOException {
    OutputFormat.of(out.name());
    new PredictionFolder(storage.absolute(out), storage).requireUsable();
  }

  /** What predicts with these settings. */
  public static Predictor predictor(TrainedModel model, PredictionSettings settings) {
    Predictor predictor = Predictor.of(model).withBatchSize(settings.batchSize());
    return settings.layer().isEmpty() ? predictor : predictor.reading(settings.layer());
  }

  /** Predicts for encoded images, which are decoded as in training. */
  public Result run(ImageSource images) throws IOException {
    try (Listing listing =
        jobs.run(
            "predict",
            "list images",
            () -> new Listing(spark, images, new HadoopSettings(spark.hadoopConfiguration())))) {
      return run(new ImageInput(listing, model.preprocessing()));
    }
  }

  /** Predicts for pixels. */
  public Result run(DataSource pixels) throws IOException {
    ModelFit.requireImages(model.model(), pixels.summary());
    return run(new PixelInput(spark, pixels));
  }

  private <T> Result run(PredictionInput<T> input) throws IOException {
    Predictor predictor = predictor(model, settings);
    PredictionTable table = PredictionTable.of(predictor, settings, input.hasPaths());
    Set<Integer> done = folder.begin(plan(input), input.parts(), format);
    if (done.size() == input.parts()) {
      folder.complete();
      return new Result(0, 0, input.parts(), done.size());
    }
    Broadcast<Predictor> broadcast = spark.broadcast(predictor);
    LongAccumulator counter = spark.sc().longAccumulator();
    try (DaemonTimer timer = new DaemonTimer("prediction", failure -> {})) {
      timer.every(PERIOD, () -> progress.accept(counter.value()));
      PredictTask<T> task =
          new PredictTask<>(
              input,
              new PredictTask.Target(folder.path(), format, table),
              broadcast,
              done,
              counter,
              new HadoopSettings(spark.hadoopConfiguration()));
      List<PredictionReport> reports =
          jobs.run(
              "predict",
              "predict",
              () -> input.rdd().mapPartitionsWithIndex(task, false).collect());
      folder.complete();
      return new Result(
          reports.stream().mapToLong(PredictionReport::images).sum(),
          reports.stream().mapToLong(PredictionReport::bad).sum(),
          input.parts(),
          done.size());
    } finally {
      broadcast.destroy();
    }
  }

  /** What must be the same for a job to go on. */
  private ObjectNode plan(PredictionInput<?> input) {
    ObjectNode plan = JsonNodeFactory.instance.objectNode();
    plan.put("format", "convoy-predictions-1");
    plan.put("model", model.parametersSha256());
    plan.put("input", input.state());
    plan.put("parts", input.parts());
    plan.put("layer", settings.layer());
    plan.put("top", settings.top());
    return plan;
  }
}
