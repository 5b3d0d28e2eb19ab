package dev.convoy.loss;

import static dev.convoy.layer.Numbers.assertAgree;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.convoy.random.Seeded;
import dev.convoy.random.TestRandom;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What holds for every loss. */
@Seeded
class LossTest {
  private static final int EXAMPLES = 6;
  private static final int CLASSES = 5;
  private static final float[] NOT_WANTED = {};

  static Stream<Loss> losses() {
    return Arrays.stream(Loss.class.getPermittedSubclasses()).map(LossTest::create);
  }

  private static Loss create(Class<?> type) {
    try {
      return (Loss) type.getDeclaredConstructor().newInstance();
    } catch (ReflectiveOperationException e) {
      throw new AssertionError("a loss without a constructor without arguments: " + type, e);
    }
  }

  @ParameterizedTest
  @MethodSource("losses")
  void theGradientIsTheDirectionalDerivativeOfTheMean(Loss loss) {
    TestRandom random = new TestRandom(loss.name());
    float[] outputs = random.values(EXAMPLES * CLASSES);
    int[] labels = random.labels(EXAMPLES, CLASSES);
    float[] gradient = new float[outputs.length];
    loss.evaluate(EXAMPLES, CLASSES, outputs, labels, EXAMPLES, gradient);
    for (int i = 0; i < outputs.length; i++) {
      float[] above = outputs.clone();
      float[] below = outputs.clone();
      above[i] += 0.01f;
      below[i] -= 0.01f;
      double change =
          loss.evaluate(EXAMPLES, CLASSES, above, labels, EXAMPLES, NOT_WANTED)
              - loss.evaluate(EXAMPLES, CLASSES, below, labels, EXAMPLES, NOT_WANTED);
      double slope = change / ((double) above[i] - below[i]) / EXAMPLES;
      assertAgree("output " + i, gradient[i], slope, 1.0 / EXAMPLES, 1e-5);
    }
  }

  /** Gradients are linear in the target, so those of a mixture are a mixture. */
  @ParameterizedTest
  @MethodSource("losses")
  void theGradientOfAMixtureIsTheMixtureOfGradients(Loss loss) {
    TestRandom random = new TestRandom(loss.name());
    float[] outputs = random.values(EXAMPLES * CLASSES);
    int[] labels = random.labels(EXAMPLES, CLASSES);
    int[] others = random.labels(EXAMPLES, CLASSES);
    float[] shares = new float[EXAMPLES];
    for (int n = 0; n < EXAMPLES; n++) {
      shares[n] = random.uniform(0, 1);
    }
    others[0] = labels[0];
    shares[1] = 1;
    others[1] = Integer.MAX_VALUE;
    Targets targets = new Targets(labels, others, shares);
    float[] mixed = new float[outputs.length];
    double sum = loss.evaluate(EXAMPLES, CLASSES, outputs, targets, 3, mixed);

    double expectedSum = 0;
    for (int n = 0; n < EXAMPLES; n++) {
      float[] row = Arrays.copyOfRange(outputs, n * CLASSES, (n + 1) * CLASSES);
      int[] other = {n == 1 ? 0 : others[n]};
      float[] first = new float[CLASSES];
      float[] second = new float[CLASSES];
      expectedSum +=
          shares[n] * loss.evaluate(1, CLASSES, row, new int[] {labels[n]}, 3, first)
              + (1 - shares[n]) * loss.evaluate(1, CLASSES, row, other, 3, second);
      for (int c = 0; c < CLASSES; c++) {
        assertThat(mixed[n * CLASSES + c])
            .isCloseTo(shares[n] * first[c] + (1 - shares[n]) * second[c], within(1e-6f));
      }
    }
    if (loss instanceof SoftmaxCrossEntropy) {
      // Squares are not linear, so only this one's values are mixtures too.
      assertThat(sum).isCloseTo(expectedSum, within(1e-5));
    }
  }

  @ParameterizedTest
  @MethodSource("losses")
  void itIsFiniteAtExtremeOutputs(Loss loss) {
    float[] extremes = {0, 1e4f, -1e4f, 1e30f, -1e30f, Float.MAX_VALUE, -Float.MAX_VALUE};
    for (float first : extremes) {
      for (float second : extremes) {
        for (int label = 0; label < 2; label++) {
          float[] gradient = new float[2];
          double value =
              loss.evaluate(1, 2, new float[] {first, second}, new int[] {label}, 1, gradient);
          assertThat(value).as("%s %s %d", first, second, label).isFinite().isNotNegative();
          assertThat(gradient[0]).isFinite();
          assertThat(gradient[1]).isFinite();
        }
      }
    }
  }

  @ParameterizedTest
  @MethodSource("losses")
  void theDenominatorDividesTheGradientAndNotTheSum(Loss loss) {
    TestRandom random = new TestRandom(loss.name());
    float[] outputs = random.values(EXAMPLES * CLASSES);
    int[] labels = random.labels(EXAMPLES, CLASSES);
    float[] one = new float[outputs.length];
    float[] eight = new float[outputs.length];
    double sum = loss.evaluate(EXAMPLES, CLASSES, outputs, labels, 1, one);
    assertThat(loss.evaluate(EXAMPLES, CLASSES, outputs, labels, 8, eight)).isEqualTo(sum);
    for (int i = 0; i < one.length; i++) {
      assertThat(eight[i]).isEqualTo(one[i] / 8);
    }
  }

  @ParameterizedTest
  @MethodSource("losses")
  void theSumIsThatOfTheExamples(Loss loss) {
    TestRandom random = new TestRandom(loss.name());
    float[] outputs = random.values(EXAMPLES * CLASSES);
    int[] labels = random.labels(EXAMPLES, CLASSES);
    float[] gradient = new float[outputs.length];
    double all = loss.evaluate(EXAMPLES, CLASSES, outputs, labels, 3, gradient);
    double sum = 0;
    for (int n = 0; n < EXAMPLES; n++) {
      float[] row = Arrays.copyOfRange(outputs, n * CLASSES, (n + 1) * CLASSES);
      float[] rowGradient = new float[CLASSES];
      sum += loss.evaluate(1, CLASSES, row, new int[] {labels[n]}, 3, rowGradient);
      assertThat(rowGradient)
          .isEqualTo(Arrays.copyOfRange(gradient, n * CLASSES, (n + 1) * CLASSES));
    }
    assertThat(all).isEqualTo(sum);
  }

  @ParameterizedTest
  @MethodSource("losses")
  void onlyTheExamplesOfTheBatchAreReadAndWritten(Loss loss) {
    float[] outputs = {1, 2, 3, 4, Float.NaN, Float.NaN};
    float[] gradient = {9, 9, 9, 9, 9, 9};
    assertThat(loss.evaluate(2, 2, outputs, new int[] {0, 1, 7}, 2, gradient)).isFinite();
    assertThat(gradient[3]).isNotEqualTo(9);
    assertThat(Arrays.copyOfRange(gradient, 4, 6)).containsOnly(9);
  }

  @ParameterizedTest
  @MethodSource("losses")
  void aLossIsFoundByItsName(Loss loss) {
    assertThat(Loss.named(loss.name())).isEqualTo(loss);
  }

  @Test
  void anUnknownNameIsRefusedWithTheKnownOnes() {
    assertThatThrownBy(() -> Loss.named("hinge"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("loss 'hinge': unknown; known are softmaxCrossEntropy, meanSquaredError");
  }

  @Test
  void crossEntropyOfEqualLogitsIsTheLogarithmOfTheClasses() {
    float[] gradient = new float[10];
    double value =
        new SoftmaxCrossEntropy().evaluate(1, 10, new float[10], new int[] {3}, 1, gradient);
    assertThat(value).isCloseTo(2.302585092994046, within(1e-15));
    assertThat(gradient[3]).isEqualTo(-0.9f);
    assertThat(gradient[0]).isEqualTo(0.1f);
  }

  /** Shifted by the maximum: exp(1000) alone would overflow. */
  @Test
  void crossEntropyOfTwoEqualLargeLogitsIsTheLogarithmOfTwo() {
    float[] gradient = new float[2];
    double value =
        new SoftmaxCrossEntropy()
            .evaluate(1, 2, new float[] {1000, 1000}, new int[] {0}, 1, gradient);
    assertThat(value).isCloseTo(0.6931471805599453, within(1e-15));
    assertThat(gradient).containsExactly(-0.5f, 0.5f);
  }

  /** −log(e³ / (e¹ + e² + e³)) = log(1 + e⁻¹ + e⁻²). */
  @Test
  void crossEntropyOfOneTwoThree() {
    float[] gradient = new float[3];
    double value =
        new SoftmaxCrossEntropy().evaluate(1, 3, new float[] {1, 2, 3}, new int[] {2}, 1, gradient);
    assertThat(value).isCloseTo(0.4076059644443803, within(1e-15));
    assertThat(gradient[0]).isCloseTo(0.09003057f, within(1e-8f));
    assertThat(gradient[1]).isCloseTo(0.24472848f, within(1e-8f));
    assertThat(gradient[2]).isCloseTo(0.66524094f - 1, within(1e-7f));
  }

  @Test
  void crossEntropyOfAHopelessExampleIsTheDistanceOfTheLogits() {
    double value =
        new SoftmaxCrossEntropy()
            .evaluate(1, 2, new float[] {5000, -5000}, new int[] {1}, 1, NOT_WANTED);
    assertThat(value).isEqualTo(10_000);
  }

  /** ((0.5 − 1)² + 2² + 0²) / 3 and 2 · difference / 3 / 2. */
  @Test
  void meanSquaredErrorByHand() {
    float[] gradient = new float[3];
    double value =
        new MeanSquaredError().evaluate(1, 3, new float[] {0.5f, 2, 0}, new int[] {0}, 2, gradient);
    assertThat(value).isCloseTo(4.25 / 3, within(1e-15));
    assertThat(gradient).containsExactly((float) (-0.5 / 3), (float) (2.0 / 3), 0f);
  }

  @Test
  void meanSquaredErrorOfTheTargetIsZero() {
    float[] gradient = {7, 7};
    double value =
        new MeanSquaredError().evaluate(1, 2, new float[] {0, 1}, new int[] {1}, 1, gradient);
    assertThat(value).isZero();
    assertThat(gradient).containsOnly(0);
  }
}
