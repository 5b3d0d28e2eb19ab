package dev.convoy.augment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.convoy.loss.Targets;
import dev.convoy.random.CounterRandom;
import dev.convoy.random.Seeded;
import dev.convoy.random.TestRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Shares from the beta distribution, and batches that are mixed with them. */
@Seeded
class MixupTest {
  private static final int DRAWS = 50_000;
  private static final int SIZE = 5;

  /**
   * Of Beta(a, a) the mean of (share − ½)² is 1 / (4 (2a + 1)), that of the fourth power 3 / (16
   * (2a + 1)(2a + 3)).
   */
  @ParameterizedTest
  @ValueSource(floats = {0.1f, 0.2f, 0.5f, 1f, 2f, 8f})
  void sharesHaveTheMomentsOfTheBetaDistribution(float alpha) {
    Mixup mixup = new Mixup(alpha);
    double second = 0;
    double fourth = 0;
    for (int n = 0; n < DRAWS; n++) {
      float share = mixup.share(CounterRandom.key(TestRandom.SEED, n));
      assertThat(share).isBetween(0.5f, 1f);
      double square = (share - 0.5) * (share - 0.5);
      second += square / DRAWS;
      fourth += square * square / DRAWS;
    }
    double a = alpha;
    assertThat(second).isCloseTo(1 / (4 * (2 * a + 1)), within(0.0025));
    assertThat(fourth).isCloseTo(3 / (16 * (2 * a + 1) * (2 * a + 3)), within(0.001));
  }

  @Test
  void extremeAlphasGiveShares() {
    for (float alpha : new float[] {Float.MIN_VALUE, 1e-6f, 1e6f, Float.MAX_VALUE}) {
      for (int n = 0; n < 1000; n++) {
        assertThat(new Mixup(alpha).share(CounterRandom.key(n, 0))).isBetween(0.5f, 1f);
      }
    }
    assertThat(new Mixup(1e-6f).share(1)).isEqualTo(1f);
    assertThat(new Mixup(1e6f).share(1)).isCloseTo(0.5f, within(0.01f));
    assertThat(Mixup.none().share(1)).isEqualTo(1f);
  }

  /** A second implementation agreed; what runs have trained depends on it. */
  @Test
  void goldenShares() {
    float[] shares = new float[4];
    for (int n = 0; n < shares.length; n++) {
      shares[n] = new Mixup(0.2f).share(CounterRandom.key(1, n));
    }
    assertThat(shares).containsExactly(0.9913343f, 0.9999818f, 0.9417607f, 0.8551911f);
  }

  private static float[] rows(int count) {
    return new TestRandom("mixup").values(count * SIZE);
  }

  private static BatchMixer drawn(Mixup mixup, int[] labels, int count) {
    BatchMixer mixer = new BatchMixer(mixup, SIZE, labels, 9);
    for (int n = 0; n < count; n++) {
      mixer.draw(n, 3, 40 + n);
    }
    return mixer;
  }

  /** The batch may be smaller than the largest. */
  @ParameterizedTest
  @ValueSource(ints = {2, 3, 7})
  void eachExampleIsMixedWithTheOneBefore(int count) {
    int[] labels = {0, 1, 2, 3, 4, 5, 6};
    float[] before = rows(7);
    float[] rows = before.clone();
    Mixup mixup = new Mixup(0.5f);
    BatchMixer mixer = drawn(mixup, labels, count);

    mixer.mix(count, rows);

    Targets targets = mixer.targets();
    for (int n = 0; n < count; n++) {
      int other = n == 0 ? count - 1 : n - 1;
      float share = mixup.share(CounterRandom.key(9, 8, 3, 40 + n));
      assertThat(targets.labels()[n]).isEqualTo(n);
      assertThat(targets.others()[n]).isEqualTo(other);
      assertThat(targets.shares()[n]).isEqualTo(share);
      for (int i = 0; i < SIZE; i++) {
        assertThat(rows[n * SIZE + i])
            .isEqualTo(share * before[n * SIZE + i] + (1 - share) * before[other * SIZE + i]);
      }
    }
    for (int i = count * SIZE; i < rows.length; i++) {
      assertThat(rows[i]).isEqualTo(before[i]);
    }
  }

  @Test
  void aBatchOfOneAndNoMixupLeaveAllAsItIs() {
    int[] labels = {4, 2, 0};
    float[] rows = rows(3);
    BatchMixer alone = drawn(new Mixup(1f), labels, 1);
    alone.mix(1, rows);
    assertThat(rows).isEqualTo(rows(3));
    assertThat(alone.targets().shares()[0]).isEqualTo(1f);

    BatchMixer idle = drawn(Mixup.none(), labels, 3);
    idle.mix(3, rows);
    assertThat(rows).isEqualTo(rows(3));
    assertThat(idle.targets()).isEqualTo(Targets.of(labels));
  }
}
