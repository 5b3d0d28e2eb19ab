package dev.convoy.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How epochs are cut into rounds. */
class RoundsTest {
  private static int[] starts(Rounds rounds, int epoch) {
    return IntStream.rangeClosed(0, rounds.count(epoch))
        .map(round -> rounds.first(epoch, round))
        .toArray();
  }

  @Test
  void roundsAreOfOneLengthAndTheLastTakesWhatIsLeft() {
    assertThat(starts(new Rounds(118, 118, WarmUp.NONE), 1)).containsExactly(0, 118);
    assertThat(starts(new Rounds(118, 50, WarmUp.NONE), 1)).containsExactly(0, 50, 100, 118);
    assertThat(starts(new Rounds(3, 1, WarmUp.NONE), 9)).containsExactly(0, 1, 2, 3);
  }

  @Test
  void theFirstEpochsRoundsGrowUntilTheLastIsHalfOfIt() {
    Rounds rounds = new Rounds(118, 118, new WarmUp(4));

    assertThat(starts(rounds, 1)).containsExactly(0, 15, 30, 59, 118);
    assertThat(starts(rounds, 2)).containsExactly(0, 118);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 5, 7, 8, 9, 118, 1 << 20, (1 << 20) + 1, Integer.MAX_VALUE})
  void noRoundOfAWarmUpIsEmptyHoweverManyAreAskedFor(int batches) {
    for (int asked : new int[] {2, 3, 7, 31, 32, 33, 1000, Integer.MAX_VALUE}) {
      int[] starts = starts(new Rounds(batches, batches, new WarmUp(asked)), 1);

      assertThat(starts).startsWith(0).endsWith(batches).isSorted().doesNotHaveDuplicates();
      assertThat(starts).hasSizeBetween(2, 33);
      assertThat(starts.length - 1).isLessThanOrEqualTo(asked);
    }
  }

  @Test
  void aWarmUpWithoutRoundsIsRefused() {
    assertThatThrownBy(() -> new WarmUp(0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("warmup-rounds 0 must be at least 1");
  }
}
