package dev.convoy.spark.command;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.convoy.checkpoint.Checkpoint;
import dev.convoy.checkpoint.Lease;
import dev.convoy.checkpoint.LeaseHeldException;
import dev.convoy.checkpoint.RunDirectory;
import dev.convoy.kernel.KernelSelection;
import dev.convoy.spark.cluster.ClusterSettings;
import dev.convoy.spark.cluster.ClusterShape;
import dev.convoy.spark.cluster.LocalDirectories;
import dev.convoy.spark.cluster.Platform;
import dev.convoy.spark.cluster.RoundCancelledException;
import dev.convoy.spark.cluster.SparkCluster;
import dev.convoy.spark.cluster.SparkSettings;
import dev.convoy.spark.cluster.SparkStart;
import dev.convoy.train.Course;
import dev.convoy.train.Evaluation;
import dev.convoy.train.Recalibration;
import dev.convoy.train.Split;
import dev.convoy.train.Trainer;
import dev.convoy.train.TrainingState;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
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
    RunDirectory place =
        UserInput.checked(
            () ->
                UserInput.about(
                        "out",
                        out,
                        () ->
                            RunDirectory.open(
                                ModelArgument.path("out", SubmittedPath.shared("out", out)),
                                SparkSettings.hadoop(conf)))
                    .keeping(lifetime.keptCheckpoints));
    TrainingJob job = UserInput.checked(() -> job(conf, console, selection, place));
    StopRequest stop = StopRequest.ofProcess(console, UserInput.checked(lifetime::maxTime));
    if (showIfComplete(console, job, place)) {
      return 0;
    }
    RunPlan plan =
        UserInput.checked(
            () ->
                RunPlan.of(
                    job,
                    selection.kernels(),
                    ClusterShape.of(conf, Runtime.getRuntime().maxMemory())));
    stop.listen();
    try (stop;
        Lease lease =
            UserInput.checked(
                () ->
                    UserInput.about(
                        "out", out, () -> place.lease(line -> console.note("%s", line))))) {
      RunDirectory directory = place.under(lease);
      directory.clearAway();
      RunReport report = new RunReport(console, job, out, directory, options.epochs);
      // Again, because another driver may have gone on until the lease was there.
      Optional<Checkpoint> earlier =
          UserInput.checked(() -> earlier(job, place, reason -> console.note("%s", reason)));
      UserInput.checked(() -> continueFrom(report, earlier));
      if (SparkSettings.isLocal(conf)) {
        console.note("%s", selection.reason());
      }
      console.note("%s", job.text());
      job.remarks().forEach(remark -> console.note("%s", remark));
      job.advice(options.epochs).ifPresent(line -> console.note("%s", line));
      console.note("%s", plan.memoryText());
      return unlessTakenOver(lease, () -> run(conf, job, directory, report, stop, lease));
    }
  }

  /**
   * Shows the result of a run that is complete, and says whether it is. What was found is not held
   * while the run goes on: it has the vectors of a whole state.
   */
  private boolean showIfComplete(Console console, TrainingJob job, RunDirectory place)
      throws IOException {
    Optional<Checkpoint> found = UserInput.checked(() -> earlier(job, place, reason -> {}));
    if (found.filter(Checkpoint::complete).isEmpty()) {
      return false;
    }
    RunReport report = new RunReport(console, job, out, place, options.epochs);
    UserInput.checked(() -> continueFrom(report, found));
    console.note("%s is complete", out);
    report.finish();
    return true;
  }

  /** A driver that takes over clears away what this one was writing; that is why it failed. */
  private static int unlessTakenOver(Lease lease, UserInput.Check<Integer> work)
      throws IOException {
    try {
      return work.get();
    } catch (IOException | UncheckedIOException e) {
      try {
        lease.requireHeld();
      } catch (LeaseHeldException taken) {
        throw taken;
      } catch (IOException another) {
        e.addSuppressed(another);
      }
      throw e;
    }
  }

  private static boolean continueFrom(RunReport report, Optional<Checkpoint> earlier) {
    earlier.ifPresent(report::continueFrom);
    return earlier.isPresent();
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
    if (!report.isDone() && !stop.isRequested()) {
      LocalDirectories.requireRoom(conf);
      try (JavaSparkContext spark =
          SparkStart.start(conf, executors.limit(), report::warn, stop::isRequested)) {
        train(spark, job, directory, report, stop, lease);
      } catch (RoundCancelledException e) {
        report.givenUp(e.getMessage());
      }
    }
    if (!report.isDone()) {
      // Either somebody asked for it, or another driver has taken over since the last checkpoint.
      lease.requireHeld();
      report.stopped(stop.reason().orElseThrow());
      return ConvoyCommand.STOPPED;
    }
    report.finish();
    return 0;
  }

  private void train(
      JavaSparkContext spark,
      TrainingJob job,
      RunDirectory directory,
      RunReport report,
      StopRequest stop,
      Lease lease)
      throws IOException {
    try (SparkCluster cluster =
            new SparkCluster(
                spark,
                new ClusterSettings(job.workers(), options.seed, options.arithmetic().kernels())
                    .withRoundLimit(lifetime.roundTimeout())
                    .withExecutorLimit(executors.limit())
                    .with(job.reduceMode())
                    .with(options.overflow()),
                Optional.of(job.training()),
                job.test());
        Progress progress = report.progress()) {
      stop.setRoundCanceller(cluster::cancel);
      cluster.awaitExecutors(report::warn);
      // Who has waited in vain has claimed nothing.
      if (directory.inspect() == RunDirectory.State.EMPTY) {
        directory.start(job.config(options.epochs));
      }
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
                  () -> stop.isRequested() || lease.isLost()),
              job.supervision());
      TrainingState last = trainer.train(job.start(trainer, report.takeState()), options.epochs);
      if (job.recalibrates() && report.isLast(last)) {
        recalibrate(job, cluster, last, report);
      }
      report.dataStored(cluster.storage());
    }
  }

  private static void recalibrate(
      TrainingJob job, SparkCluster cluster, TrainingState last, RunReport report) {
    float[] parameters = Recalibration.of(cluster, job.recipe(), last.result());
    Optional<Evaluation> test =
        job.test()
            .map(
                data ->
                    Evaluation.of(
                        cluster,
                        "evaluation after recalibration",
                        Split.TEST,
                        job.recipe(),
                        parameters));
    report.recalibrated(last, parameters, test);
  }

  /** What was asked for, checked; nothing has been written. */
  private TrainingJob job(
      SparkConf conf, Console console, KernelSelection selection, RunDirectory directory)
      throws IOException {
    lifetime.roundTimeout();
    executors.limit();
    lifetime.checkpointRounds();
    UserInput.about("out", out, () -> requireResume(directory));
    Optional<ObjectNode> earlier = directory.config();
    OptionalInt workers =
        earlier.isPresent()
            ? OptionalInt.of(earlier.get().path("workers").asInt())
            : OptionalInt.empty();
    return options.job(conf, console, selection, workers);
  }

  private RunDirectory.State requireResume(RunDirectory directory) throws IOException {
    RunDirectory.State state = directory.inspect();
    if (state == RunDirectory.State.CLAIMED && !lifetime.resume) {
      throw new IllegalArgumentException(
          "out '" + out + "' holds a run; give --resume to go on with it, or another directory");
    }
    return state;
  }

  /** The newest checkpoint of the run, if it is the one that was asked for. */
  private Optional<Checkpoint> earlier(
      TrainingJob job, RunDirectory directory, Consumer<String> skipped) throws IOException {
    if (requireResume(directory) != RunDirectory.State.CLAIMED) {
      return Optional.empty();
    }
    directory.requireSame(job.config(options.epochs), job.mayDiffer());
    List<String> reasons = new ArrayList<>();
    Consumer<String> told = skipped.andThen(reasons::add);
    Optional<Checkpoint> earlier = directory.latest(told);
    if (earlier.isPresent() && earlier.get().epoch() < options.epochs && earlier.get().complete()) {
      Optional<Checkpoint> state = directory.latestWithState(told);
      boolean stopped =
          state
              .filter(last -> job.supervision().stops(last.epoch(), last.progress().watch()))
              .isPresent();
      earlier = stopped ? earlier : state;
    }
    directory.requireNoneLost(earlier, reasons);
    earlier.ifPresent(checkpoint -> job.requireSameModel(checkpoint, out));
    return earlier;
  }
}
