package dev.convoy.average;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How epochs are cut into rounds. */
class RoundsTest {
  private static int[] starts(Rounds rounds) {
    return IntStream.rangeClosed(0, rounds.count()).map(rounds::first).toArray();
  }

  @Test
  void roundsAreOfOneLengthAndTheLastTakesWhatIsLeft() {
    assertThat(starts(new Rounds(118, 118))).containsExactly(0, 118);
    assertThat(starts(new Rounds(118, 50))).containsExactly(0, 50, 100, 118);
    assertThat(starts(new Rounds(3, 1))).containsExactly(0, 1, 2, 3);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 7, 118, 1 << 20, Integer.MAX_VALUE})
  void aRoundMayBeAsLongAsAnEpochAndNoneIsEmpty(int batches) {
    assertThat(starts(new Rounds(batches, batches))).containsExactly(0, batches);
    assertThat(starts(new Rounds(batches, batches / 2 + 1)))
        .startsWith(0)
        .endsWith(batches)
        .isSorted()
        .doesNotHaveDuplicates();
  }
}
