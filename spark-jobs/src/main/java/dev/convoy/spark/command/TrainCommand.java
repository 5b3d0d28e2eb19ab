package dev.convoy.spark.command;

import dev.convoy.checkpoint.Checkpoint;
import dev.convoy.checkpoint.Lease;
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
import dev.convoy.spark.cluster.ClusterSettings;
import dev.convoy.spark.cluster.ReduceMode;
import dev.convoy.spark.cluster.RoundCancelledException;
import dev.convoy.spark.cluster.SparkCluster;
import dev.convoy.spark.cluster.SparkSettings;
import dev.convoy.train.Course;
import dev.convoy.train.OuterUpdate;
import dev.convoy.train.Recipe;
import dev.convoy.train.Synchronization;
import dev.convoy.train.Trainer;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
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
        "Training data: a folder at a path or any Hadoop URI with what 'convoy pack' wrote, IDX"
            + " files (train-images-idx3-ubyte[.gz], train-labels-idx1-ubyte[.gz]), CIFAR-10"
            + " (data_batch_1.bin to data_batch_5.bin) or Parquet (columns label and pixels), or"
            + " generated[:EXAMPLES[:HEIGHTxWIDTHxCHANNELS]]."
      })
  private String data;

  @Option(
      names = "--test",
      paramLabel = "PATH",
      description =
          "Test data, evaluated after each epoch (default: those of the --data folder, if there"
              + " are: packed ones, t10k files, test_batch.bin).")
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
      names = "--reduce",
      paramLabel = "R",
      defaultValue = "auto",
      description =
          "Where the workers' vectors are averaged: 'collect' on the driver, 'shuffle' on the"
              + " executors, so that the driver holds one vector, or 'auto' by their size; the result"
              + " is the same (default: ${DEFAULT-VALUE}).")
  private String reduce;

  @Option(
      names = "--optimizer",
      paramLabel = "O",
      defaultValue = "sgd:0.02,0.9",
      description = "sgd[:rate[,momentum[,nesterov]]] or adam[:rate]%n(default: ${DEFAULT-VALUE}).")
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

  @Mixin private LifetimeOptions lifetime;

  @Mixin private OutputOptions output;

  @Override
  public Integer call() throws IOException {
    ConvoyCommand.requireSupportedJava();
    SparkConf conf = SparkSettings.withDefaults(new SparkConf());
    Console console = output.console();
    KernelSelection selection = ConvoyCommand.checked(() -> KernelSelection.select(kernels));
    TrainingJob job = ConvoyCommand.checked(() -> job(conf, console, selection));
    StopRequest stop = StopRequest.ofProcess(console, ConvoyCommand.checked(lifetime::maxTime));
    Optional<Checkpoint> found = ConvoyCommand.checked(() -> earlier(job, reason -> {}));
    if (found.isPresent() && found.get().complete()) {
      RunReport report = new RunReport(console, job, job.directory(), epochs);
      report.continueFrom(found.get());
      console.note("%s is complete", out);
      report.finish();
      return 0;
    }
    stop.listen();
    try (stop;
        Lease lease = job.directory().lease(line -> console.note("%s", line))) {
      RunDirectory directory = job.directory().under(lease).keeping(lifetime.keptCheckpoints);
      RunReport report = new RunReport(console, job, directory, epochs);
      // Again, because another driver may have gone on until the lease was there.
      ConvoyCommand.checked(() -> earlier(job, reason -> console.note("%s", reason)))
          .ifPresent(report::continueFrom);
      console.note("%s", selection.reason());
      console.note("%s", job.text());
      job.remarks().forEach(remark -> console.note("%s", remark));
      return run(conf, job, directory, report, stop, lease);
    }
  }

  /** Trains what is left of the run; returns the exit status. */
  private int run(
      SparkConf conf,
      TrainingJob job,
      RunDirectory directory,
      RunReport report,
      StopRequest stop,
      Lease lease)
      throws IOException {
    if (report.epochsDone() < epochs && !stop.isRequested()) {
      if (directory.inspect() == RunDirectory.State.EMPTY) {
        directory.start(job.config(epochs));
      }
      try {
        train(conf, job, report, stop, lease);
      } catch (RoundCancelledException e) {
        report.givenUp(e.getMessage());
      }
    }
    if (report.epochsDone() < epochs) {
      // Either somebody asked for it, or another driver has taken over since the last checkpoint.
      lease.requireHeld();
      report.stopped(stop.reason().orElseThrow());
      return ConvoyCommand.STOPPED;
    }
    report.finish();
    return 0;
  }

  private void train(
      SparkConf conf, TrainingJob job, RunReport report, StopRequest stop, Lease lease) {
    try (JavaSparkContext spark = new JavaSparkContext(conf);
        SparkCluster cluster =
            new SparkCluster(
                spark,
                new ClusterSettings(
                    job.workers(), seed, kernels, lifetime.roundTimeout(), job.reduceMode()),
                Optional.of(job.training()),
                job.test());
        Progress progress = report.progress()) {
      stop.setRoundCanceller(cluster::cancel);
      Trainer trainer =
          new Trainer(
              job.recipe(),
              job.synchronization(),
              cluster,
              job.training().summary().size(),
              job.test().isPresent(),
              report.listener(progress),
              new Course(
                  lifetime.checkpointRounds(),
                  job.onNan(),
                  () -> stop.isRequested() || lease.isLost()));
      trainer.train(report.takeState().orElseGet(() -> trainer.start(job.initializer())), epochs);
    }
  }

  /** What was asked for, checked; nothing has been written. */
  private TrainingJob job(SparkConf conf, Console console, KernelSelection selection)
      throws IOException {
    if (epochs < 1) {
      throw new IllegalArgumentException("epochs " + epochs + " must be at least 1");
    }
    lifetime.roundTimeout();
    lifetime.checkpointRounds();
    Configuration hadoop = SparkSettings.hadoop(conf);
    Model network = ModelArgument.load(model, hadoop);
    Optimizer rule = Optimizers.parse(optimizer);
    Synchronization synchronization = Synchronization.parse(sync, OuterUpdate.parse(outer));
    Initializer start = Initializer.named(initializer);
    RunDirectory directory =
        RunDirectory.open(ModelArgument.path("out", out), hadoop).keeping(lifetime.keptCheckpoints);
    requireResume(directory);
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
        model,
        out,
        recipe,
        synchronization,
        start,
        partitions,
        lifetime.onNan(),
        ReduceMode.named(reduce),
        training,
        evaluation,
        directory);
  }

  private RunDirectory.State requireResume(RunDirectory directory) throws IOException {
    RunDirectory.State state = directory.inspect();
    if (state == RunDirectory.State.CLAIMED && !lifetime.resume) {
      throw new IllegalArgumentException(
          "out '" + out + "' holds a run; give --resume to go on with it, or another directory");
    }
    return state;
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

  /** The newest checkpoint of the run, if it is the one that was asked for. */
  private Optional<Checkpoint> earlier(TrainingJob job, Consumer<String> skipped)
      throws IOException {
    RunDirectory directory = job.directory();
    if (requireResume(directory) != RunDirectory.State.CLAIMED) {
      return Optional.empty();
    }
    directory.requireSame(job.config(epochs), TrainingJob.MAY_DIFFER);
    List<String> reasons = new ArrayList<>();
    Consumer<String> told = skipped.andThen(reasons::add);
    Optional<Checkpoint> earlier = directory.latest(told);
    if (earlier.isPresent() && earlier.get().epoch() < epochs && earlier.get().complete()) {
      earlier = directory.latestWithState(told);
    }
    directory.requireNoneLost(earlier, reasons);
    earlier.ifPresent(job::requireSameModel);
    return earlier;
  }
}
