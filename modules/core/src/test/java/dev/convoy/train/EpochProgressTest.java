package dev.convoy.train;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.convoy.worker.Evaluation;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What an unfinished epoch cannot have brought. */
class EpochProgressTest {
  @ParameterizedTest
  @CsvSource({"-1, 0, 0, 0", "0, -1, 0, 0", "0, 0, -1, 0", "0, 0, NaN, 0", "0, 0, 0, -1"})
  void nothingIsNegative(int rounds, long discarded, double seconds, int rollbacks) {
    Evaluation counted = new Evaluation(0, 0, 0);

    assertThatThrownBy(
            () ->
                new EpochProgress(
                    rounds, counted, discarded, seconds, rollbacks, BestEpochTracker.NONE))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "epoch progress: rounds %d, discarded %d, seconds %s and rollbacks %d must be at least 0",
            rounds, discarded, seconds, rollbacks);
  }
}
