package dev.convoy.spark.command.output;

import dev.convoy.check.StepProfile;
import dev.convoy.model.ModelSummary;
import dev.convoy.plan.StepDescription;
import dev.convoy.plan.StepTimes.StepTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** A description for people to read. */
public final class DescriptionText {
  private static final String ROW = "%-12s %-42s %-12s %12s %14s %14s %8s%n";
  private static final String SHARES = "  %-12s %-42s %8s %8s %8s%n";
  private static final double MILLI = 1e3;
  private static final double PERCENT = 100;

  private final StringBuilder text = new StringBuilder();

  private DescriptionText() {}

  public static String of(Description description) {
    DescriptionText result = new DescriptionText();
    result.appendLayers(description);
    result.appendSums(description);
    if (!description.steps().isEmpty()) {
      result.appendPlan(description.steps());
    }
    description.profile().ifPresent(profile -> result.appendProfile(description, profile));
    return result.text.toString().stripTrailing();
  }

  private void appendLayers(Description description) {
    description
        .model()
        .inputs()
        .forEach(input -> append("input %s: %s%n", input.name(), input.shape()));
    append(ROW, "layer", "", "output", "parameters", "multiply-adds", "bytes a batch", "sees");
    for (ModelSummary.Row row : description.summary().rows()) {
      append(
          ROW,
          row.node().name(),
          row.node().layer().summary(),
          row.output(),
          grouped(row.parameters()),
          grouped(row.multiplyAdds()),
          grouped(description.activationBytes(row)),
          row.receptiveField());
    }
  }

  private void appendSums(Description description) {
    ModelSummary summary = description.summary();
    append(
        "%s parameters%s (%s a model on the wire), %s multiply-adds and %s activations an"
            + " example%n",
        grouped(summary.parameters()),
        summary.statistics() == 0
            ? ""
            : " and " + grouped(summary.statistics()) + " running statistics",
        Numbers.mega(description.bytes().round()),
        grouped(summary.multiplyAdds()),
        grouped(summary.activations()));
    append(
        "a batch of %d: %s of activations; a plan for training holds %s, one for"
            + " inference %s%n",
        description.batchSize(),
        Numbers.mega(description.activationBytes()),
        Numbers.mega(description.bytes().training()),
        Numbers.mega(description.bytes().inference()));
    append(
        "a round of averaging: %s bytes out to each executor, %s back from each worker%n",
        grouped(description.bytes().round()), grouped(description.bytes().round()));
  }

  private void appendPlan(List<StepDescription> steps) {
    append("%na training step, segment by segment:%n");
    int segment = -1;
    for (StepDescription step : steps) {
      if (step.segment() != segment) {
        segment = step.segment();
        append("segment %d, %d example(s) at a time%n", segment, step.block());
      }
      append(
          "  %-12s %-42s %-34s buffer %d%s, gradients: %s%n",
          step.name(),
          step.layer(),
          step.algorithm(),
          step.output().buffer(),
          step.output().inPlace() ? " (in place)" : "",
          step.gradients().any() ? gradients(step) : "none");
    }
  }

  /** What of a step's backward pass is planned, in words; empty if nothing is. */
  static String gradients(StepDescription step) {
    List<String> planned = new ArrayList<>();
    if (step.gradients().parameters()) {
      planned.add("parameters");
    }
    if (step.gradients().input()) {
      planned.add("input");
    }
    return String.join(", ", planned);
  }

  private void appendProfile(Description description, StepProfile profile) {
    append(
        "%nwhere the time of a training step of %d went (%,d steps, %.2f ms each):%n",
        description.batchSize(), profile.steps(), MILLI * profile.seconds() / profile.steps());
    append(SHARES, "layer", "", "forward", "backward", "both");
    for (StepTime step : profile.layers()) {
      append(
          SHARES,
          step.name(),
          description.model().node(step.name()).layer().summary(),
          percent(step.forwardSeconds() / profile.seconds()),
          percent(step.backwardSeconds() / profile.seconds()),
          percent(step.seconds() / profile.seconds()));
    }
    append(SHARES, "", "loss, optimizer", "", "", percent(1 - profile.layersShare()));
  }

  private void append(String format, Object... arguments) {
    text.append(String.format(Locale.ROOT, format, arguments));
  }

  private static String grouped(long value) {
    return String.format(Locale.ROOT, "%,d", value);
  }

  private static String percent(double share) {
    return String.format(Locale.ROOT, "%.1f %%", PERCENT * share);
  }
}
