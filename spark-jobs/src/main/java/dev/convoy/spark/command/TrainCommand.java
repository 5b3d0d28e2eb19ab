package dev.convoy.spark.command;

import dev.convoy.data.image.ImageSet;
import dev.convoy.files.Storage;
import dev.convoy.hadoop.Packer;
import dev.convoy.kernel.KernelSelection;
import dev.convoy.run.RunDefinition;
import dev.convoy.run.RunLocation;
import dev.convoy.run.RunResult;
import dev.convoy.run.RunSession;
import dev.convoy.spark.capacity.RunPlan;
import dev.convoy.spark.cluster.ClusterSettings;
import dev.convoy.spark.cluster.SparkCluster;
import dev.convoy.spark.command.options.ExecutorOptions;
import dev.convoy.spark.command.options.LifetimeOptions;
import dev.convoy.spark.command.options.ModelArgument;
import dev.convoy.spark.command.options.OutputOptions;
import dev.convoy.spark.command.options.RecipeFile;
import dev.convoy.spark.command.options.SubmittedPath;
import dev.convoy.spark.command.options.TrainingOptions;
import dev.convoy.spark.command.options.UserInput;
import dev.convoy.spark.command.output.Console;
import dev.convoy.spark.command.output.ExitStatus;
import dev.convoy.spark.command.output.RunConsole;
import dev.convoy.spark.settings.ClusterShape;
import dev.convoy.spark.settings.Platform;
import dev.convoy.spark.settings.SparkSettings;
import dev.convoy.spark.watch.RoundCancelledException;
import java.io.IOException;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaSparkContext;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Trains a model. */
@Command(
    name = "train",
    sortOptions = false,
    defaultValueProvider = RecipeFile.class,
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
  @Mixin private TrainingOptions options;

  @Option(
      names = "--out",
      required = true,
      paramLabel = "DIR",
      description = "The run directory: new, empty, or with --resume one of an earlier run.")
  private String out;

  @Mixin private LifetimeOptions lifetime;

  @Mixin private ExecutorOptions executors;

  @Mixin private OutputOptions output;

  @Override
  public Integer call() throws IOException {
    ConvoyCommand.requirePlatform();
    SparkConf conf =
        SparkSettings.named(
            SparkSettings.withDefaults(new SparkConf()),
            "convoy train " + options.modelName() + " → " + out);
    UserInput.require(() -> Platform.require(conf));
    Console console = output.console();
    KernelSelection selection = UserInput.checked(() -> options.arithmetic().selection(conf));
    RunLocation location = UserInput.checked(() -> location(conf));
    StopRequest stop = StopRequest.ofProcess(console, UserInput.checked(lifetime::maxTime));
    try (StartedSpark spark = new StartedSpark(conf, UserInput.checked(() -> executors.limit()))) {
      Optional<RunImages> images = UserInput.checked(() -> images(conf, location));
      if (images.isPresent() && !packed(images.get(), console, spark, stop)) {
        return ExitStatus.STOPPED;
      }
      RunDefinition run = UserInput.checked(() -> run(conf, console, selection, location));
      return train(conf, console, selection, location, run, spark, stop);
    }
  }

  /** The images to pack into the run directory, if the data are such. */
  private Optional<RunImages> images(SparkConf conf, RunLocation location) throws IOException {
    Storage storage = SparkSettings.storage(conf);
    Optional<ImageSet> images = options.images(storage);
    if (images.isEmpty()) {
      return Optional.empty();
    }
    UserInput.about(
        "out",
        out,
        () -> {
          location.requireUsable();
          return out;
        });
    ImagePackingRun packing =
        new ImagePackingRun(
            options.dataName(),
            images.get(),
            options.imageChoices(),
            Packer.Settings.usual(options.seed),
            executors.limit());
    return Optional.of(new RunImages(out, location, packing, storage));
  }

  /** Sees to it that the images are packed; returns whether they are. */
  private boolean packed(RunImages images, Console console, StartedSpark spark, StopRequest stop)
      throws IOException {
    if (!UserInput.checked(images::arePacked)) {
      stop.listen();
      try {
        JavaSparkContext started = spark.get(line -> console.note("%s", line), stop::isRequested);
        UserInput.checked(
            () -> {
              images.pack(started, console, stop::setRoundCanceller);
              return true;
            });
      } catch (RoundCancelledException e) {
        console.note("%s: stopped while images were packed; give the same command again", out);
        return false;
      }
    }
    options.usePixels(images.location().images());
    return true;
  }

  private int train(
      SparkConf conf,
      Console console,
      KernelSelection selection,
      RunLocation location,
      RunDefinition run,
      StartedSpark spark,
      StopRequest stop)
      throws IOException {
    try (RunConsole shown = new RunConsole(console, run, out)) {
      Optional<RunResult> result = UserInput.checked(() -> location.result(run));
      if (result.isPresent()) {
        console.note("%s is complete", out);
        shown.ended(result.get());
        return 0;
      }
      RunPlan plan = UserInput.checked(() -> plan(conf, run, selection));
      stop.listen();
      try (stop;
          RunSession session =
              UserInput.checked(
                  () -> UserInput.about("out", out, () -> location.open(run, shown)))) {
        if (SparkSettings.isLocal(conf)) {
          console.note("%s", selection.reason());
        }
        shown.begins();
        console.note("%s", plan.memoryText());
        plan.shortage().ifPresent(line -> shown.warned(line + "; it may run out of memory"));
        if (!session.isTrained() && !stop.isRequested()) {
          train(spark, run, session, shown, stop);
        }
        if (!session.isTrained()) {
          // Either somebody asked for it, or another driver has taken over since the last round.
          session.requireHeld();
          shown.stopped(stop.reason().orElseThrow(), session.lastCheckpoint());
          return ExitStatus.STOPPED;
        }
        shown.ended(session.finish());
        return 0;
      }
    }
  }

  private RunLocation location(SparkConf conf) throws IOException {
    return UserInput.about(
            "out",
            out,
            () ->
                RunLocation.at(
                    out,
                    ModelArgument.path("out", SubmittedPath.shared("out", out)),
                    SparkSettings.storage(conf)))
        .keeping(lifetime.keptCheckpoints)
        .resuming(lifetime.resume);
  }

  /** What was asked for, checked; nothing has been written. */
  private RunDefinition run(
      SparkConf conf, Console console, KernelSelection selection, RunLocation location)
      throws IOException {
    lifetime.roundTimeout();
    executors.limit();
    lifetime.checkpointRounds();
    OptionalInt earlierWorkers =
        UserInput.about(
            "out",
            out,
            () -> {
              location.requireUsable();
              return location.workers();
            });
    return options.run(conf, console, selection, earlierWorkers);
  }

  private RunPlan plan(SparkConf conf, RunDefinition run, KernelSelection selection) {
    return RunPlan.of(
        run,
        options.reduceMode(),
        selection.kernels(),
        ClusterShape.of(conf, Runtime.getRuntime().maxMemory()));
  }

  /** Trains what is left of the run, unless it is stopped. */
  private void train(
      StartedSpark started,
      RunDefinition run,
      RunSession session,
      RunConsole shown,
      StopRequest stop)
      throws IOException {
    // Closed here, too: Spark stops before the run is finished.
    try (started;
        SparkCluster cluster = cluster(started.get(shown::warned, stop::isRequested), run)) {
      stop.setRoundCanceller(cluster::cancel);
      // Before the session starts: a run that waits in vain claims no directory.
      cluster.awaitExecutors(shown::warned);
      session.train(cluster, lifetime.checkpointRounds(), stop::isRequested);
      shown.close();
      cluster.storage().forEach(shown::warned);
    } catch (RoundCancelledException e) {
      shown.warned(e.getMessage());
    }
  }

  private SparkCluster cluster(JavaSparkContext spark, RunDefinition run) {
    return new SparkCluster(
        spark,
        new ClusterSettings(run.averaging().workers(), options.seed, options.arithmetic().kernels())
            .withRoundLimit(lifetime.roundTimeout())
            .withExecutorLimit(executors.limit())
            .with(options.reduceMode())
            .with(options.overflow()),
        Optional.of(run.data().training()),
        run.data().test());
  }
}
