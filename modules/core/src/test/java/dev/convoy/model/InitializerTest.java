package dev.convoy.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.convoy.layer.BatchNorm;
import dev.convoy.layer.Dense;
import dev.convoy.layer.ParameterSpec;
import dev.convoy.model.zoo.NamedModels;
import dev.convoy.tensor.Shape;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

final class InitializerTest {
  private static final ParameterLayout WIDE =
      ParameterLayout.of(Model.stack(Shape.of(400), new Dense(500)));

  @ParameterizedTest
  @CsvSource({
    "HE_NORMAL,      0.005",
    "HE_UNIFORM,     0.005",
    "GLOROT_NORMAL,  0.00222222",
    "GLOROT_UNIFORM, 0.00222222"
  })
  void weightsHaveMeanZeroAndTheStatedVariance(Initializer initializer, double variance) {
    Slot slot = WIDE.slot("fc1.weight");
    float[] weights =
        Arrays.copyOfRange(initializer.initialize(WIDE, 3), slot.offset(), slot.end());
    double sum = 0;
    double squares = 0;
    for (float weight : weights) {
      sum += weight;
      squares += (double) weight * weight;
    }
    // Four standard errors of 200,000 draws.
    assertThat(sum / weights.length).isCloseTo(0, within(4 * Math.sqrt(variance / weights.length)));
    assertThat(squares / weights.length).isCloseTo(variance, within(0.02 * variance));
  }

  @ParameterizedTest
  @EnumSource
  void biasesAreZeroAndWeightsAreNot(Initializer initializer) {
    ParameterLayout layout = ParameterLayout.of(NamedModels.lenet5());
    float[] parameters = initializer.initialize(layout, 1);
    for (Slot slot : layout.slots()) {
      float[] values = Arrays.copyOfRange(parameters, slot.offset(), slot.end());
      if (slot.spec().name().equals(ParameterSpec.BIAS)) {
        assertThat(values).containsOnly(0);
      } else {
        assertThat(values).doesNotContain(Float.NaN);
        assertThat(countZeros(values)).isLessThan(3);
      }
    }
  }

  /** A batch norm starts as one that changes nothing but the scale of its batch. */
  @ParameterizedTest
  @EnumSource
  void scalesAreOneAndStatisticsAreThoseOfMeanZeroAndVarianceOne(Initializer initializer) {
    ParameterLayout layout = ParameterLayout.of(Model.stack(Shape.of(3), new BatchNorm()));
    float[] parameters = initializer.initialize(layout, 1);
    // Scale, bias, running mean, running mean square.
    assertThat(parameters).containsExactly(1, 1, 1, 0, 0, 0, 0, 0, 0, 1, 1, 1);
  }

  @ParameterizedTest
  @CsvSource({"HE_UNIFORM, 400", "GLOROT_UNIFORM, 900"})
  void uniformWeightsStayInTheirBounds(Initializer initializer, int fan) {
    double bound = Math.sqrt(3) * Math.sqrt(2.0 / fan);
    float largest = 0;
    for (float weight : initializer.initialize(WIDE, 5)) {
      largest = Math.max(largest, Math.abs(weight));
    }
    assertThat((double) largest).isBetween(0.999 * bound, 1.000001 * bound);
  }

  @Test
  void seedsAndSlotsAreIndependent() {
    ParameterLayout layout =
        ParameterLayout.of(Model.stack(Shape.of(100), new Dense(100), new Dense(100)));
    float[] one = Initializer.HE_NORMAL.initialize(layout, 1);
    float[] two = Initializer.HE_NORMAL.initialize(layout, 2);
    Slot first = layout.slot("fc1.weight");
    Slot second = layout.slot("fc2.weight");
    assertThat(Initializer.HE_NORMAL.initialize(layout, 1)).isEqualTo(one);
    // The correlation of 10,000 independent pairs has a standard deviation of 0.01.
    assertThat(correlation(one, first, two, first)).isCloseTo(0, within(0.04));
    assertThat(correlation(one, first, one, second)).isCloseTo(0, within(0.04));
  }

  @Test
  void namesAreThoseOfOptions() {
    assertThat(Initializer.HE_NORMAL).hasToString("he-normal");
  }

  private static int countZeros(float[] values) {
    int zeros = 0;
    for (float value : values) {
      zeros += value == 0 ? 1 : 0;
    }
    return zeros;
  }

  private static double correlation(float[] a, Slot inA, float[] b, Slot inB) {
    double products = 0;
    double squaresA = 0;
    double squaresB = 0;
    for (int i = 0; i < inA.size(); i++) {
      double x = a[inA.offset() + i];
      double y = b[inB.offset() + i];
      products += x * y;
      squaresA += x * x;
      squaresB += y * y;
    }
    return products / Math.sqrt(squaresA * squaresB);
  }
}
