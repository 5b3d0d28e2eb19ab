package dev.convoy.spark.command;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.convoy.check.StepBenchmark;
import dev.convoy.kernel.Algorithm;
import dev.convoy.kernel.KernelSelection;
import dev.convoy.kernel.Kernels;
import dev.convoy.model.Model;
import dev.convoy.plan.Request;
import dev.convoy.spark.capacity.RandomStepMemory;
import dev.convoy.spark.command.options.ArithmeticOptions;
import dev.convoy.spark.command.options.ModelArgument;
import dev.convoy.spark.command.options.OutputOptions;
import dev.convoy.spark.command.options.Range;
import dev.convoy.spark.command.options.UserInput;
import dev.convoy.spark.command.output.Console;
import dev.convoy.spark.command.output.Numbers;
import dev.convoy.spark.settings.SparkSettings;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Times training steps on random data. */
@Command(
    name = "bench",
    sortOptions = false,
    description =
        "Time whole training steps (forward, loss, backward, SGD with momentum) on random data.")
final class BenchCommand implements Callable<Integer> {
  @Option(
      names = "--model",
      required = true,
      paramLabel = "NAME|FILE|DIR",
      completionCandidates = ModelArgument.KnownNames.class,
      description = ModelArgument.HELP + ".")
  private String model;

  @Option(
      names = "--batch-size",
      paramLabel = "B",
      defaultValue = "64",
      description = "Examples of a step (default: ${DEFAULT-VALUE}).")
  @Range(most = 100_000_000)
  private int batchSize;

  @Option(
      names = "--threads",
      paramLabel = "T",
      defaultValue = "1",
      description = "Replicas that train side by side (default: ${DEFAULT-VALUE}).")
  @Range(most = 10_000)
  private int threads;

  @Option(
      names = "--seconds",
      paramLabel = "S",
      defaultValue = "10",
      description = "How long to measure, after a warm-up (default: ${DEFAULT-VALUE}).")
  @Range(least = 0, above = true, most = 3_600)
  private double seconds;

  @Mixin private ArithmeticOptions arithmetic;

  @Mixin private OutputOptions output;

  @Override
  public Integer call() {
    Console console = output.console();
    Model found = UserInput.checked(() -> ModelArgument.load(model, SparkSettings.storage()));
    KernelSelection selection = UserInput.checked(arithmetic::selection);
    StepBenchmark benchmark = UserInput.checked(() -> benchmark(found, selection.kernels()));
    console.note("%s", selection.reason());
    console.status("measuring for %.0f s …", seconds);
    StepBenchmark.Result result = benchmark.run(seconds);
    ObjectNode event = JsonNodeFactory.instance.objectNode();
    event.put("event", "bench");
    event.put("model", model);
    event.put("kernels", selection.kernels().name());
    event.put("algorithm", arithmetic.algorithm().text());
    event.put("threads", threads);
    event.put("batchSize", batchSize);
    event.put("imagesPerSecond", Numbers.rounded(result.imagesPerSecond(), 1));
    event.put("gflops", Numbers.rounded(result.gflops(), 2));
    event.put("steps", result.steps());
    console.result(
        event,
        "%s, kernels %s, algorithm %s, %d thread(s), batch %d, %,d step(s): %.0f images/s,"
            + " %.1f GFLOP/s",
        model,
        selection.kernels().name(),
        arithmetic.algorithm().text(),
        threads,
        batchSize,
        result.steps(),
        result.imagesPerSecond(),
        result.gflops());
    return 0;
  }

  private StepBenchmark benchmark(Model found, Kernels kernels) {
    Algorithm algorithm = arithmetic.algorithm();
    StepBenchmark benchmark = new StepBenchmark(found, batchSize, threads, kernels, algorithm);
    Request training = Request.training(found).with(algorithm);
    RandomStepMemory.requireFits(found, training, batchSize, threads, kernels);
    return benchmark;
  }
}
