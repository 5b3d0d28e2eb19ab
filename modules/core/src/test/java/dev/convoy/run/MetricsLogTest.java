package dev.convoy.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.convoy.text.StrictJson;
import dev.convoy.train.RoundCost;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Rounds are neither lost nor counted twice, however many there are and wherever a run stops. */
class MetricsLogTest {
  /** A round whose times tell which one it was. */
  private static RoundCost cost(int round) {
    double time = round * 1e-3;
    return new RoundCost(
        1,
        32,
        time,
        new RoundCost.Compute(time / 8, time / 4, time / 2),
        new RoundCost.Phases(time / 16, time / 2, time / 8, time / 16),
        new RoundCost.Bytes(40, 80));
  }

  private static ObjectNode epoch(int number) {
    return JsonNodeFactory.instance.objectNode().put("event", "epoch").put("epoch", number);
  }

  private static JsonNode parse(String line) {
    return StrictJson.object("metrics", line.getBytes(StandardCharsets.UTF_8));
  }

  private static void rounds(MetricsLog log, int epoch, int from, int to, int rounds) {
    for (int round = from; round <= to; round++) {
      log.roundEnded(epoch, round, rounds, cost(round));
    }
  }

  @ParameterizedTest
  @CsvSource({"1, 1", "2, 2", "100, 100", "101, 51", "250, 84", "2500, 100", "2501, 97"})
  void anEpochHasALineForEachRoundOrAtMostAHundredThatCoverAll(int rounds, int lines) {
    MetricsLog log = new MetricsLog();
    rounds(log, 1, 1, rounds, rounds);

    List<JsonNode> parsed = log.save().stream().map(MetricsLogTest::parse).toList();

    assertThat(parsed).hasSize(lines);
    int next = 1;
    double seconds = 0;
    for (JsonNode line : parsed) {
      assertThat(line.get("event").asText()).isEqualTo("round");
      assertThat(line.get("round").asInt()).isEqualTo(next);
      next += line.get("rounds").asInt();
      seconds += line.get("seconds").asDouble();
    }
    assertThat(next).isEqualTo(rounds + 1);
    assertThat(seconds).isCloseTo(rounds * (rounds + 1) / 2e3, within(rounds * 1e-6));
  }

  @Test
  void aLineHoldsSums() {
    MetricsLog log = new MetricsLog();
    rounds(log, 3, 1, 2, 200);

    assertThat(log.save())
        .containsExactly(
            "{\"event\":\"round\",\"epoch\":3,\"round\":1,\"rounds\":2,\"examples\":64,"
                + "\"seconds\":0.003000,\"computeMin\":0.000375,\"computeMedian\":0.000750,"
                + "\"computeMax\":0.001500,\"work\":0.001500,\"broadcast\":0.000188,"
                + "\"reduce\":0.000375,\"driver\":0.000188,\"bytesOut\":80,\"bytesIn\":160,"
                + "\"imagesPerSecond\":21333.3}");
  }

  @ParameterizedTest
  @CsvSource({"7, 3", "250, 1", "250, 2", "250, 3", "250, 77", "250, 250"})
  void aRunThatGoesOnAfterAnyRoundEndsWithTheSameLines(int rounds, int stop) {
    MetricsLog whole = new MetricsLog();
    rounds(whole, 1, 1, rounds, rounds);
    whole.epochEnded(epoch(1));
    rounds(whole, 2, 1, rounds, rounds);
    MetricsLog first = new MetricsLog();
    rounds(first, 1, 1, rounds, rounds);
    first.epochEnded(epoch(1));
    rounds(first, 2, 1, stop, rounds);

    MetricsLog second = new MetricsLog();
    second.continueFrom(first.save(), 0);
    rounds(second, 2, stop + 1, rounds, rounds);

    assertThat(second.save()).isEqualTo(whole.save());
  }

  @Test
  void roundsThatAreGoneBackOverAreForgotten() {
    MetricsLog log = new MetricsLog();
    rounds(log, 1, 1, 2, 250);
    final List<String> saved = log.save();
    rounds(log, 1, 3, 40, 250);

    log.goBack();

    assertThat(log.save()).isEqualTo(saved);
  }

  @Test
  void theLastEpochIsFoundBehindRoundsOfTheNextOne() {
    MetricsLog log = new MetricsLog();
    log.epochEnded(epoch(1).put("bestEpoch", 1).put("testAccuracy", 0.75));
    log.epochEnded(epoch(2).put("bestEpoch", 2).put("testAccuracy", 0.5));
    rounds(log, 3, 1, 5, 10);

    assertThat(log.bestEpoch()).hasValue(2);
    assertThat(log.testAccuracy(1)).hasValue(0.75);
    assertThat(log.testAccuracy(2)).hasValue(0.5);
  }
}
