package dev.convoy.spark.command;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.convoy.check.ExampleBatch;
import dev.convoy.check.OverfitCheck;
import dev.convoy.check.OverfitReport;
import dev.convoy.data.DataSource;
import dev.convoy.files.Storage;
import dev.convoy.model.ParameterLayout;
import dev.convoy.optim.Optimizers;
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

/** Checks that a model can learn one small batch by heart. */
@Command(
    name = "overfit",
    sortOptions = false,
    description = {
      "Train on one small batch of the training data until the loss is near zero and every example is"
          + " classified correctly. What cannot learn a few examples by heart will not learn many:"
          + " then look at the model, the rate or the labels. Dropout is off, because it is the"
          + " model's capacity that is tried.",
      ""
    },
    footer = {
      "",
      "Examples:",
      "  convoy check overfit --model fashion-cnn --data /data/fashion-mnist",
      "  convoy check overfit --model my.json --data /data/mine --optimizer sgd:0.01,0.9 --steps 1000"
    })
final class CheckOverfitCommand implements Callable<Integer> {
  private static final int DECIMALS = 6;

  @Mixin private CheckOptions checked;

  @Option(
      names = "--data",
      required = true,
      paramLabel = "PATH",
      description = "Training data, as for train.")
  private String data;

  @Option(
      names = "--examples",
      paramLabel = "N",
      defaultValue = "32",
      description = "Examples of the batch (default: ${DEFAULT-VALUE}).")
  @Range(most = 100_000_000)
  private int examples;

  @Option(
      names = "--steps",
      paramLabel = "N",
      defaultValue = "300",
      description = "Take at most so many steps (default: ${DEFAULT-VALUE}).")
  @Range(most = 100_000_000)
  private int steps;

  @Option(
      names = "--optimizer",
      paramLabel = "O",
      defaultValue = "adam:0.001",
      description = "As for train (default: ${DEFAULT-VALUE}).")
  private String optimizer;

  @Option(
      names = "--loss-below",
      paramLabel = "L",
      defaultValue = "0.01",
      description = "The mean loss to get below (default: ${DEFAULT-VALUE}).")
  @Range(least = 0, above = true, most = 1e9)
  private double target;

  @Mixin private OutputOptions output;

  /** What was asked for, checked. */
  private record Job(OverfitCheck check, ExampleBatch batch, CheckOptions.Checked options) {}

  @Override
  public Integer call() {
    ConvoyCommand.requirePlatform();
    Console console = output.console();
    Job job = UserInput.checked(() -> job(console));
    CheckOptions.Checked options = job.options();
    console.note("%s", options.kernels().reason());
    ParameterLayout layout = ParameterLayout.of(options.model());
    OverfitReport report =
        job.check()
            .run(
                job.batch(),
                options.initializer().initialize(layout, checked.seed),
                options.kernels().kernels(),
                options.algorithm());
    show(console, report);
    if (report.passed()) {
      return 0;
    }
    console.note("%s", advice(report));
    return ExitStatus.FAILED;
  }

  private Job job(Console console) throws IOException {
    Storage storage = SparkSettings.storage();
    DataSource source = CheckOptions.data(data, console, storage);
    CheckOptions.Checked options = checked.load(Optional.of(source), storage);
    OverfitCheck check =
        new OverfitCheck(
            options.model(), options.loss(), Optimizers.parse(optimizer), steps, target);
    return new Job(check, ExampleBatch.first(source, examples, checked.seed, storage), options);
  }

  private void show(Console console, OverfitReport report) {
    ObjectNode event = JsonNodeFactory.instance.objectNode();
    event.put("event", "checkOverfit");
    event.put("model", checked.model);
    event.put("passed", report.passed());
    event.put("examples", examples);
    event.put("steps", report.steps());
    putFinite(event, "loss", report.loss());
    event.put("accuracy", Numbers.rounded(report.accuracy(), DECIMALS));
    ArrayNode curve = event.putArray("curve");
    StringBuilder text = new StringBuilder(String.format("%6s  %s%n", "step", "loss"));
    for (int step : report.shownSteps()) {
      double loss = report.losses().get(step);
      ObjectNode point = curve.addObject();
      point.put("step", step);
      putFinite(point, "loss", loss);
      text.append(String.format(Locale.ROOT, "%6d  %.4f%n", step, loss));
    }
    console.result(
        event,
        "%s%s on %d example(s): %s after %d step(s), loss %.4f, accuracy %.2f %%",
        text,
        checked.model,
        examples,
        report.passed() ? "learnt by heart" : "not learnt",
        report.steps(),
        report.loss(),
        100 * report.accuracy());
  }

  /** Null if the value is not finite: JSON has no such numbers. */
  private static void putFinite(ObjectNode object, String name, double value) {
    if (Double.isFinite(value)) {
      object.put(name, Numbers.rounded(value, DECIMALS));
    } else {
      object.putNull(name);
    }
  }

  /** What to try next. */
  private String advice(OverfitReport report) {
    if (!Double.isFinite(report.loss())) {
      return "the loss is no longer finite: try a lower rate than " + optimizer;
    }
    if (report.isStillFalling()) {
      return "the loss still falls: try --steps " + 4L * steps;
    }
    if (report.diverged()) {
      return "the loss ended above where it started: try a lower rate than " + optimizer;
    }
    return "the loss no longer falls: try another rate than "
        + optimizer
        + ", another --initializer, or a larger model; equal images with different labels cannot be"
        + " learnt";
  }
}
