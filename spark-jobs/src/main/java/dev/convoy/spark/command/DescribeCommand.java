package dev.convoy.spark.command;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.convoy.kernel.Algorithm;
import dev.convoy.kernel.KernelSelection;
import dev.convoy.model.Model;
import dev.convoy.model.ModelJson;
import dev.convoy.model.ModelSummary;
import dev.convoy.plan.Plan;
import dev.convoy.plan.Request;
import dev.convoy.plan.StepDescription;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.apache.hadoop.conf.Configuration;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Says what a model is and costs. */
@Command(
    name = "describe",
    sortOptions = false,
    description = "Show the layers of a model with shapes, parameters and cost.")
final class DescribeCommand implements Callable<Integer> {
  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
  private static final String ROW = "%-12s %-42s %-12s %12s %14s %10s%n";
  private static final double MEGA = 1e6;

  @Option(
      names = "--model",
      required = true,
      paramLabel = "NAME|FILE|DIR",
      description = "A named model, a model file or a run directory.")
  private String model;

  @Option(
      names = "--plan",
      description = "Show what a training step does, with algorithms and buffers.")
  private boolean plan;

  @Option(
      names = "--as-file",
      description = "Print the model's JSON form, to start a model file from.")
  private boolean asFile;

  @Option(
      names = "--batch-size",
      paramLabel = "B",
      defaultValue = "64",
      description = "Examples of the step that --plan shows (default: ${DEFAULT-VALUE}).")
  private int batchSize;

  @Option(
      names = "--kernels",
      paramLabel = "K",
      defaultValue = KernelSelection.AUTO,
      description =
          "Kernels that --plan shows: auto, simd or reference (default: ${DEFAULT-VALUE}).")
  private String kernels;

  @Option(
      names = "--algorithm",
      paramLabel = "A",
      defaultValue = "direct",
      description =
          "How 3x3 convolutions are computed: direct, winograd (wherever possible) or auto (winograd"
              + " where it pays); for --plan (default: ${DEFAULT-VALUE}).")
  private String algorithm;

  @Mixin private OutputOptions output;

  @Override
  public Integer call() {
    Console console = output.console();
    Model found = ConvoyCommand.checked(() -> ModelArgument.load(model, new Configuration()));
    if (asFile) {
      System.out.println(ModelJson.write(found).stripTrailing());
      return 0;
    }
    List<StepDescription> steps = plan ? steps(found) : List.of();
    ModelSummary summary = ModelSummary.of(found);
    console.result(json(summary, steps), "%s", text(found, summary, steps).stripTrailing());
    return 0;
  }

  private List<StepDescription> steps(Model found) {
    return ConvoyCommand.checked(
        () ->
            Plan.compile(
                    found,
                    Request.training(found).with(Algorithm.named(algorithm)),
                    batchSize,
                    KernelSelection.select(kernels).kernels())
                .description());
  }

  private ObjectNode json(ModelSummary summary, List<StepDescription> steps) {
    ObjectNode event = JSON.objectNode();
    event.put("event", "describe");
    event.put("model", model);
    event.put("parameters", summary.parameters());
    event.put("macs", summary.multiplyAdds());
    event.put("activations", summary.activations());
    if (summary.statistics() > 0) {
      event.put("statistics", summary.statistics());
    }
    ArrayNode layers = event.putArray("layers");
    for (ModelSummary.Row row : summary.rows()) {
      ObjectNode layer = layers.addObject();
      layer.put("name", row.node().name());
      layer.put("type", row.node().layer().type());
      row.output().sizes().forEach(layer.putArray("output")::add);
      layer.put("parameters", row.parameters());
      layer.put("macs", row.multiplyAdds());
      layer.put("receptiveField", row.receptiveField());
    }
    if (!steps.isEmpty()) {
      ArrayNode list = event.putArray("plan");
      for (StepDescription step : steps) {
        ObjectNode line = list.addObject();
        line.put("segment", step.segment());
        line.put("block", step.block());
        line.put("name", step.name());
        line.put("algorithm", step.algorithm());
        line.put("buffer", step.buffer());
        line.put("outputBytes", step.outputBytes());
        line.put("inPlace", step.inPlace());
        line.put("gradients", step.gradients());
      }
    }
    return event;
  }

  private static String text(Model found, ModelSummary summary, List<StepDescription> steps) {
    StringBuilder text = new StringBuilder();
    found.inputs().forEach(input -> append(text, "input %s: %s%n", input.name(), input.shape()));
    append(text, ROW, "layer", "", "output", "parameters", "multiply-adds", "sees");
    for (ModelSummary.Row row : summary.rows()) {
      append(
          text,
          ROW,
          row.node().name(),
          row.node().layer().summary(),
          row.output(),
          grouped(row.parameters()),
          grouped(row.multiplyAdds()),
          row.receptiveField());
    }
    append(
        text,
        "%s parameters%s (%.2f MB a model on the wire), %s multiply-adds and %s activations an"
            + " example%n",
        grouped(summary.parameters()),
        summary.statistics() > 0
            ? " and " + grouped(summary.statistics()) + " running statistics"
            : "",
        summary.values() * Float.BYTES / MEGA,
        grouped(summary.multiplyAdds()),
        grouped(summary.activations()));
    if (!steps.isEmpty()) {
      appendPlan(text, steps);
    }
    return text.toString();
  }

  private static void appendPlan(StringBuilder text, List<StepDescription> steps) {
    append(text, "%na training step, segment by segment:%n");
    int segment = -1;
    for (StepDescription step : steps) {
      if (step.segment() != segment) {
        segment = step.segment();
        append(text, "segment %d, %d example(s) at a time%n", segment, step.block());
      }
      append(
          text,
          "  %-12s %-42s %-34s buffer %d%s, gradients: %s%n",
          step.name(),
          step.layer(),
          step.algorithm(),
          step.buffer(),
          step.inPlace() ? " (in place)" : "",
          step.gradients().isEmpty() ? "none" : step.gradients());
    }
  }

  private static void append(StringBuilder text, String format, Object... arguments) {
    text.append(String.format(Locale.ROOT, format, arguments));
  }

  private static String grouped(long value) {
    return String.format(Locale.ROOT, "%,d", value);
  }
}
