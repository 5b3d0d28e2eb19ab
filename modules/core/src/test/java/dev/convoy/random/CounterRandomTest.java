package dev.convoy.random;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Seeded
class CounterRandomTest {
  private static final int DRAWS = 200_000;
  private final long key = CounterRandom.key(TestRandom.SEED, 17);

  /** Every saved seed means other numbers if one of these changes. */
  @Test
  void theStreamIsTheOneOfTheFirstRelease() {
    assertThat(CounterRandom.key(0)).isEqualTo(-2152535657050944081L);
    assertThat(CounterRandom.key(42, 1, 2)).isEqualTo(4681780337461992766L);
    assertThat(CounterRandom.bits(7, 0)).isEqualTo(7191089600892374487L);
    assertThat(CounterRandom.bits(7, 1)).isEqualTo(309689372594955804L);
    assertThat(CounterRandom.uniform(7, 0)).isEqualTo(0.3898297f);
    assertThat(CounterRandom.gaussian(7, 0)).isEqualTo(1.3649922974572282);
    assertThat(CounterRandom.gaussian(7, 1)).isEqualTo(-0.39652397525381783);
  }

  /** The first outputs of the reference implementation of SplitMix64 for seed 1234567. */
  @Test
  void bitsAreThoseOfSplitMix64() {
    assertThat(CounterRandom.bits(1234567, 0)).isEqualTo(6457827717110365317L);
    assertThat(CounterRandom.bits(1234567, 1)).isEqualTo(3203168211198807973L);
    assertThat(Long.toUnsignedString(CounterRandom.bits(1234567, 2)))
        .isEqualTo("9817491932198370423");
  }

  @Test
  void keysDependOnEveryPartAndOnTheirOrder() {
    Set<Long> keys = new HashSet<>();
    for (long seed = 0; seed < 20; seed++) {
      keys.add(CounterRandom.key(seed));
      for (long part = 0; part < 20; part++) {
        keys.add(CounterRandom.key(seed, part));
        for (long second = 0; second < 20; second++) {
          keys.add(CounterRandom.key(seed, part, second));
        }
      }
    }
    assertThat(keys).hasSize(20 + 20 * 20 + 20 * 20 * 20);
  }

  @Test
  void aKeyOfOnePartIsTheSameHoweverItIsCalled() {
    for (long part = -3; part < 100; part++) {
      assertThat(CounterRandom.key(key, part)).isEqualTo(CounterRandom.key(key, new long[] {part}));
      assertThat(CounterRandom.key(key, part, 7, 9))
          .isEqualTo(CounterRandom.key(key, new long[] {part, 7, 9}))
          .isNotEqualTo(CounterRandom.key(key, part, 9, 7));
    }
  }

  @ParameterizedTest
  @ValueSource(floats = {0, Float.MIN_VALUE, 0.1f, 1 / 3f, 0.5f, 0.7f, 0.99999994f, 1})
  void whatIsBelowABoundIsTheSameManyAtATime(float bound) {
    long[] masks = new long[256];
    for (long counter : new long[] {0, 1, 255, 256, 1L << 40}) {
      for (int count : new int[] {0, 1, 7, 255, 256}) {
        Arrays.fill(masks, 42);
        CounterRandom.below(bound, key, counter, count, masks);
        for (int i = 0; i < masks.length; i++) {
          boolean below = CounterRandom.uniform(key, counter + i) < bound;
          assertThat(masks[i]).isEqualTo(i >= count ? 42 : below ? -1 : 0);
        }
      }
    }
  }

  /** A bound that is one of the numbers, with the counter that gives it. */
  @Test
  void aNumberIsNotBelowItself() {
    long[] masks = new long[1];
    for (int counter = 0; counter < 1000; counter++) {
      float number = CounterRandom.uniform(key, counter);
      CounterRandom.below(number, key, counter, 1, masks);
      assertThat(masks[0]).isZero();
      CounterRandom.below(Math.nextUp(number), key, counter, 1, masks);
      assertThat(masks[0]).isEqualTo(-1);
    }
  }

  @Test
  void uniformHasTheMomentsOfTheUniformDistribution() {
    double sum = 0;
    double squares = 0;
    for (int i = 0; i < DRAWS; i++) {
      float value = CounterRandom.uniform(key, i);
      assertThat(value >= 0 && value < 1).isTrue();
      sum += value;
      squares += (double) value * value;
    }
    assertThat(sum / DRAWS).isCloseTo(0.5, within(0.005));
    assertThat(squares / DRAWS).isCloseTo(1.0 / 3, within(0.005));
  }

  @Test
  void uniformFallsIntoEveryTenthEquallyOften() {
    int[] counts = new int[10];
    for (int i = 0; i < DRAWS; i++) {
      counts[(int) (10 * CounterRandom.uniform(key, i))]++;
    }
    for (int count : counts) {
      assertThat((double) count).isCloseTo(DRAWS / 10.0, within(0.05 * DRAWS / 10));
    }
  }

  @Test
  void gaussianHasTheMomentsOfTheNormalDistribution() {
    double[] moments = new double[5];
    for (int i = 0; i < DRAWS; i++) {
      double power = 1;
      double value = CounterRandom.gaussian(key, i);
      for (int m = 1; m < moments.length; m++) {
        power *= value;
        moments[m] += power / DRAWS;
      }
    }
    assertThat(moments[1]).isCloseTo(0, within(0.015));
    assertThat(moments[2]).isCloseTo(1, within(0.02));
    assertThat(moments[3]).isCloseTo(0, within(0.06));
    assertThat(moments[4]).isCloseTo(3, within(0.15));
  }

  @Test
  void nearlyGaussianHasItsMomentsAndBounds() {
    double[] moments = new double[5];
    for (int i = 0; i < DRAWS; i++) {
      double power = 1;
      double value = CounterRandom.nearlyGaussian(key, i);
      assertThat(Math.abs(value)).isLessThan(4.9);
      for (int m = 1; m < moments.length; m++) {
        power *= value;
        moments[m] += power / DRAWS;
      }
    }
    assertThat(moments[1]).isCloseTo(0, within(0.015));
    assertThat(moments[2]).isCloseTo(1, within(0.02));
    assertThat(moments[3]).isCloseTo(0, within(0.06));
    assertThat(moments[4]).isCloseTo(2.85, within(0.15));
  }

  @Test
  void neighbouringCountersAreNotCorrelated() {
    double sum = 0;
    for (int i = 0; i < DRAWS; i++) {
      sum += (CounterRandom.uniform(key, i) - 0.5) * (CounterRandom.uniform(key, i + 1) - 0.5);
    }
    assertThat(12 * sum / DRAWS).isCloseTo(0, within(0.015));
  }
}
