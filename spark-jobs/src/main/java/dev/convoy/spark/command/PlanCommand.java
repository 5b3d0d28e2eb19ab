package dev.convoy.spark.command;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.convoy.check.StepBenchmark;
import dev.convoy.kernel.KernelSelection;
import dev.convoy.run.RunDefinition;
import dev.convoy.spark.capacity.MemoryEstimate;
import dev.convoy.spark.capacity.RunPlan;
import dev.convoy.spark.capacity.TimeEstimate;
import dev.convoy.spark.command.options.BadInputException;
import dev.convoy.spark.command.options.ClusterOptions;
import dev.convoy.spark.command.options.OutputOptions;
import dev.convoy.spark.command.options.Range;
import dev.convoy.spark.command.options.RecipeFile;
import dev.convoy.spark.command.options.TrainingOptions;
import dev.convoy.spark.command.options.UserInput;
import dev.convoy.spark.command.output.Console;
import dev.convoy.spark.command.output.Numbers;
import dev.convoy.spark.settings.ClusterShape;
import dev.convoy.spark.settings.ClusterShape.Place;
import dev.convoy.spark.settings.SparkSettings;
import dev.convoy.worker.Recipe;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import org.apache.spark.SparkConf;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Tells what a run will need. */
@Command(
    name = "plan",
    sortOptions = false,
    defaultValueProvider = RecipeFile.class,
    description = {
      "Tell before a run what it needs on this or another cluster: memory, bytes and seconds a round,"
          + " and whether more executors would help. Starts nothing; refuses what cannot fit. Takes the"
          + " options of train that say what is trained, also those on which nothing of this depends,"
          + " and checks them as train does.",
      ""
    },
    footer = {
      "",
      "Examples:",
      "  convoy plan --data /data/fashion-mnist --model fashion-cnn --workers 4",
      "  convoy plan --data hdfs:///data/digits --model lenet5 --workers 32 --executors 4 \\",
      "      --executor-cores 8 --executor-memory 4g --driver-memory 2g --bandwidth 100"
    })
final class PlanCommand implements Callable<Integer> {
  private static final double MEGA = 1e6;
  private static final double MEASURED_SECONDS = 1.5;

  /** What a measured step may occupy of the heap. */
  private static final double HEAP_SHARE = 0.6;

  @Mixin private TrainingOptions options;

  @Mixin private ClusterOptions cluster;

  @Option(
      names = "--bandwidth",
      paramLabel = "B",
      defaultValue = "1000",
      description =
          "Megabytes a second of vectors that a machine writes, sends or reads, by the slower of"
              + " processor and network (default: ${DEFAULT-VALUE}).")
  @Range(least = 0, above = true, most = 1e9)
  private double bandwidth;

  @Option(
      names = "--images-per-second",
      paramLabel = "I",
      description = "Training speed of one core (default: measured here, in two seconds).")
  @Range(least = 0, above = true, most = 1e12)
  private Optional<Double> imagesPerSecond;

  @Mixin private OutputOptions output;

  @Override
  public Integer call() {
    ConvoyCommand.requirePlatform();
    SparkConf conf = SparkSettings.withDefaults(new SparkConf());
    Console console = output.console();
    KernelSelection selection = UserInput.checked(() -> options.arithmetic().selection());
    ClusterShape shape = UserInput.checked(() -> known(conf));
    RunDefinition run =
        UserInput.checked(() -> options.run(conf, console, selection, OptionalInt.empty()));
    RunPlan plan =
        UserInput.checked(() -> RunPlan.of(run, options.reduceMode(), selection.kernels(), shape));
    Optional<String> shortage = plan.shortage();
    if (shortage.isPresent()) {
      throw new BadInputException(shortage.get());
    }
    console.note("%s", selection.reason());
    run.remarks().forEach(remark -> console.note("%s", remark));
    double speed = imagesPerSecond.orElseGet(() -> measure(console, run, plan, selection));
    show(console, run, plan, speed);
    return 0;
  }

  private ClusterShape known(SparkConf conf) {
    ClusterShape shape = cluster.shape(conf);
    if (!shape.isKnown()) {
      throw new IllegalArgumentException(
          "executors and executor-cores must be given with master '"
              + conf.get("spark.master", "")
              + "': its settings do not tell how many there will be");
    }
    return shape;
  }

  /** Images a second of one core while all cores that share a machine's processors train. */
  private static double measure(
      Console console, RunDefinition run, RunPlan plan, KernelSelection selection) {
    ClusterShape shape = plan.shape();
    int tasks = shape.place() == Place.CLUSTER ? shape.cores().getAsInt() : shape.slots();
    int busy = Math.min(tasks, plan.sizes().workers());
    double fitting =
        HEAP_SHARE * Runtime.getRuntime().maxMemory() / plan.sizes().replicas().training();
    int threads =
        Math.min(busy, Math.min(Runtime.getRuntime().availableProcessors(), (int) fitting));
    if (threads < 1) {
      throw new BadInputException(
          "this process has too little memory to measure a step; give --images-per-second");
    }
    console.status("measuring a training step …");
    Recipe recipe = run.recipe();
    double all =
        new StepBenchmark(
                recipe.model(),
                recipe.batchSize(),
                threads,
                selection.kernels(),
                recipe.algorithm())
            .run(MEASURED_SECONDS)
            .imagesPerSecond();
    return shape.place() == Place.CLUSTER ? all / threads : all / busy;
  }

  private void show(Console console, RunDefinition run, RunPlan plan, double speed) {
    double rate = bandwidth * MEGA;
    StringBuilder text = new StringBuilder();
    append(text, "%s", plan.memoryText());
    append(text, "%s", plan.timeText(speed, rate));
    appendItems(text, "driver", plan.memory().driver());
    appendItems(text, "executor", plan.memory().executor());
    console.result(json(run, plan, speed, rate), "%s", text.toString().stripTrailing());
  }

  private static void appendItems(
      StringBuilder text, String where, List<MemoryEstimate.Item> items) {
    for (MemoryEstimate.Item item : items) {
      append(text, "  %-9s %-28s %12s", where, item.what(), Numbers.mega(item.bytes()));
    }
  }

  private static void append(StringBuilder text, String format, Object... arguments) {
    text.append(String.format(Locale.ROOT, format + "%n", arguments));
  }

  private ObjectNode json(RunDefinition run, RunPlan plan, double speed, double rate) {
    TimeEstimate time = plan.time(speed, rate);
    ObjectNode event = JsonNodeFactory.instance.objectNode();
    event.put("event", "plan");
    event.put("model", run.modelName());
    event.put("workers", run.averaging().workers());
    event.put("executors", plan.shape().executors().orElseThrow());
    event.put("executorCores", plan.shape().cores().orElseThrow());
    event.put("parameterBytes", plan.sizes().vectors().parameters());
    event.put("driverBytes", plan.memory().driverBytes());
    event.put("driverMemory", plan.shape().driverMemory());
    if (!plan.memory().executor().isEmpty()) {
      event.put("executorBytes", plan.memory().executorBytes());
      event.put("executorMemory", plan.shape().executorMemory());
    }
    putItems(event.putObject("driver"), plan.memory().driver());
    putItems(event.putObject("executor"), plan.memory().executor());
    event.put("shuffles", plan.sizes().vectors().shuffles());
    event.put("bytesOut", plan.bytesOut());
    event.put("bytesIn", plan.bytesIn());
    event.put("rounds", plan.rounds());
    event.put("roundExamples", plan.roundExamples());
    event.put("imagesPerSecond", Numbers.rounded(speed, 1));
    event.put("bandwidth", Numbers.rounded(rate, 0));
    event.put("turns", time.turns());
    event.put("compute", Numbers.rounded(time.compute(), 6));
    event.put("synchronization", Numbers.rounded(time.synchronization(), 6));
    event.put("seconds", Numbers.rounded(time.seconds(), 6));
    event.put("synchronizationShare", Numbers.rounded(time.synchronizationShare(), 4));
    event.put("advice", plan.advice(speed, rate));
    return event;
  }

  private static void putItems(ObjectNode object, List<MemoryEstimate.Item> items) {
    items.forEach(item -> object.put(item.what(), item.bytes()));
  }
}
