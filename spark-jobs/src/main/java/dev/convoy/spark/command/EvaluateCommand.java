package dev.convoy.spark.command;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.convoy.cluster.Split;
import dev.convoy.data.DataSets;
import dev.convoy.data.DataSource;
import dev.convoy.data.image.ImageFields;
import dev.convoy.data.image.ImageSets;
import dev.convoy.evaluate.DetailedEvaluation;
import dev.convoy.files.FilePath;
import dev.convoy.files.Storage;
import dev.convoy.hadoop.PackedFolder;
import dev.convoy.kernel.KernelSelection;
import dev.convoy.run.ModelFit;
import dev.convoy.run.RunLocation;
import dev.convoy.run.TrainedModel;
import dev.convoy.spark.cluster.ClusterSettings;
import dev.convoy.spark.cluster.Overflow;
import dev.convoy.spark.cluster.SparkCluster;
import dev.convoy.spark.cluster.SparkStart;
import dev.convoy.spark.command.options.ArithmeticOptions;
import dev.convoy.spark.command.options.ExecutorOptions;
import dev.convoy.spark.command.options.ModelArgument;
import dev.convoy.spark.command.options.OutputOptions;
import dev.convoy.spark.command.options.Range;
import dev.convoy.spark.command.options.SubmittedPath;
import dev.convoy.spark.command.options.UserInput;
import dev.convoy.spark.command.output.ClassTable;
import dev.convoy.spark.command.output.Console;
import dev.convoy.spark.command.output.Numbers;
import dev.convoy.spark.settings.LocalDirectories;
import dev.convoy.spark.settings.Platform;
import dev.convoy.spark.settings.SparkSettings;
import dev.convoy.worker.Evaluation;
import dev.convoy.worker.Recipe;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaSparkContext;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Evaluates a trained model. */
@Command(
    name = "evaluate",
    sortOptions = false,
    description = {
      "Evaluate a trained model on a data set, distributed, with exact counts: loss, accuracy, top-5"
          + " accuracy, precision, recall and F1 of each class and their means, and which class was"
          + " taken for which.",
      ""
    },
    footer = {"", "Example:", "  convoy evaluate --model runs/first --data /data/fashion-mnist"})
final class EvaluateCommand implements Callable<Integer> {
  private static final double NANOSECONDS = 1e9;

  @Option(
      names = "--model",
      required = true,
      paramLabel = "DIR",
      description = "The run directory of a training run, or one of its checkpoints.")
  private String model;

  @Option(
      names = "--data",
      required = true,
      paramLabel = "PATH",
      description =
          "A folder as for train, of which its test data are taken or else its training data.")
  private String data;

  @Option(
      names = "--batch-size",
      paramLabel = "B",
      defaultValue = "64",
      description = "Examples that a plan works on at a time (default: ${DEFAULT-VALUE}).")
  @Range(most = 100_000_000)
  private int batchSize;

  @Option(
      names = "--workers",
      paramLabel = "W",
      description =
          "Partitions of the data (default: n with master local[n], else the number of the training"
              + " run).")
  @Range(most = 100_000)
  private Optional<Integer> workers;

  @Option(
      names = "--kernels",
      paramLabel = "K",
      defaultValue = KernelSelection.AUTO,
      description = "auto, simd or reference (default: ${DEFAULT-VALUE}).")
  private String kernels;

  @Mixin private ExecutorOptions executors;

  @Mixin private OutputOptions output;

  /** What was asked for, checked. */
  private record Job(
      TrainedModel trained,
      Recipe recipe,
      DataSource source,
      int workers,
      Duration executorLimit) {}

  @Override
  public Integer call() throws IOException {
    final long startTime = System.nanoTime();
    ConvoyCommand.requirePlatform();
    Console console = output.console();
    SparkConf conf =
        SparkSettings.named(
            SparkSettings.withDefaults(new SparkConf()), "convoy evaluate " + model);
    UserInput.require(() -> Platform.require(conf));
    KernelSelection selection = UserInput.checked(() -> ArithmeticOptions.selection(kernels, conf));
    Job job = UserInput.checked(() -> job(conf, console));
    if (SparkSettings.isLocal(conf)) {
      console.note("%s", selection.reason());
    }
    console.note(
        "evaluating %s on %,d examples, %d worker(s), batch %d",
        model, job.source().summary().size(), job.workers(), job.recipe().batchSize());
    job.source().remark().ifPresent(remark -> console.note("%s", remark));
    LocalDirectories.requireRoom(conf);
    try (JavaSparkContext spark =
            UserInput.checked(
                () ->
                    SparkStart.start(
                        conf, job.executorLimit(), line -> console.note("%s", line), () -> false));
        SparkCluster cluster =
            new SparkCluster(
                spark,
                // what does not fit into memory is used once, so it is not written to disk
                new ClusterSettings(job.workers(), job.recipe().seed(), kernels)
                    .withExecutorLimit(job.executorLimit())
                    .with(Overflow.REREAD),
                Optional.empty(),
                Optional.of(job.source()))) {
      cluster.awaitExecutors(line -> console.note("%s", line));
      float[] parameters = job.trained().parameters();
      DetailedEvaluation evaluation =
          DetailedEvaluation.of(cluster, "evaluate", Split.TEST, job.recipe(), parameters);
      show(console, job, evaluation, (System.nanoTime() - startTime) / NANOSECONDS);
    }
    return 0;
  }

  private Job job(SparkConf conf, Console console) throws IOException {
    Duration executorLimit = executors.limit();
    Storage storage = SparkSettings.storage(conf);
    TrainedModel trained =
        UserInput.about(
            "model",
            model,
            () ->
                TrainedModel.read(
                    ModelArgument.path("model", SubmittedPath.shared("model", model)),
                    storage,
                    skipped -> console.note("%s", skipped)));
    Recipe recipe = trained.recipe(batchSize, kernels);
    console.status("reading %s …", data);
    DataSource source =
        UserInput.about("data", data, () -> DataSets.evaluation(pixels(storage), storage));
    ModelFit.requireSameClasses(trained.classNames(), source);
    ModelFit.require(trained.model(), recipe.loss(), source.summary());
    int partitions =
        workers.orElseGet(
            () ->
                SparkSettings.localThreads(conf.get("spark.master", ""))
                    .orElseGet(trained::workers));
    if (partitions < 1) {
      throw new IllegalArgumentException("workers " + partitions + " must be at least 1");
    }
    return new Job(trained, recipe, source, partitions, executorLimit);
  }

  /** The data, or the pixels that the training run made of them. */
  private String pixels(Storage storage) throws IOException {
    SubmittedPath.shared("data", data);
    if (ImageSets.find(data, ImageFields.USUAL.unlabelled(), storage).isEmpty()) {
      return data;
    }
    FilePath packed = RunLocation.at(model, storage).images();
    boolean same =
        PackedFolder.images(packed, storage).filter(i -> i.source().equals(data)).isPresent();
    if (!same) {
      throw new IllegalArgumentException(
          "'"
              + data
              + "': are encoded images; pack them first with 'convoy pack', and evaluate on that");
    }
    return packed.text();
  }

  private void show(Console console, Job job, DetailedEvaluation evaluation, double seconds) {
    Evaluation total = evaluation.total();
    ClassTable classes = new ClassTable(evaluation.confusion(), job.trained().classNames());
    ObjectNode event = JsonNodeFactory.instance.objectNode();
    event.put("event", "evaluate");
    event.put("model", model);
    event.put("epoch", job.trained().epoch());
    event.put("data", job.source().summary().name());
    event.put("examples", total.examples());
    event.put("correct", total.correct());
    event.put("accuracy", Numbers.rounded(total.accuracy(), 6));
    event.put("top5Accuracy", Numbers.rounded(evaluation.topFiveAccuracy(), 6));
    event.put("loss", Numbers.rounded(total.loss(), 6));
    event.put("parametersSha256", job.trained().parametersSha256());
    event.put("seconds", Numbers.rounded(seconds, 3));
    classes.addTo(event);
    console.result(
        event,
        "%s after epoch %d on %,d examples of %s: accuracy %.2f %% (%,d correct), top-5 %.2f %%,"
            + " loss %.4f%n%n%s",
        model,
        job.trained().epoch(),
        total.examples(),
        job.source().summary().name(),
        100 * total.accuracy(),
        total.correct(),
        100 * evaluation.topFiveAccuracy(),
        total.loss(),
        classes.text());
  }
}
