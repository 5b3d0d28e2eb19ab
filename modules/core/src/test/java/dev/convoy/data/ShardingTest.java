package dev.convoy.data;

import static org.assertj.core.api.Assertions.assertThat;

import dev.convoy.random.Permutation;
import java.util.BitSet;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Who owns which examples. */
class ShardingTest {

  @ParameterizedTest
  @CsvSource({"1,1", "10,1", "10,3", "3,10", "1000,7", "60000,8", "0,3"})
  void rangesFollowEachOtherAndTheirSizesAreEqualWithinOne(long size, int workers) {
    Sharding sharding = new Sharding(size, workers, 1);

    long[] sizes =
        IntStream.range(0, workers)
            .mapToLong(worker -> sharding.first(worker + 1) - sharding.first(worker))
            .toArray();

    assertThat(sharding.first(0)).isZero();
    assertThat(sharding.first(workers)).isEqualTo(size);
    assertThat(LongStream.of(sizes).allMatch(s -> s == size / workers || s == size / workers + 1))
        .isTrue();
  }

  @Test
  void shardsOfBillionsOfExamplesDoNotOverflow() {
    Sharding sharding = new Sharding(10_000_000_000L, 3, 1);

    assertThat(sharding.first(2)).isEqualTo(6_666_666_667L);
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 100, 1023, 1024, 1025, 60_000})
  void everyRecordGoesToItsOwnPosition(long size) {
    Permutation permutation = Sharding.permutation(size, 42);
    BitSet taken = new BitSet();

    for (long record = 0; record < size; record++) {
      taken.set((int) permutation.apply(record));
    }

    assertThat(taken.cardinality()).isEqualTo((int) size);
    assertThat(taken.length()).isEqualTo((int) size);
  }

  @ParameterizedTest
  @CsvSource({"1,1,1", "10,1,3", "10,3,4", "3,10,2", "1000,7,13", "60000,8,21399", "0,3,5"})
  void blocksCoverWhatAWorkerOwnsAndAreCutAtMultiplesOfTheirSize(
      long size, int workers, int blockSize) {
    Sharding sharding = new Sharding(size, workers, blockSize);
    long at = 0;
    for (int worker = 0; worker < workers; worker++) {
      assertThat(at).isEqualTo(sharding.first(worker));
      for (PositionRange block : sharding.blocks(worker)) {
        assertThat(block.from()).isEqualTo(at);
        assertThat(block.from() / blockSize).isEqualTo((block.to() - 1) / blockSize);
        at = block.to();
        assertThat(at % blockSize == 0 || at == sharding.first(worker + 1)).isTrue();
      }
    }
    assertThat(at).isEqualTo(size);
  }

  @Test
  void theSeedChangesThePositions() {
    long[] order = applied(Sharding.permutation(500, 1), 500);

    assertThat(applied(Sharding.permutation(500, 1), 500)).isEqualTo(order);
    assertThat(applied(Sharding.permutation(500, 2), 500)).isNotEqualTo(order);
  }

  @Test
  void classesThatComeSortedAreMixedAcrossWorkers() {
    Permutation permutation = Sharding.permutation(10_000, 7);
    int[] ofFirstHalf = new int[4];

    for (long record = 0; record < 5_000; record++) {
      ofFirstHalf[(int) (permutation.apply(record) / 2_500)]++;
    }

    // Hypergeometric with mean 1,250 and deviation 22: five deviations.
    assertThat(IntStream.of(ofFirstHalf)).allMatch(count -> Math.abs(count - 1_250) < 110);
  }

  private static long[] applied(Permutation permutation, int size) {
    return IntStream.range(0, size).mapToLong(permutation::apply).toArray();
  }
}
