package dev.convoy.run;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.convoy.text.StrictJson;
import dev.convoy.train.RoundCost;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.function.Predicate;

/**
 * The lines of {@code metrics.jsonl}: for each epoch the cost of its rounds, then its results.
 *
 * <p>The whole file is rewritten with each checkpoint, so the number of lines is bounded: an epoch
 * has at most {@value #MOST_LINES} lines about rounds. With R rounds in an epoch, each line holds
 * the sums of ⌈R / {@value #MOST_LINES}⌉ consecutive rounds. The last line covers the rounds so far
 * and changes with each round. A run that resumes from a checkpoint continues that line.
 */
final class MetricsLog {
  /** The maximum number of lines about rounds in one epoch. */
  static final int MOST_LINES = 100;

  private static final int DECIMALS = 6;
  private static final String ROUND = "round";
  private static final String EPOCH = "epoch";
  private static final String RECALIBRATION = "recalibration";

  private final List<String> lines = new ArrayList<>();
  private List<String> saved = List.of();

  /**
   * Loads the lines of an interrupted run.
   *
   * @param epoch the last completed epoch; the result needs its line
   * @throws IllegalArgumentException if there is no line about that epoch
   */
  void continueFrom(List<String> earlier, int epoch) {
    lines.addAll(earlier);
    saved = List.copyOf(lines);
    if (epoch > 0
        && newest(line -> isOf(line, EPOCH) && line.path(MetricsKey.EPOCH.key()).asInt() == epoch)
            .isEmpty()) {
      throw new IllegalArgumentException("metrics.jsonl: has no line of epoch " + epoch);
    }
  }

  /** Returns the lines, oldest first, and makes them the ones that {@link #goBack} restores. */
  List<String> save() {
    saved = List.copyOf(lines);
    return saved;
  }

  /** Discards every line since the last {@link #save}. */
  void goBack() {
    lines.clear();
    lines.addAll(saved);
  }

  /** Records the results of an epoch. */
  void epochEnded(ObjectNode epoch) {
    lines.add(epoch.toString());
  }

  /** Records the results of the recalibration after the last epoch. */
  void recalibrated(ObjectNode recalibration) {
    lines.add(recalibration.toString());
  }

  /** The best epoch so far; empty if evaluations are not compared. */
  OptionalInt bestEpoch() {
    ObjectNode last =
        newest(line -> isOf(line, EPOCH))
            .orElseThrow(() -> new IllegalStateException("metrics: no epoch has ended"));
    return last.has(MetricsKey.BEST_EPOCH.key())
        ? OptionalInt.of(last.get(MetricsKey.BEST_EPOCH.key()).asInt())
        : OptionalInt.empty();
  }

  /**
   * The accuracy of the final model on the test data, if there are any: after recalibration, or
   * else after this epoch.
   */
  OptionalDouble testAccuracy(int epoch) {
    ObjectNode line =
        newest(each -> isOf(each, RECALIBRATION))
            .or(() -> newest(each -> isOf(each, EPOCH) && each.path(EPOCH).asInt() == epoch))
            .orElseThrow(
                () -> new IllegalStateException("metrics: epoch " + epoch + " has not ended"));
    return line.has(MetricsKey.TEST_ACCURACY.key())
        ? OptionalDouble.of(line.get(MetricsKey.TEST_ACCURACY.key()).asDouble())
        : OptionalDouble.empty();
  }

  private Optional<ObjectNode> newest(Predicate<ObjectNode> wanted) {
    for (int i = lines.size() - 1; i >= 0; i--) {
      ObjectNode line = parse(lines.get(i));
      if (wanted.test(line)) {
        return Optional.of(line);
      }
    }
    return Optional.empty();
  }

  /** Records the cost of a round; rounds are counted from 1 in each epoch. */
  void roundEnded(int epoch, int round, int rounds, RoundCost cost) {
    int each = (rounds + MOST_LINES - 1) / MOST_LINES;
    Optional<JsonNode> open = (round - 1) % each == 0 ? Optional.empty() : lastRoundOf(epoch);
    if (open.isEmpty()) {
      lines.add(line(epoch, round, cost));
      return;
    }
    RoundCost sum = cost(open.get()).plus(cost);
    lines.set(lines.size() - 1, line(epoch, open.get().path(MetricsKey.ROUND.key()).asInt(), sum));
  }

  /** The last line, if it is about rounds of this epoch. */
  private Optional<JsonNode> lastRoundOf(int epoch) {
    return lines.isEmpty()
        ? Optional.empty()
        : Optional.of((JsonNode) parse(lines.get(lines.size() - 1)))
            .filter(
                line -> isOf(line, ROUND) && line.path(MetricsKey.EPOCH.key()).asInt() == epoch);
  }

  private static ObjectNode parse(String line) {
    return StrictJson.object("metrics.jsonl", line.getBytes(StandardCharsets.UTF_8));
  }

  private static boolean isOf(JsonNode line, String event) {
    return line.path(MetricsKey.EVENT.key()).asText().equals(event);
  }

  private static String line(int epoch, int firstRound, RoundCost cost) {
    ObjectNode line = JsonNodeFactory.instance.objectNode();
    line.put(MetricsKey.EVENT.key(), ROUND);
    line.put(MetricsKey.EPOCH.key(), epoch);
    line.put(MetricsKey.ROUND.key(), firstRound);
    line.put(MetricsKey.ROUNDS.key(), cost.rounds());
    line.put(MetricsKey.EXAMPLES.key(), cost.examples());
    line.put(MetricsKey.SECONDS.key(), MetricsLine.rounded(cost.seconds(), DECIMALS));
    line.put(MetricsKey.COMPUTE_MIN.key(), MetricsLine.rounded(cost.compute().min(), DECIMALS));
    line.put(
        MetricsKey.COMPUTE_MEDIAN.key(), MetricsLine.rounded(cost.compute().median(), DECIMALS));
    line.put(MetricsKey.COMPUTE_MAX.key(), MetricsLine.rounded(cost.compute().max(), DECIMALS));
    line.put(MetricsKey.WORK.key(), MetricsLine.rounded(cost.phases().work(), DECIMALS));
    line.put(MetricsKey.BROADCAST.key(), MetricsLine.rounded(cost.phases().broadcast(), DECIMALS));
    line.put(MetricsKey.REDUCE.key(), MetricsLine.rounded(cost.phases().reduce(), DECIMALS));
    line.put(MetricsKey.DRIVER.key(), MetricsLine.rounded(cost.phases().driver(), DECIMALS));
    line.put(MetricsKey.BYTES_OUT.key(), cost.bytes().out());
    line.put(MetricsKey.BYTES_IN.key(), cost.bytes().in());
    line.put(MetricsKey.IMAGES_PER_SECOND.key(), MetricsLine.rounded(cost.imagesPerSecond(), 1));
    return line.toString();
  }

  private static RoundCost cost(JsonNode line) {
    return new RoundCost(
        line.path(MetricsKey.ROUNDS.key()).asInt(),
        line.path(MetricsKey.EXAMPLES.key()).asLong(),
        line.path(MetricsKey.SECONDS.key()).asDouble(),
        new RoundCost.Compute(
            line.path(MetricsKey.COMPUTE_MIN.key()).asDouble(),
            line.path(MetricsKey.COMPUTE_MEDIAN.key()).asDouble(),
            line.path(MetricsKey.COMPUTE_MAX.key()).asDouble()),
        new RoundCost.Phases(
            line.path(MetricsKey.BROADCAST.key()).asDouble(),
            line.path(MetricsKey.WORK.key()).asDouble(),
            line.path(MetricsKey.REDUCE.key()).asDouble(),
            line.path(MetricsKey.DRIVER.key()).asDouble()),
        new RoundCost.Bytes(
            line.path(MetricsKey.BYTES_OUT.key()).asLong(),
            line.path(MetricsKey.BYTES_IN.key()).asLong()));
  }
}
