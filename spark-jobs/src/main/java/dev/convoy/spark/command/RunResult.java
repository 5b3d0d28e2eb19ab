package dev.convoy.spark.command;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.OptionalInt;

/**
 * What a run ends with, for programs and for people.
 *
 * @param model what the user called the model
 * @param epochs how many are done
 * @param bestEpoch the one whose parameters these are, if evaluations are compared
 * @param testAccuracy on the test data, if there are any
 * @param parameters number of those that are trained
 * @param sha256 of all parameters
 * @param seconds since this driver started
 * @param out what the user called the run directory
 */
record RunResult(
    String model,
    int epochs,
    OptionalInt bestEpoch,
    OptionalDouble testAccuracy,
    int parameters,
    String sha256,
    double seconds,
    String out) {
  private static final double PERCENT = 100;

  /** As much of the hash as people compare. */
  private static final int SHOWN_HASH = 16;

  ObjectNode json() {
    ObjectNode event = JsonNodeFactory.instance.objectNode();
    event.put("event", "result");
    event.put("model", model);
    event.put("epochs", epochs);
    bestEpoch.ifPresent(best -> event.put(EpochEvent.BEST_EPOCH, best));
    testAccuracy.ifPresent(accuracy -> event.put(EpochEvent.TEST_ACCURACY, accuracy));
    event.put("parameters", parameters);
    event.put("parametersSha256", sha256);
    event.put("seconds", Numbers.rounded(seconds, 3));
    event.put("out", out);
    return event;
  }

  String text() {
    String test =
        testAccuracy.isPresent()
            ? String.format(
                Locale.ROOT, "test accuracy %.2f %% after ", PERCENT * testAccuracy.getAsDouble())
            : "";
    String best = bestEpoch.isPresent() ? "epoch " + bestEpoch.getAsInt() + ", the best of " : "";
    return String.format(
        Locale.ROOT,
        "%s: %s%s%d epochs, %,d parameters (SHA-256 %s), %.1f s, in %s",
        model,
        test,
        best,
        epochs,
        parameters,
        sha256.substring(0, SHOWN_HASH),
        seconds,
        out);
  }
}
