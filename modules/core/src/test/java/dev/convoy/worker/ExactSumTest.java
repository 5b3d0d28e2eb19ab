package dev.convoy.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.convoy.random.Seeded;
import dev.convoy.random.TestRandom;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Sums without rounding, whatever is added to what. */
@Seeded
class ExactSumTest {
  private static final int LENGTH = 300;
  private static final int VECTORS = 40;

  /** What the values of all vectors at one place have in common. */
  enum Values {
    /** As parameters of replicas: near each other. */
    NEAR,
    /** As gradients: of both signs and some orders of magnitude. */
    MIXED,
    /** As nothing that trains: all that floats can be. */
    ANY;

    float of(TestRandom random, int index) {
      return switch (this) {
        case NEAR -> index + random.uniform(-0.01f, 0.01f);
        case MIXED -> random.uniform(-1, 1) * (float) Math.pow(2, random.between(-20, 0));
        case ANY -> Math.scalb(random.uniform(-1, 1), random.between(-140, 120));
      };
    }
  }

  private record Weighted(long weight, float[] values) {
    void addTo(ExactSum sum) {
      sum.add(weight, values, 0, new double[LENGTH]);
    }
  }

  private static List<Weighted> vectors(Values kind, TestRandom random) {
    List<Weighted> vectors = new ArrayList<>();
    for (int vector = 0; vector < VECTORS; vector++) {
      float[] values = new float[LENGTH];
      for (int i = 0; i < LENGTH; i++) {
        values[i] = kind.of(random, i);
      }
      vectors.add(new Weighted(random.between(1, 1 << 29), values));
    }
    return vectors;
  }

  private static float[] mean(ExactSum sum) {
    float[] mean = new float[sum.length()];
    sum.mean(mean, 0);
    return mean;
  }

  private static long weight(List<Weighted> vectors) {
    return vectors.stream().mapToLong(Weighted::weight).sum();
  }

  private static ExactSum sum(List<Weighted> vectors) {
    ExactSum sum = ExactSum.none(LENGTH);
    vectors.forEach(vector -> vector.addTo(sum));
    return sum;
  }

  private static BigDecimal exact(List<Weighted> vectors, int index) {
    return vectors.stream()
        .map(v -> new BigDecimal(v.values()[index]).multiply(BigDecimal.valueOf(v.weight())))
        .reduce(BigDecimal.ZERO, BigDecimal::add);
  }

  @ParameterizedTest
  @EnumSource
  void nothingIsLost(Values kind) {
    List<Weighted> vectors = vectors(kind, new TestRandom("nothing is lost " + kind));

    ExactSum sum = sum(vectors);

    float[] mean = mean(sum);
    for (int i = 0; i < LENGTH; i++) {
      BigDecimal exact = exact(vectors, i);
      BigDecimal parts =
          new BigDecimal(sum.high()[i])
              .add(new BigDecimal(sum.low().length == 0 ? 0 : sum.low()[i]))
              .add(sum.rest().getOrDefault(i, BigDecimal.ZERO));
      assertThat(parts).isEqualByComparingTo(exact);
      assertThat(mean[i]).isEqualTo((float) (exact.doubleValue() / weight(vectors)));
    }
    assertThat(sum.rest().isEmpty()).isEqualTo(kind != Values.ANY);
  }

  @ParameterizedTest
  @EnumSource
  void groupsAddedUpFirstGiveTheSameBits(Values kind) {
    TestRandom random = new TestRandom("groups " + kind);
    List<Weighted> vectors = vectors(kind, random);
    float[] expected = mean(sum(vectors));

    for (int groups = 1; groups <= VECTORS; groups += 3) {
      List<ExactSum> sums = new ArrayList<>();
      for (int group = 0; group < groups; group++) {
        sums.add(ExactSum.none(LENGTH));
      }
      for (Weighted vector : shuffled(vectors, random)) {
        vector.addTo(sums.get(random.between(0, groups - 1)));
      }
      ExactSum total = sums.get(0);
      sums.subList(1, groups).forEach(sum -> total.add(sum, new double[LENGTH]));

      assertThat(mean(total)).isEqualTo(expected);
    }
  }

  private static List<Weighted> shuffled(List<Weighted> vectors, TestRandom random) {
    List<Weighted> shuffled = new ArrayList<>(vectors);
    for (int i = shuffled.size() - 1; i > 0; i--) {
      Collections.swap(shuffled, i, random.between(0, i));
    }
    return shuffled;
  }

  @Test
  void theMeanIsThatOfTheTextbookWithinHalfAUnitOfTheLastPlace() {
    List<Weighted> vectors = vectors(Values.MIXED, new TestRandom("textbook"));

    float[] mean = mean(sum(vectors));

    for (int i = 0; i < LENGTH; i++) {
      BigDecimal exact =
          exact(vectors, i).divide(BigDecimal.valueOf(weight(vectors)), MathContext.DECIMAL128);
      BigDecimal error = exact.subtract(new BigDecimal(mean[i])).abs();
      assertThat(error.doubleValue()).isLessThanOrEqualTo(0.5001 * Math.ulp(mean[i]));
    }
  }

  @Test
  void aZeroKeepsItsSignAmongZerosOfThatSign() {
    ExactSum sum = ExactSum.none(3);
    sum.add(3, new float[] {-0f, -0f, 5f}, 0, new double[9]);
    sum.add(4, new float[] {-0f, 0f, -5f}, 0, new double[9]);
    ExactSum other = ExactSum.none(3);
    other.add(1, new float[] {-0f, -0f, 5f}, 0, new double[9]);
    sum.add(other, new double[3]);

    float[] mean = new float[3];
    sum.mean(mean, 0);

    assertThat(mean).containsExactly(-0f, 0f, 0f);
  }

  @Test
  void aRangeIsReadFromItsPlaceAndWrittenToItsPlace() {
    ExactSum sum = ExactSum.none(2);
    sum.add(1, new float[] {9, 1, 2, 9}, 1, new double[9]);

    float[] mean = {7, 7, 7, 7, 7};
    sum.mean(mean, 2);

    assertThat(mean).containsExactly(7, 7, 1, 2, 7);
  }

  @ParameterizedTest
  @ValueSource(floats = {Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY})
  void whatIsNotFiniteDoesNotBecomeFinite(float bad) {
    ExactSum sum = ExactSum.none(1);
    sum.add(2, new float[] {1}, 0, new double[9]);
    sum.add(2, new float[] {bad}, 0, new double[9]);
    sum.add(2, new float[] {3}, 0, new double[9]);

    float[] mean = new float[1];
    sum.mean(mean, 0);

    assertThat(mean[0]).isNotFinite();
  }

  @ParameterizedTest
  @ValueSource(floats = {Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY})
  void norWhereThereIsARest(float bad) {
    ExactSum sum = ExactSum.none(1);
    for (float value : new float[] {0x1p100f, 1, 0x1p-100f, bad}) {
      sum.add(1, new float[] {value}, 0, new double[1]);
    }

    assertThat(sum.rest()).isNotEmpty();
    assertThat(mean(sum)[0]).isNotFinite();
  }

  @ParameterizedTest
  @ValueSource(longs = {0, -1})
  void aWeightOfNothingIsRefused(long weight) {
    assertThatThrownBy(() -> ExactSum.none(1).add(weight, new float[1], 0, new double[1]))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("weight " + weight + " must be at least 1");
  }

  @ParameterizedTest
  @ValueSource(longs = {1L << 29, (1L << 29) + 1, 3L << 29, (1L << 40) - 1})
  void aWeightWhoseProductsAreNoDoublesIsExactToo(long weight) {
    float value = 0x1.fffffep0f;
    ExactSum sum = ExactSum.none(1);
    sum.add(weight, new float[] {value}, 0, new double[1]);

    BigDecimal parts =
        new BigDecimal(sum.high()[0]).add(new BigDecimal(sum.low().length == 0 ? 0 : sum.low()[0]));

    assertThat(parts)
        .isEqualByComparingTo(new BigDecimal(value).multiply(BigDecimal.valueOf(weight)));
    assertThat(sum.weight()).isEqualTo(weight);
  }

  /** Where the second part of a sum cancels out in one order, and is not there in another. */
  @Test
  void aRestNeedsNoSecondPart() {
    ExactSum zeros = ExactSum.none(1);
    zeros.add(2, new float[1], 0, new double[1]);
    ExactSum parts = ExactSum.none(1);
    for (float value : new float[] {0x1p100f, 1, 0x1p-100f, -0x1p100f, -1}) {
      parts.add(1, new float[] {value}, 0, new double[1]);
    }
    zeros.add(parts, new double[1]);
    ExactSum restAlone = new ExactSum(7, zeros.high(), new double[0], zeros.rest());

    assertThat(mean(zeros)).containsExactly((float) (0x1p-100 / 7));
    assertThat(mean(restAlone)).containsExactly((float) (0x1p-100 / 7));
  }

  @Test
  void partsOfDifferentLengthsAreRefused() {
    assertThatThrownBy(() -> new ExactSum(0, new double[2], new double[3], Map.of()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("exact sum: parts of 2 and 3 values");
    assertThatThrownBy(() -> ExactSum.none(2).add(ExactSum.none(3), new double[3]))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("exact sum of 2 values: another of 3");
  }
}
