package dev.convoy.run;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.convoy.train.EpochMetrics;
import dev.convoy.worker.Evaluation;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Optional;

/** The JSON objects that a run writes to {@code metrics.jsonl}, one for each event. */
public final class MetricsLine {
  /** The key of the best epoch so far. */
  static final String BEST_EPOCH = "bestEpoch";

  /** The key of the accuracy on the test data. */
  static final String TEST_ACCURACY = "testAccuracy";

  private static final int DECIMALS = 6;

  private MetricsLine() {}

  /** The results of an epoch. */
  public static ObjectNode epoch(EpochMetrics epoch) {
    ObjectNode event = JsonNodeFactory.instance.objectNode();
    event.put("event", "epoch");
    event.put("epoch", epoch.epoch());
    event.put("rounds", epoch.rounds());
    event.put("examples", epoch.training().examples());
    if (epoch.discarded() > 0) {
      event.put("discardedExamples", epoch.discarded());
    }
    event.put("loss", rounded(epoch.training().loss(), DECIMALS));
    event.put("trainAccuracy", rounded(epoch.training().accuracy(), DECIMALS));
    epoch.test().ifPresent(test -> put(test, event));
    epoch.bestEpoch().ifPresent(best -> event.put(BEST_EPOCH, best));
    event.put("seconds", rounded(epoch.seconds(), 3));
    event.put("imagesPerSecond", rounded(epoch.imagesPerSecond(), 1));
    return event;
  }

  /**
   * The results of the recalibration after the last epoch.
   *
   * @param test the evaluation of the recalibrated model, if there are test data
   */
  public static ObjectNode recalibration(Optional<Evaluation> test) {
    ObjectNode event = JsonNodeFactory.instance.objectNode();
    event.put("event", "recalibration");
    test.ifPresent(result -> put(result, event));
    return event;
  }

  private static void put(Evaluation test, ObjectNode event) {
    event.put("testLoss", rounded(test.loss(), DECIMALS));
    event.put(TEST_ACCURACY, rounded(test.accuracy(), DECIMALS));
  }

  /** Rounds half up; prints without an exponent, as a decimal number. */
  static BigDecimal rounded(double value, int decimals) {
    return BigDecimal.valueOf(value).setScale(decimals, RoundingMode.HALF_UP);
  }
}
