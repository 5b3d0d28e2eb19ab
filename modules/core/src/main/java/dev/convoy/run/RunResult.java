package dev.convoy.run;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.OptionalDouble;
import java.util.OptionalInt;

/**
 * The result of a complete run.
 *
 * @param model the name that the user gave for the model
 * @param epochs number of epochs trained
 * @param bestEpoch the epoch whose parameters were selected; empty if the run does not select
 * @param testAccuracy accuracy on the test data from 0 to 1, if there are test data
 * @param parameters number of trainable parameters
 * @param sha256 hash of all parameters
 * @param seconds time since this session was opened, in seconds
 */
public record RunResult(
    String model,
    int epochs,
    OptionalInt bestEpoch,
    OptionalDouble testAccuracy,
    int parameters,
    String sha256,
    double seconds) {
  /** The result as the event that {@code train --json} prints. */
  public ObjectNode json() {
    ObjectNode event = JsonNodeFactory.instance.objectNode();
    event.put("event", "result");
    event.put("model", model);
    event.put("epochs", epochs);
    bestEpoch.ifPresent(best -> event.put(MetricsKey.BEST_EPOCH.key(), best));
    testAccuracy.ifPresent(accuracy -> event.put(MetricsKey.TEST_ACCURACY.key(), accuracy));
    event.put("parameters", parameters);
    event.put("parametersSha256", sha256);
    event.put("seconds", MetricsLine.rounded(seconds, 3));
    return event;
  }
}
