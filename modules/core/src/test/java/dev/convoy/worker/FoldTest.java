package dev.convoy.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.convoy.random.CounterRandom;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The mean of what the workers contribute. */
class FoldTest {

  private static Contribution of(long examples, float... values) {
    return new Contribution(values, examples, 0, 0);
  }

  private static float[] random(int size, long seed) {
    float[] values = new float[size];
    for (int i = 0; i < size; i++) {
      values[i] = (float) CounterRandom.gaussian(seed, i);
    }
    return values;
  }

  @Test
  void contributionsWeighAsMuchAsTheirExamples() {
    assertThat(Fold.mean(List.of(of(1, 4f, -8f), of(3, 8f, 0f)))).containsExactly(7f, -2f);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 8191, 8192, 8193, 20_000})
  void oneContributionComesBackBitForBit(int size) {
    float[] values = random(size, 3);
    values[0] = Float.MIN_VALUE;
    values[size / 2] = -0f;
    values[size - 1] = size > 1 ? -Float.MAX_VALUE : values[0];

    for (long examples : new long[] {1, 3, 7, 60_000, 1_000_003}) {
      float[] mean = Fold.mean(List.of(of(examples, values)));
      assertThat(mean).isEqualTo(values).isNotSameAs(values);
    }
  }

  @Test
  void itIsTheExactSumOfAllDividedOnce() {
    List<Contribution> contributions = new ArrayList<>();
    for (int worker = 0; worker < 9; worker++) {
      contributions.add(of(100 + worker, random(10_000, worker)));
    }

    float[] mean = Fold.mean(contributions);

    for (int i = 0; i < mean.length; i++) {
      BigDecimal sum = BigDecimal.ZERO;
      for (Contribution contribution : contributions) {
        BigDecimal value = new BigDecimal(contribution.values()[i]);
        sum = sum.add(value.multiply(BigDecimal.valueOf(contribution.examples())));
      }
      assertThat(mean[i]).isEqualTo((float) (sum.doubleValue() / 936));
    }
  }

  @Test
  void theOrderOfWorkersDoesNotMatter() {
    // In double, (1e30 − 1e30) + 3 is 3, but (1e30 + 3) − 1e30 is 0.
    Contribution large = of(1, 1e30f);
    Contribution opposite = of(1, -1e30f);
    Contribution three = of(1, 3f);

    assertThat(Fold.mean(List.of(large, opposite, three))).containsExactly(1f);
    assertThat(Fold.mean(List.of(large, three, opposite))).containsExactly(1f);
  }

  @Test
  void whoHadNoExamplesDoesNotCountWhateverItSends() {
    Contribution broken = of(0, Float.NaN, Float.NaN);

    assertThat(Fold.mean(List.of(Contribution.none(), of(2, 1f, 2f), broken)))
        .containsExactly(1f, 2f);
  }

  @Test
  void aRoundWithoutAnyContributionIsRefused() {
    assertThatThrownBy(() -> Fold.mean(List.of(Contribution.none(), Contribution.none())))
        .isInstanceOf(TrainingFailedException.class)
        .hasMessage("no worker contributed to the round");
  }

  @ParameterizedTest
  @ValueSource(floats = {Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY})
  void whatIsNotFiniteIsRefusedWhereverItIs(float bad) {
    for (int at : new int[] {0, 8192, 9999}) {
      float[] values = random(10_000, 1);
      values[at] = bad;

      assertThatThrownBy(() -> Fold.mean(List.of(of(1, random(10_000, 2)), of(1, values))))
          .isInstanceOf(TrainingFailedException.class)
          .hasMessage(
              "a parameter or gradient of worker 1 is no longer finite; try a lower learning"
                  + " rate");
    }
  }
}
