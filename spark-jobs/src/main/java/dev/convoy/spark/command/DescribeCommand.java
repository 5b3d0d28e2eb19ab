package dev.convoy.spark.command;

import dev.convoy.check.StepProfile;
import dev.convoy.kernel.Algorithm;
import dev.convoy.kernel.KernelSelection;
import dev.convoy.kernel.Kernels;
import dev.convoy.model.Model;
import dev.convoy.model.ModelSummary;
import dev.convoy.model.ParameterLayout;
import dev.convoy.model.json.ModelJson;
import dev.convoy.plan.Plan;
import dev.convoy.plan.Request;
import dev.convoy.spark.capacity.RandomStepMemory;
import dev.convoy.spark.command.options.ArithmeticOptions;
import dev.convoy.spark.command.options.BadInputException;
import dev.convoy.spark.command.options.ModelArgument;
import dev.convoy.spark.command.options.OutputOptions;
import dev.convoy.spark.command.options.Range;
import dev.convoy.spark.command.options.UserInput;
import dev.convoy.spark.command.output.Console;
import dev.convoy.spark.command.output.Description;
import dev.convoy.spark.command.output.DescriptionJson;
import dev.convoy.spark.command.output.DescriptionText;
import dev.convoy.spark.settings.SparkSettings;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Says what a model is and costs. */
@Command(
    name = "describe",
    sortOptions = false,
    description =
        "Show the layers of a model with shapes, parameters, cost, memory and where the time goes.")
final class DescribeCommand implements Callable<Integer> {
  private static final double DEFAULT_SECONDS = 3;

  @Option(
      names = "--model",
      required = true,
      paramLabel = "NAME|FILE|DIR",
      completionCandidates = ModelArgument.KnownNames.class,
      description = ModelArgument.HELP + ".")
  private String model;

  @Option(
      names = "--plan",
      description = "Show what a training step does, with algorithms and buffers.")
  private boolean plan;

  @Option(
      names = "--profile",
      description =
          "Take training steps on random data and show which share of their time each layer has.")
  private boolean profile;

  @Option(
      names = "--seconds",
      paramLabel = "S",
      description = "How long --profile measures, after a warm-up (default: 3).")
  @Range(least = 0, above = true, most = 3_600)
  private Optional<Double> seconds;

  @Option(
      names = "--as-file",
      description = "Print the model's JSON form, to start a model file from.")
  private boolean asFile;

  @Option(
      names = "--batch-size",
      paramLabel = "B",
      defaultValue = "64",
      description =
          "Examples of the batch whose memory, plan and time are shown (default: ${DEFAULT-VALUE}).")
  @Range(most = 100_000_000)
  private int batchSize;

  @Mixin private ArithmeticOptions arithmetic;

  @Mixin private OutputOptions output;

  @Override
  public Integer call() {
    Console console = output.console();
    requireSeconds();
    Model found = UserInput.checked(() -> ModelArgument.load(model, SparkSettings.storage()));
    if (asFile) {
      System.out.println(ModelJson.write(found).stripTrailing());
      return 0;
    }
    KernelSelection selection = UserInput.checked(arithmetic::selection);
    Description description = UserInput.checked(() -> describe(found, selection, console));
    console.result(DescriptionJson.of(description), "%s", DescriptionText.of(description));
    return 0;
  }

  private void requireSeconds() {
    if (seconds.isPresent() && !profile) {
      throw new BadInputException("seconds " + seconds.get() + " needs profile, which takes them");
    }
  }

  private Description describe(Model found, KernelSelection selection, Console console) {
    Kernels selected = selection.kernels();
    Algorithm chosen = arithmetic.algorithm();
    Request training = Request.training(found).with(chosen);
    Request inference = Request.inference(found).with(chosen);
    long parameterBytes = (long) ParameterLayout.of(found).size() * Float.BYTES;
    long trainingBytes = Plan.memoryBytes(found, training, batchSize, selected);
    Optional<StepProfile> measured = Optional.empty();
    if (profile) {
      RandomStepMemory.requireFits(found, training, batchSize, 1, selected);
      console.note("%s", selection.reason());
      double limit = seconds.orElse(DEFAULT_SECONDS);
      console.status("measuring for %.0f s …", limit);
      measured = Optional.of(StepProfile.measure(found, batchSize, selected, chosen, limit));
    }
    return new Description(
        model,
        found,
        ModelSummary.of(found),
        batchSize,
        new Description.Bytes(
            trainingBytes, Plan.memoryBytes(found, inference, batchSize, selected), parameterBytes),
        plan ? Plan.describe(found, training, batchSize, selected) : List.of(),
        measured);
  }
}
