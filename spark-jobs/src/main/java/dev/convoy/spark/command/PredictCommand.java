package dev.convoy.spark.command;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.convoy.data.DataSets;
import dev.convoy.data.DataSource;
import dev.convoy.data.image.ImageFields;
import dev.convoy.data.image.ImageSet;
import dev.convoy.data.image.ImageSets;
import dev.convoy.files.FilePath;
import dev.convoy.files.Storage;
import dev.convoy.image.ImageLimits;
import dev.convoy.image.ImagePreprocessor;
import dev.convoy.predict.Predictor;
import dev.convoy.run.ModelFit;
import dev.convoy.run.TrainedModel;
import dev.convoy.spark.command.options.ExecutorOptions;
import dev.convoy.spark.command.options.ModelArgument;
import dev.convoy.spark.command.options.OutputOptions;
import dev.convoy.spark.command.options.Range;
import dev.convoy.spark.command.options.SubmittedPath;
import dev.convoy.spark.command.options.UserInput;
import dev.convoy.spark.command.output.Console;
import dev.convoy.spark.command.output.ExitStatus;
import dev.convoy.spark.command.output.Numbers;
import dev.convoy.spark.predict.PredictionJob;
import dev.convoy.spark.predict.PredictionSettings;
import dev.convoy.spark.predict.TopClasses;
import dev.convoy.spark.settings.Platform;
import dev.convoy.spark.settings.SparkSettings;
import dev.convoy.spark.watch.ExecutorWait;
import dev.convoy.spark.watch.RoundCancelledException;
import dev.convoy.spark.watch.WatchedJobs;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaSparkContext;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Predicts. */
@Command(
    name = "predict",
    sortOptions = false,
    description = {
      "Predict classes with a trained model, or read the values of one of its layers: for a whole"
          + " data set, distributed, into a table; or for some image files. A job that was killed"
          + " goes on where it was if the same command is given again.",
      ""
    },
    footer = {
      "",
      "Examples:",
      "  convoy predict --model runs/first --data /data/photos --out predictions.parquet",
      "  convoy predict --model runs/first --data hdfs:///photos --layer pool --out features.parquet",
      "  convoy predict --model runs/first --image cat.jpg"
    })
final class PredictCommand implements Callable<Integer> {
  private static final double NANOSECONDS = 1e9;
  private static final double PERCENT = 100;
  private static final int SHOWN_CLASSES = 5;

  /** Nobody knows how many images there are. */
  private static final Duration NO_LIMIT = Duration.ofDays(365);

  @Option(
      names = "--model",
      required = true,
      paramLabel = "DIR",
      description = "The run directory of a training run, or one of its checkpoints.")
  private String model;

  @Option(
      names = "--data",
      paramLabel = "PATH",
      description =
          "Data as for train, of which the test data are taken if there are; images need no labels"
              + " and no folders of classes.")
  private Optional<String> data;

  @Option(
      names = "--out",
      paramLabel = "DIR",
      description =
          "The folder for the table, at a path or any Hadoop URI. Its name ends with .parquet, .jsonl"
              + " or .csv, the form of the files in it.")
  private Optional<String> out;

  @Option(
      names = "--image",
      paramLabel = "FILE",
      description = "An image file, instead of data; the five most probable classes are printed.")
  private List<String> images = new ArrayList<>();

  @Option(
      names = "--top",
      paramLabel = "N",
      description = "Write the N most probable classes instead of the probabilities of all.")
  @Range(most = 1_000_000)
  private Optional<Integer> top;

  @Option(
      names = "--layer",
      paramLabel = "NAME",
      description = "Write the values of this layer instead, as 'features'; see describe.")
  private Optional<String> layer;

  @Option(
      names = "--batch-size",
      paramLabel = "B",
      defaultValue = "64",
      description = "Images that are predicted at a time (default: ${DEFAULT-VALUE}).")
  @Range(most = 1_000_000)
  private int batchSize;

  @Option(
      names = "--image-column",
      paramLabel = "NAME",
      description = "The column with images or their paths (default: the usual names).")
  private Optional<String> imageColumn;

  @Option(
      names = "--label-column",
      paramLabel = "NAME",
      description = "The column with labels, which are copied (default: the usual names).")
  private Optional<String> labelColumn;

  @Mixin private ExecutorOptions executors;

  @Mixin private OutputOptions output;

  /** What was asked for, checked: encoded images or pixels. */
  private record Job(
      TrainedModel trained,
      PredictionSettings settings,
      FilePath folder,
      Optional<ImageSet> images,
      Optional<DataSource> pixels) {}

  @Override
  public Integer call() throws IOException {
    ConvoyCommand.requirePlatform();
    SparkConf conf =
        SparkSettings.named(SparkSettings.withDefaults(new SparkConf()), "convoy predict " + model);
    Console console = output.console();
    Storage storage = SparkSettings.storage(conf);
    UserInput.require(this::requireOneInput);
    if (!images.isEmpty()) {
      TrainedModel trained = UserInput.checked(() -> trained(console, storage));
      Predictor predictor = Predictor.of(trained);
      for (String image : images) {
        UserInput.checked(() -> show(console, image, trained, predictor, storage));
      }
      return 0;
    }
    return predict(conf, console, storage);
  }

  private void requireOneInput() {
    if (images.isEmpty() && (data.isEmpty() || out.isEmpty())) {
      throw new IllegalArgumentException("data and out must be given, or image");
    }
    if (!images.isEmpty()
        && (data.isPresent() || out.isPresent() || top.isPresent() || layer.isPresent())) {
      throw new IllegalArgumentException(
          "image '" + images.get(0) + "' cannot be given with data, out, top or layer");
    }
  }

  private TrainedModel trained(Console console, Storage storage) throws IOException {
    return UserInput.about(
        "model",
        model,
        () ->
            TrainedModel.read(
                ModelArgument.path("model", SubmittedPath.shared("model", model)),
                storage,
                skipped -> console.note("%s", skipped)));
  }

  private boolean show(
      Console console, String image, TrainedModel trained, Predictor predictor, Storage storage)
      throws IOException {
    byte[] pixels = new byte[predictor.inputShape().size()];
    UserInput.about(
        "image",
        image,
        () -> {
          try (InputStream in =
              UserInput.open("image", SubmittedPath.file("image", image), storage)) {
            byte[] content = in.readNBytes(ImageLimits.STANDARD.bytes() + 1);
            new ImagePreprocessor(trained.preprocessing(), ImageLimits.STANDARD)
                .pixels(content, pixels, 0);
          }
          return pixels;
        });
    float[] outputs = predictor.outputs().predict(pixels, 1);
    float[] probabilities = new float[outputs.length];
    predictor.probabilities(outputs, 1, probabilities);
    int[] classes = TopClasses.of(outputs, Math.min(SHOWN_CLASSES, outputs.length));
    ObjectNode event = JsonNodeFactory.instance.objectNode();
    event.put("event", "predict").put("image", image);
    ArrayNode list = event.putArray("top");
    List<String> lines = new ArrayList<>();
    for (int c : classes) {
      String name = c < trained.classNames().size() ? trained.classNames().get(c) : "class " + c;
      list.addObject().put("class", c).put("name", name).put("probability", probabilities[c]);
      lines.add(String.format(Locale.ROOT, "%6.2f %%  %s", PERCENT * probabilities[c], name));
    }
    console.result(event, "%s%n%s", image, String.join(System.lineSeparator(), lines));
    return true;
  }

  private int predict(SparkConf conf, Console console, Storage storage) throws IOException {
    final long startTime = System.nanoTime();
    UserInput.require(() -> Platform.require(conf));
    Job job = UserInput.checked(() -> job(console, storage));
    try (StopRequest stop = StopRequest.ofProcess(console, Optional.empty());
        StartedSpark started = new StartedSpark(conf, UserInput.checked(executors::limit))) {
      stop.listen();
      JavaSparkContext spark = started.get(line -> console.note("%s", line), stop::isRequested);
      try (WatchedJobs jobs =
          new WatchedJobs(
              spark,
              NO_LIMIT,
              executors.limit(),
              e -> console.note("jobs cannot be watched: %s", e))) {
        stop.setRoundCanceller(jobs::cancel);
        ExecutorWait.await(
            spark, 1, executors.limit(), line -> console.note("%s", line), jobs::isCancelled);
        PredictionJob prediction =
            new PredictionJob(
                spark,
                jobs,
                job.trained(),
                job.settings(),
                job.folder(),
                storage,
                count -> status(console, count, startTime));
        PredictionJob.Result result =
            UserInput.checked(
                () ->
                    job.images().isPresent()
                        ? prediction.run(job.images().get().evaluation())
                        : prediction.run(job.pixels().orElseThrow()));
        show(console, result, (System.nanoTime() - startTime) / NANOSECONDS);
        return 0;
      }
    } catch (RoundCancelledException e) {
      console.note("%s; give the same command again to go on", e.getMessage());
      return ExitStatus.STOPPED;
    }
  }

  private static void status(Console console, long count, long startTime) {
    double seconds = (System.nanoTime() - startTime) / NANOSECONDS;
    console.status("predicting, %,d images done, %,.0f images/s …", count, count / seconds);
  }

  private Job job(Console console, Storage storage) throws IOException {
    TrainedModel trained = trained(console, storage);
    PredictionSettings settings =
        new PredictionSettings(layer.orElse(""), top.orElse(0), batchSize);
    PredictionJob.predictor(trained, settings);
    String name = data.orElseThrow();
    FilePath folder =
        UserInput.about(
            "out",
            out.orElseThrow(),
            () -> {
              FilePath path =
                  storage.absolute(
                      ModelArgument.path("out", SubmittedPath.shared("out", out.get())));
              PredictionJob.requireUsable(path, storage);
              return path;
            });
    console.status("reading %s …", name);
    List<String> classNames = trained.classNames();
    ImageFields fields =
        new ImageFields(
            imageColumn,
            labelColumn,
            classNames.isEmpty() ? Optional.empty() : Optional.of(classNames),
            false);
    return UserInput.about(
        "data",
        name,
        () -> {
          Optional<ImageSet> found =
              ImageSets.find(SubmittedPath.shared("data", name), fields, storage);
          if (found.isPresent()) {
            trained.preprocessing();
            return new Job(trained, settings, folder, found, Optional.empty());
          }
          DataSource pixels = DataSets.evaluation(name, storage);
          ModelFit.requireImages(trained.model(), pixels.summary());
          pixels.remark().ifPresent(remark -> console.note("%s", remark));
          return new Job(trained, settings, folder, found, Optional.of(pixels));
        });
  }

  private void show(Console console, PredictionJob.Result result, double seconds) {
    ObjectNode event = JsonNodeFactory.instance.objectNode();
    event.put("event", "predict").put("model", model).put("data", data.orElseThrow());
    event.put("out", out.orElseThrow());
    event.put("images", result.images()).put("bad", result.bad());
    event.put("parts", result.parts()).put("earlierParts", result.earlier());
    event.put("seconds", Numbers.rounded(seconds, 3));
    console.result(
        event,
        "%s: %,d images in %d file(s)%s%s, %.1f s",
        out.orElseThrow(),
        result.images(),
        result.parts() - result.earlier(),
        result.earlier() == 0 ? "" : ", " + result.earlier() + " file(s) were there already",
        result.bad() == 0
            ? ""
            : String.format(Locale.ROOT, ", %,d could not be decoded (see 'error')", result.bad()),
        seconds);
  }
}
