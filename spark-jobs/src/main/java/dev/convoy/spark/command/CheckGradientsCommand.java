package dev.convoy.spark.command;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.convoy.check.BatchLoss;
import dev.convoy.check.ExampleBatch;
import dev.convoy.check.GradientCheck;
import dev.convoy.check.GradientReport;
import dev.convoy.check.SlotCheck;
import dev.convoy.data.DataSource;
import dev.convoy.files.Storage;
import dev.convoy.model.ParameterLayout;
import dev.convoy.spark.command.options.CheckOptions;
import dev.convoy.spark.command.options.OutputOptions;
import dev.convoy.spark.command.options.Range;
import dev.convoy.spark.command.options.UserInput;
import dev.convoy.spark.command.output.Console;
import dev.convoy.spark.command.output.ExitStatus;
import dev.convoy.spark.command.output.Numbers;
import dev.convoy.spark.settings.SparkSettings;
import java.io.IOException;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Checks a model's gradient. */
@Command(
    name = "gradients",
    sortOptions = false,
    description = {
      "Compare the gradient of the loss that training would use with central differences (f(x + h) −"
          + " f(x − h)) / 2h, for each parameter array along random directions, with dropout as in"
          + " training. A gradient is right if the median error of its directions is within the"
          + " tolerance; ReLU and max pooling make single directions worse.",
      ""
    },
    footer = {
      "",
      "Examples:",
      "  convoy check gradients --model my.json",
      "  convoy check gradients --model resnet.json --data /data/cifar-10 --examples 4"
    })
final class CheckGradientsCommand implements Callable<Integer> {
  private static final String ROW = "%-28s %12s  %12s  %12s  %12s  %s%n";
  private static final int DECIMALS = 9;

  @Mixin private CheckOptions checked;

  @Option(
      names = "--data",
      paramLabel = "PATH",
      description = "Training data to take examples of (default: random numbers).")
  private Optional<String> data;

  @Option(
      names = "--examples",
      paramLabel = "N",
      defaultValue = "16",
      description = "Examples of the batch that the loss is of (default: ${DEFAULT-VALUE}).")
  @Range(most = 100_000_000)
  private int examples;

  @Option(
      names = "--directions",
      paramLabel = "D",
      defaultValue = "9",
      description =
          "Directions along which each parameter array is checked (default: ${DEFAULT-VALUE}).")
  @Range(most = 1_000_000)
  private int directions;

  @Option(
      names = "--tolerance",
      paramLabel = "T",
      defaultValue = "0.05",
      description =
          "What the median error may be, relative to the derivatives; without ReLU and max pooling"
              + " 0.005 will do (default: ${DEFAULT-VALUE}).")
  @Range(least = 0, above = true, most = 1e9)
  private double tolerance;

  @Mixin private OutputOptions output;

  @Override
  public Integer call() {
    ConvoyCommand.requirePlatform();
    Console console = output.console();
    Job job = UserInput.checked(() -> job(console));
    console.note("%s", job.kernels());
    GradientReport report =
        job.check().run(job.start(), slot -> console.status("checking %s …", slot));
    return show(console, report);
  }

  /** What was asked for, checked. */
  private record Job(GradientCheck check, float[] start, String kernels) {}

  private Job job(Console console) throws IOException {
    Storage storage = SparkSettings.storage();
    Optional<DataSource> source =
        data.isPresent()
            ? Optional.of(CheckOptions.data(data.get(), console, storage))
            : Optional.empty();
    CheckOptions.Checked options = checked.load(source, storage);
    ExampleBatch batch =
        source.isPresent()
            ? ExampleBatch.first(source.get(), examples, checked.seed, storage)
            : ExampleBatch.random(options.model(), examples, checked.seed);
    BatchLoss function =
        new BatchLoss(
            options.model(),
            options.loss(),
            batch,
            options.kernels().kernels(),
            options.algorithm(),
            checked.seed);
    ParameterLayout layout = ParameterLayout.of(options.model());
    if (layout.size() == 0) {
      throw new IllegalArgumentException("model '" + checked.model + "' has no parameters");
    }
    return new Job(
        new GradientCheck(function, layout, directions, tolerance, checked.seed),
        GradientCheck.start(layout, options.initializer(), checked.seed),
        options.kernels().reason());
  }

  /** Prints the report and returns the exit status. */
  int show(Console console, GradientReport report) {
    ObjectNode event = JsonNodeFactory.instance.objectNode();
    event.put("event", "checkGradients");
    event.put("model", checked.model);
    event.put("passed", report.passed());
    event.put("examples", examples);
    event.put("directions", directions);
    event.put("tolerance", tolerance);
    ArrayNode slots = event.putArray("slots");
    StringBuilder text = new StringBuilder();
    append(text, ROW, "parameters", "number", "median error", "largest", "resolution", "gradient");
    for (SlotCheck slot : report.slots()) {
      ObjectNode row = slots.addObject();
      row.put("name", slot.name());
      row.put("size", slot.size());
      row.put("median", Numbers.rounded(slot.median(), DECIMALS));
      row.put("largest", Numbers.rounded(slot.largest(), DECIMALS));
      row.put("resolution", Numbers.rounded(slot.resolution(), DECIMALS));
      row.put("verdict", slot.verdict().toString());
      append(
          text,
          ROW,
          slot.name(),
          String.format(Locale.ROOT, "%,d", slot.size()),
          error(slot.median()),
          error(slot.largest()),
          error(slot.resolution()),
          slot.verdict());
    }
    console.result(
        event,
        "%s%ngradients of %s over %d example(s): %s",
        text,
        checked.model,
        examples,
        conclusion(report));
    return report.passed() ? 0 : ExitStatus.FAILED;
  }

  private String conclusion(GradientReport report) {
    long wrong = report.count(SlotCheck.Verdict.WRONG);
    long unclear = report.count(SlotCheck.Verdict.UNCLEAR);
    if (wrong > 0) {
      return wrong + " of " + report.slots().size() + " are wrong";
    }
    if (unclear == report.slots().size()) {
      return "differences are too coarse to tell; try --data, or more --examples";
    }
    return unclear == 0 ? "right" : "right, as far as differences are exact enough to tell";
  }

  private static String error(double value) {
    return String.format(Locale.ROOT, "%.5f", value);
  }

  private static void append(StringBuilder text, String format, Object... arguments) {
    text.append(String.format(Locale.ROOT, format, arguments));
  }
}
