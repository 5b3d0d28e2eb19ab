package dev.convoy.random;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.BitSet;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Seeded
class PermutationTest {
  private final long key = CounterRandom.key(TestRandom.SEED, 5);

  @Test
  void everySizeUpToAThousandIsABijection() {
    for (int size = 0; size <= 1000; size++) {
      assertBijection(size);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {4095, 4096, 4097, 60_000, 65_536, 65_537})
  void largeSizesAreBijections(int size) {
    assertBijection(size);
  }

  @Test
  void sizesBeyondAnIntStayInRange() {
    long size = 3_000_000_000_000L;
    Permutation permutation = new Permutation(size, key);
    assertThat(LongStream.range(0, 1000).map(permutation::apply).distinct().count())
        .isEqualTo(1000);
    assertThat(LongStream.range(size - 1000, size).map(permutation::apply))
        .allMatch(value -> value >= 0 && value < size);
    assertThat(
            LongStream.range(size - 1000, size).map(i -> permutation.inverse(permutation.apply(i))))
        .containsExactly(LongStream.range(size - 1000, size).boxed().toArray(Long[]::new));
  }

  @Test
  void differentKeysGiveDifferentOrders() {
    long distinct =
        LongStream.range(0, 100).mapToObj(k -> order(CounterRandom.key(k), 30)).distinct().count();
    assertThat(distinct).isEqualTo(100);
  }

  @Test
  void itIsNotTheIdentityAndLeavesAboutOneElementInPlace() {
    int size = 1000;
    int fixed = 0;
    int trials = 200;
    for (int trial = 0; trial < trials; trial++) {
      Permutation permutation =
          new Permutation(size, CounterRandom.key(TestRandom.SEED, 100 + trial));
      fixed += (int) IntStream.range(0, size).filter(i -> permutation.apply(i) == i).count();
    }
    assertThat((double) fixed / trials).isCloseTo(1, within(0.4));
  }

  /** Resumed runs read the examples in another order if this changes. */
  @Test
  void theOrderIsTheOneOfTheFirstRelease() {
    assertThat(order(CounterRandom.key(42), 10))
        .containsExactly(4L, 0L, 3L, 7L, 1L, 5L, 6L, 8L, 2L, 9L);
  }

  @Test
  void indicesOutsideAreRefused() {
    assertThatThrownBy(() -> new Permutation(3, key).apply(3))
        .isInstanceOf(IndexOutOfBoundsException.class);
    assertThatThrownBy(() -> new Permutation(3, key).apply(-1))
        .isInstanceOf(IndexOutOfBoundsException.class);
    assertThatThrownBy(() -> new Permutation(3, key).inverse(3))
        .isInstanceOf(IndexOutOfBoundsException.class);
    assertThatThrownBy(() -> new Permutation(0, key).apply(0))
        .isInstanceOf(IndexOutOfBoundsException.class);
    assertThatThrownBy(() -> new Permutation(-1, key))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("-1");
  }

  private static List<Long> order(long key, int size) {
    Permutation permutation = new Permutation(size, key);
    return LongStream.range(0, size).map(permutation::apply).boxed().toList();
  }

  private void assertBijection(int size) {
    Permutation permutation = new Permutation(size, key);
    BitSet seen = new BitSet(size);
    for (int i = 0; i < size; i++) {
      long value = permutation.apply(i);
      assertThat(value >= 0 && value < size).as("%d of %d", i, size).isTrue();
      assertThat(permutation.inverse(value)).as("%d of %d", i, size).isEqualTo(i);
      seen.set((int) value);
    }
    assertThat(seen.cardinality()).as("size %d", size).isEqualTo(size);
  }
}
