package dev.convoy.spark.command.output;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.convoy.check.StepProfile;
import dev.convoy.model.ModelSummary;
import dev.convoy.plan.StepDescription;
import dev.convoy.plan.StepTimes.StepTime;
import java.math.BigDecimal;

/** A description for programs to read. */
public final class DescriptionJson {
  private static final int DECIMALS = 4;
  private static final double MILLI = 1e3;

  private DescriptionJson() {}

  public static ObjectNode of(Description description) {
    ModelSummary summary = description.summary();
    ObjectNode event = JsonNodeFactory.instance.objectNode();
    event.put("event", "describe");
    event.put("model", description.name());
    event.put("parameters", summary.parameters());
    event.put("macs", summary.multiplyAdds());
    event.put("activations", summary.activations());
    event.put("statistics", summary.statistics());
    event.put("batchSize", description.batchSize());
    event.put("activationBytes", description.activationBytes());
    event.put("trainingBytes", description.bytes().training());
    event.put("inferenceBytes", description.bytes().inference());
    event.put("roundBytesOut", description.bytes().round());
    event.put("roundBytesBack", description.bytes().round());
    ArrayNode layers = event.putArray("layers");
    for (ModelSummary.Row row : summary.rows()) {
      ObjectNode layer = layers.addObject();
      layer.put("name", row.node().name());
      layer.put("type", row.node().layer().type());
      row.output().sizes().forEach(layer.putArray("output")::add);
      layer.put("parameters", row.parameters());
      layer.put("macs", row.multiplyAdds());
      layer.put("receptiveField", row.receptiveField());
      layer.put("activationBytes", description.activationBytes(row));
    }
    if (!description.steps().isEmpty()) {
      ArrayNode plan = event.putArray("plan");
      description.steps().forEach(step -> put(step, plan.addObject()));
    }
    description.profile().ifPresent(profile -> put(profile, event.putObject("profile")));
    return event;
  }

  private static void put(StepDescription step, ObjectNode line) {
    line.put("segment", step.segment());
    line.put("block", step.block());
    line.put("name", step.name());
    line.put("algorithm", step.algorithm());
    line.put("buffer", step.output().buffer());
    line.put("outputBytes", step.output().bytes());
    line.put("inPlace", step.output().inPlace());
    line.put("gradients", DescriptionText.gradients(step));
  }

  private static void put(StepProfile profile, ObjectNode object) {
    object.put("steps", profile.steps());
    object.put("stepMillis", Numbers.rounded(MILLI * profile.seconds() / profile.steps(), 3));
    ArrayNode layers = object.putArray("layers");
    for (StepTime step : profile.layers()) {
      ObjectNode layer = layers.addObject();
      layer.put("name", step.name());
      layer.put("forward", share(step.forwardSeconds(), profile));
      layer.put("backward", share(step.backwardSeconds(), profile));
    }
    object.put("other", Numbers.rounded(1 - profile.layersShare(), DECIMALS));
  }

  private static BigDecimal share(double seconds, StepProfile profile) {
    return Numbers.rounded(seconds / profile.seconds(), DECIMALS);
  }
}
