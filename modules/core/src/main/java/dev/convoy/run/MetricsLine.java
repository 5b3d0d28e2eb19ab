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
  private static final int DECIMALS = 6;

  private MetricsLine() {}

  /** The results of an epoch. */
  public static ObjectNode epoch(EpochMetrics epoch) {
    ObjectNode event = JsonNodeFactory.instance.objectNode();
    event.put(MetricsKey.EVENT.key(), "epoch");
    event.put(MetricsKey.EPOCH.key(), epoch.epoch());
    event.put(MetricsKey.ROUNDS.key(), epoch.rounds());
    event.put(MetricsKey.EXAMPLES.key(), epoch.training().examples());
    if (epoch.discarded() > 0) {
      event.put(MetricsKey.DISCARDED_EXAMPLES.key(), epoch.discarded());
    }
    event.put(MetricsKey.LOSS.key(), rounded(epoch.training().loss(), DECIMALS));
    event.put(MetricsKey.TRAIN_ACCURACY.key(), rounded(epoch.training().accuracy(), DECIMALS));
    epoch.test().ifPresent(test -> put(test, event));
    epoch.bestEpoch().ifPresent(best -> event.put(MetricsKey.BEST_EPOCH.key(), best));
    event.put(MetricsKey.SECONDS.key(), rounded(epoch.time().total(), 3));
    event.put(MetricsKey.IMAGES_PER_SECOND.key(), rounded(epoch.imagesPerSecond(), 1));
    return event;
  }

  /**
   * The results of the recalibration after the last epoch.
   *
   * @param test the evaluation of the recalibrated model, if there are test data
   */
  public static ObjectNode recalibration(Optional<Evaluation> test) {
    ObjectNode event = JsonNodeFactory.instance.objectNode();
    event.put(MetricsKey.EVENT.key(), "recalibration");
    test.ifPresent(result -> put(result, event));
    return event;
  }

  private static void put(Evaluation test, ObjectNode event) {
    event.put(MetricsKey.TEST_LOSS.key(), rounded(test.loss(), DECIMALS));
    event.put(MetricsKey.TEST_ACCURACY.key(), rounded(test.accuracy(), DECIMALS));
  }

  /** Rounds half up; prints without an exponent, as a decimal number. */
  static BigDecimal rounded(double value, int decimals) {
    return BigDecimal.valueOf(value).setScale(decimals, RoundingMode.HALF_UP);
  }
}
