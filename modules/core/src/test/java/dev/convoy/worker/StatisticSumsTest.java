package dev.convoy.worker;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class StatisticSumsTest {
  @Test
  void batchesWeighAsMuchAsTheyHaveExamples() {
    StatisticSums sums = new StatisticSums(1, 3);
    float[] gradient = {5, 1, 10};

    sums.reset();
    sums.take(gradient, 6);
    assertThat(gradient).containsExactly(5, 0, 0);
    gradient[1] = 4;
    gradient[2] = 40;
    sums.take(gradient, 3);
    sums.putMean(gradient, 9);

    assertThat(gradient).containsExactly(5, 2, 20);
  }

  @Test
  void oneBatchComesBackBitForBit() {
    StatisticSums sums = new StatisticSums(0, 3);
    float[] gradient = {0.1f, Float.MIN_VALUE, -3e38f};
    float[] before = gradient.clone();

    for (int examples : new int[] {1, 3, 64, 1_000_003}) {
      sums.reset();
      sums.take(gradient, examples);
      sums.putMean(gradient, examples);
      assertThat(gradient).isEqualTo(before);
    }
  }
}
