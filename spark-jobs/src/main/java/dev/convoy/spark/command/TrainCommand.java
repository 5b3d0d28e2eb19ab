package dev.convoy.spark.command;

import dev.convoy.checkpoint.Checkpoint;
import dev.convoy.checkpoint.RunDirectory;
import dev.convoy.data.DataSets;
import dev.convoy.data.DataSource;
import dev.convoy.kernel.Algorithm;
import dev.convoy.kernel.KernelSelection;
import dev.convoy.kernel.Kernels;
import dev.convoy.loss.Loss;
import dev.convoy.model.Initializer;
import dev.convoy.model.Model;
import dev.convoy.optim.Optimizer;
import dev.convoy.optim.Optimizers;
import dev.convoy.spark.cluster.SparkCluster;
import dev.convoy.spark.cluster.SparkSettings;
import dev.convoy.train.OuterUpdate;
import dev.convoy.train.Recipe;
import dev.convoy.train.Synchronization;
import dev.convoy.train.Trainer;
import dev.convoy.train.TrainingState;
import java.io.IOException;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaSparkContext;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Trains a model. */
@Command(
    name = "train",
    sortOptions = false,
    description = {
      "Train a model on Spark: the data are dealt to workers, each trains on its own share, and"
          + " their parameters are averaged each epoch.",
      ""
    },
    footer = {
      "",
      "Examples:",
      "  convoy train --data /data/fashion-mnist --model fashion-cnn --out runs/first",
      "  convoy train --data hdfs:///data/digits --model lenet5 --out hdfs:///runs/digits \\",
      "      --workers 16 --epochs 20 --outer nesterov:1,0.5 --resume"
    })
final class TrainCommand implements Callable<Integer> {
  @Option(
      names = "--data",
      required = true,
      paramLabel = "PATH",
      description = {
        "Training data: a folder at a path or any Hadoop URI with train-images-idx3-ubyte[.gz] and"
            + " train-labels-idx1-ubyte[.gz], or generated[:EXAMPLES[:HEIGHTxWIDTHxCHANNELS]]."
      })
  private String data;

  @Option(
      names = "--test",
      paramLabel = "PATH",
      description =
          "Test data, evaluated after each epoch (default: the t10k files of the --data folder, if"
              + " there).")
  private Optional<String> test;

  @Option(
      names = "--model",
      required = true,
      paramLabel = "NAME|FILE",
      description = "lenet5, fashion-cnn, vgg-small, or a model file (see describe --as-file).")
  private String model;

  @Option(
      names = "--out",
      required = true,
      paramLabel = "DIR",
      description = "The run directory: new, empty, or with --resume one of an earlier run.")
  private String out;

  @Option(
      names = "--epochs",
      paramLabel = "N",
      defaultValue = "8",
      description = "How often to go through the data (default: ${DEFAULT-VALUE}).")
  private int epochs;

  @Option(
      names = "--batch-size",
      paramLabel = "B",
      defaultValue = "64",
      description = "Examples of a batch of each worker (default: ${DEFAULT-VALUE}).")
  private int batchSize;

  @Option(
      names = "--workers",
      paramLabel = "W",
      description =
          "Partitions that train side by side (default: n with master local[n]; elsewhere it must"
              + " be given).")
  private Optional<Integer> workers;

  @Option(
      names = "--sync",
      paramLabel = "S",
      defaultValue = "epoch",
      description = {
        "When workers synchronize: 'epoch' averages parameters after each epoch, 'steps:H' after H"
            + " batches, 'gradient' averages the gradients of each batch (default:"
            + " ${DEFAULT-VALUE})."
      })
  private String sync;

  @Option(
      names = "--outer",
      paramLabel = "U",
      defaultValue = "average",
      description = {
        "What to do with the mean of the parameters: 'average' takes it,"
            + " 'nesterov[:rate[,momentum]]' adds momentum to its change (default:"
            + " ${DEFAULT-VALUE})."
      })
  private String outer;

  @Option(
      names = "--optimizer",
      paramLabel = "O",
      defaultValue = "sgd:0.02,0.9",
      description = "sgd[:rate[,momentum[,nesterov]]] or adam[:rate] (default: ${DEFAULT-VALUE}).")
  private String optimizer;

  @Option(
      names = "--loss",
      paramLabel = "L",
      defaultValue = "softmaxCrossEntropy",
      description = "softmaxCrossEntropy or meanSquaredError (default: ${DEFAULT-VALUE}).")
  private String loss;

  @Option(
      names = "--initializer",
      paramLabel = "I",
      defaultValue = "glorot-uniform",
      description =
          "How weights start: he-normal, he-uniform, glorot-normal or glorot-uniform (default:"
              + " ${DEFAULT-VALUE}).")
  private String initializer;

  @Option(
      names = "--seed",
      paramLabel = "S",
      defaultValue = "1",
      description =
          "Of everything random; the same seed gives the same model (default: ${DEFAULT-VALUE}).")
  private long seed;

  @Option(
      names = "--kernels",
      paramLabel = "K",
      defaultValue = KernelSelection.AUTO,
      description = "auto, simd or reference; all give the same model (default: ${DEFAULT-VALUE}).")
  private String kernels;

  @Option(
      names = "--algorithm",
      paramLabel = "A",
      defaultValue = "direct",
      description =
          "How 3x3 convolutions are computed: direct, winograd (wherever possible) or auto (winograd"
              + " where it pays); part of the result (default: ${DEFAULT-VALUE}).")
  private String algorithm;

  @Option(
      names = "--resume",
      description =
          "Go on after the last complete epoch of the run in --out; start if there is none, end at"
              + " once if it is complete.")
  private boolean resume;

  @Mixin private OutputOptions output;

  @Override
  public Integer call() throws IOException {
    ConvoyCommand.requireSupportedJava();
    SparkConf conf = SparkSettings.withDefaults(new SparkConf());
    Console console = output.console();
    KernelSelection selection = ConvoyCommand.checked(() -> KernelSelection.select(kernels));
    TrainingJob job = ConvoyCommand.checked(() -> job(conf, console, selection));
    RunReport report = new RunReport(console, job, epochs);
    Optional<Checkpoint> earlier = ConvoyCommand.checked(() -> earlier(job, console));
    earlier.ifPresent(report::continueFrom);
    if (report.epochsDone() < epochs) {
      ConvoyCommand.checked(() -> job.claimDirectory(epochs));
      console.note("%s", selection.reason());
      console.note("%s", job.text());
      train(conf, job, earlier, report);
    } else {
      console.note("%s is complete", out);
    }
    report.finish();
    return 0;
  }

  private void train(
      SparkConf conf, TrainingJob job, Optional<Checkpoint> earlier, RunReport report) {
    try (JavaSparkContext spark = new JavaSparkContext(conf);
        SparkCluster cluster =
            new SparkCluster(spark, job.workers(), seed, Optional.of(job.training()), job.test());
        Progress progress = report.progress()) {
      Trainer trainer =
          new Trainer(
              job.recipe(),
              job.synchronization(),
              cluster,
              job.training().summary().size(),
              job.test().isPresent(),
              report.listener(progress));
      TrainingState start =
          earlier
              .map(point -> new TrainingState(point.epoch(), point.parameters(), point.state()))
              .orElseGet(() -> trainer.start(job.initializer()));
      trainer.train(start, epochs);
    }
  }

  /** What was asked for, checked; nothing has been written. */
  private TrainingJob job(SparkConf conf, Console console, KernelSelection selection)
      throws IOException {
    if (epochs < 1) {
      throw new IllegalArgumentException("epochs " + epochs + " must be at least 1");
    }
    Configuration hadoop = SparkSettings.hadoop(conf);
    Model network = ModelArgument.load(model, hadoop);
    Optimizer rule = Optimizers.parse(optimizer);
    Synchronization synchronization = Synchronization.parse(sync, OuterUpdate.parse(outer));
    Initializer start = Initializer.named(initializer);
    RunDirectory directory = RunDirectory.open(ModelArgument.path("out", out), hadoop);
    if (directory.inspect() == RunDirectory.State.CLAIMED && !resume) {
      throw new IllegalArgumentException(
          "out '" + out + "' holds a run; give --resume to go on with it, or another directory");
    }
    int partitions = workers(conf, directory);
    warmUp(selection.kernels());
    console.status("reading %s …", data);
    DataSource training = DataSets.training(data, hadoop);
    Optional<DataSource> evaluation =
        test.isPresent()
            ? Optional.of(DataSets.evaluation(test.get(), hadoop))
            : DataSets.testBeside(data, hadoop);
    Recipe recipe =
        new Recipe(
            network,
            Loss.named(loss),
            rule,
            training.summary().normalization(),
            batchSize,
            seed,
            kernels,
            Algorithm.named(algorithm));
    return new TrainingJob(
        model, out, recipe, synchronization, start, partitions, training, evaluation, directory);
  }

  /** With a local master the tasks run in this process; while it reads, a core is idle. */
  private static void warmUp(Kernels selected) {
    Thread thread = new Thread(selected::warmUp, "warm-up");
    thread.setDaemon(true);
    thread.start();
  }

  private int workers(SparkConf conf, RunDirectory directory) throws IOException {
    String master = conf.get("spark.master", "");
    OptionalInt local = SparkSettings.localThreads(master);
    int partitions;
    if (workers.isPresent()) {
      partitions = workers.get();
    } else if (local.isPresent()) {
      partitions = local.getAsInt();
    } else {
      partitions =
          directory
              .config()
              .map(run -> run.path("workers").asInt())
              .orElseThrow(
                  () ->
                      new IllegalArgumentException(
                          "workers must be given with master '"
                              + master
                              + "': their number defines the result, so it is not guessed"));
    }
    if (partitions < 1) {
      throw new IllegalArgumentException("workers " + partitions + " must be at least 1");
    }
    return partitions;
  }

  private Optional<Checkpoint> earlier(TrainingJob job, Console console) throws IOException {
    if (job.directory().inspect() != RunDirectory.State.CLAIMED) {
      return Optional.empty();
    }
    job.directory().requireSame(job.config(epochs), TrainingJob.MAY_DIFFER);
    Consumer<String> skipped = reason -> console.note("%s", reason);
    Optional<Checkpoint> earlier = job.directory().latest(skipped);
    if (earlier.isPresent() && earlier.get().epoch() < epochs) {
      earlier = job.directory().latestWithState(skipped);
    }
    earlier.ifPresent(job::requireSameModel);
    return earlier;
  }
}
