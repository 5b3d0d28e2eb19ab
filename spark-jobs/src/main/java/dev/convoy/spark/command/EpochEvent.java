package dev.convoy.spark.command;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.convoy.train.EpochMetrics;
import dev.convoy.train.Evaluation;
import java.util.Locale;
import java.util.Optional;

/** What an epoch or the recalibration after the last one brought, for programs and for people. */
final class EpochEvent {
  static final String BEST_EPOCH = "bestEpoch";
  static final String TEST_ACCURACY = "testAccuracy";

  private static final int DECIMALS = 6;
  private static final double PERCENT = 100;

  private EpochEvent() {}

  static ObjectNode json(EpochMetrics epoch) {
    ObjectNode event = JsonNodeFactory.instance.objectNode();
    event.put("event", "epoch");
    event.put("epoch", epoch.epoch());
    event.put("rounds", epoch.rounds());
    event.put("examples", epoch.training().examples());
    if (epoch.discarded() > 0) {
      event.put("discardedExamples", epoch.discarded());
    }
    event.put("loss", Numbers.rounded(epoch.training().loss(), DECIMALS));
    event.put("trainAccuracy", Numbers.rounded(epoch.training().accuracy(), DECIMALS));
    epoch.test().ifPresent(test -> put(test, event));
    epoch.bestEpoch().ifPresent(best -> event.put(BEST_EPOCH, best));
    event.put("seconds", Numbers.rounded(epoch.seconds(), 3));
    event.put("imagesPerSecond", Numbers.rounded(epoch.imagesPerSecond(), 1));
    return event;
  }

  static String text(EpochMetrics epoch, int epochs) {
    return String.format(
        Locale.ROOT,
        "epoch %d/%d: loss %.4f, training %.2f %%%s, %.1f s, %.0f images/s",
        epoch.epoch(),
        epochs,
        epoch.training().loss(),
        PERCENT * epoch.training().accuracy(),
        text(epoch.test()),
        epoch.seconds(),
        epoch.imagesPerSecond());
  }

  static ObjectNode recalibration(Optional<Evaluation> test) {
    ObjectNode event = JsonNodeFactory.instance.objectNode();
    event.put("event", "recalibration");
    test.ifPresent(result -> put(result, event));
    return event;
  }

  /** What an evaluation on test data adds to a line; empty if there was none. */
  static String text(Optional<Evaluation> test) {
    return test.map(
            result -> String.format(Locale.ROOT, ", test %.2f %%", PERCENT * result.accuracy()))
        .orElse("");
  }

  private static void put(Evaluation test, ObjectNode event) {
    event.put("testLoss", Numbers.rounded(test.loss(), DECIMALS));
    event.put(TEST_ACCURACY, Numbers.rounded(test.accuracy(), DECIMALS));
  }
}
