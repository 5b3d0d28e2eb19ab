package dev.convoy.loss;

import static dev.convoy.layer.Numbers.assertAgree;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.convoy.random.Seeded;
import dev.convoy.random.TestRandom;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Losses of targets that are no single class: smoothed, weighted, mixed. */
@Seeded
class TargetsTest {
  private static final int EXAMPLES = 4;
  private static final int CLASSES = 3;
  private static final float[] NOT_WANTED = {};
  private static final int[] LABELS = {0, 2, 1, 1};
  private static final Targets MIXED =
      new Targets(LABELS, new int[] {1, 0, 1, 2}, new float[] {0.75f, 0.25f, 0.5f, 1f});
  private static final ClassWeights WEIGHTS = ClassWeights.parse("1,2,5", new long[] {10, 20, 30});

  static Stream<Loss> losses() {
    return Stream.of(
        new MeanSquaredError(),
        new SoftmaxCrossEntropy(),
        new SoftmaxCrossEntropy(0.3f, ClassWeights.NONE),
        new SoftmaxCrossEntropy(0.3f, WEIGHTS));
  }

  @ParameterizedTest
  @MethodSource("losses")
  void theGradientIsTheDirectionalDerivativeOfTheMean(Loss loss) {
    float[] outputs = new TestRandom("targets").values(EXAMPLES * CLASSES);
    float[] gradient = new float[outputs.length];
    loss.evaluate(EXAMPLES, CLASSES, outputs, MIXED, EXAMPLES, gradient);
    for (int i = 0; i < outputs.length; i++) {
      float[] above = outputs.clone();
      float[] below = outputs.clone();
      above[i] += 0.01f;
      below[i] -= 0.01f;
      double change =
          loss.evaluate(EXAMPLES, CLASSES, above, MIXED, EXAMPLES, NOT_WANTED)
              - loss.evaluate(EXAMPLES, CLASSES, below, MIXED, EXAMPLES, NOT_WANTED);
      double slope = change / ((double) above[i] - below[i]) / EXAMPLES;
      assertAgree("output " + i, gradient[i], slope, 1.0 / EXAMPLES, 1e-5);
    }
  }

  /** λ · (what the first class alone gives) + (1 − λ) · (what the other gives). */
  @ParameterizedTest
  @MethodSource("losses")
  void theGradientOfAMixtureIsTheMixtureOfGradients(Loss loss) {
    float[] outputs = new TestRandom("mixture").values(CLASSES);
    float[][] gradients = new float[3][CLASSES];
    double[] values = new double[3];
    Targets mixed = new Targets(new int[] {2}, new int[] {0}, new float[] {0.25f});
    values[0] = loss.evaluate(1, CLASSES, outputs, new int[] {2}, 1, gradients[0]);
    values[1] = loss.evaluate(1, CLASSES, outputs, new int[] {0}, 1, gradients[1]);
    values[2] = loss.evaluate(1, CLASSES, outputs, mixed, 1, gradients[2]);
    for (int c = 0; c < CLASSES; c++) {
      assertThat(gradients[2][c])
          .isCloseTo(0.25f * gradients[0][c] + 0.75f * gradients[1][c], within(1e-6f));
    }
    if (loss instanceof SoftmaxCrossEntropy) {
      assertThat(values[2]).isCloseTo(0.25 * values[0] + 0.75 * values[1], within(1e-12));
    }
  }

  @ParameterizedTest
  @MethodSource("losses")
  void aMixtureOfOneClassIsThatClassBitForBit(Loss loss) {
    float[] outputs = new TestRandom("one").values(EXAMPLES * CLASSES);
    float[] plain = new float[outputs.length];
    float[] mixed = new float[outputs.length];
    Targets targets = new Targets(LABELS, new int[EXAMPLES], new float[] {1f, 1f, 1f, 1f});
    double value = loss.evaluate(EXAMPLES, CLASSES, outputs, LABELS, 7, plain);
    assertThat(loss.evaluate(EXAMPLES, CLASSES, outputs, targets, 7, mixed)).isEqualTo(value);
    assertThat(mixed).isEqualTo(plain);
  }

  /** Equal logits: p is 1/4 each, the target 0.8 + 0.2/4 or 0.2/4. */
  @Test
  void smoothingByHand() {
    float[] gradient = new float[4];
    Loss loss = new SoftmaxCrossEntropy(0.2f, ClassWeights.NONE);
    double value = loss.evaluate(1, 4, new float[4], new int[] {1}, 1, gradient);
    assertThat(value).isCloseTo(Math.log(4), within(1e-7));
    assertThat(gradient[1]).isCloseTo(0.25f - 0.85f, within(1e-6f));
    assertThat(gradient[0]).isCloseTo(0.2f, within(1e-6f));
    // −0.9 log p(0) − 0.1 log p(1), with p = e / (e + 1) and 1 / (e + 1).
    double sigmoid = 1 / (1 + Math.exp(-1));
    assertThat(loss.evaluate(1, 2, new float[] {1, 0}, new int[] {0}, 1, NOT_WANTED))
        .isCloseTo(-0.9 * Math.log(sigmoid) - 0.1 * Math.log(1 - sigmoid), within(1e-7));
  }

  @Test
  void anInfiniteOutputOfAnotherClassHurtsOnlySmoothedTargets() {
    float[] outputs = {1, Float.NEGATIVE_INFINITY};
    assertThat(new SoftmaxCrossEntropy().evaluate(1, 2, outputs, new int[] {0}, 1, NOT_WANTED))
        .isZero();
  }

  @Test
  void weightsMultiplyLossesAndTheirMeanOverTheDataIsOne() {
    // 10 · 1 + 20 · 2 + 30 · 5 = 200 of 60 examples.
    assertThat(WEIGHTS.factors()).containsExactly(0.3f, 0.6f, 1.5f);
    float[] outputs = {1, 2, 3};
    float[] gradient = new float[3];
    float[] weighted = new float[3];
    double plain = new SoftmaxCrossEntropy().evaluate(1, 3, outputs, new int[] {2}, 1, gradient);
    double value =
        new SoftmaxCrossEntropy(0, WEIGHTS).evaluate(1, 3, outputs, new int[] {2}, 1, weighted);
    assertThat(value).isCloseTo(1.5 * plain, within(1e-12));
    for (int c = 0; c < 3; c++) {
      assertThat(weighted[c]).isCloseTo(1.5f * gradient[c], within(1e-6f));
    }
  }

  @Test
  void balancedClassesHaveTheSameWeightInAll() {
    assertThat(ClassWeights.parse("balanced", new long[] {10, 40, 0, 50}).factors())
        .isEqualTo(List.of((float) (100 / 30.0), (float) (100 / 120.0), 0f, (float) (100 / 150.0)));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"1,2", "1,2,3,4", "1,2,x", "1,,2", "-1,2,3", "NaN,1,1", "Infinity,1,1", ""})
  void otherWeightsAreRefusedWithTheTextAndTheRule(String text) {
    assertThatThrownBy(() -> ClassWeights.parse(text, new long[] {1, 1, 1}))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "class-weights '"
                + text
                + "' must be none, balanced or 3 finite numbers of at least 0, one for each class of"
                + " the data");
  }

  @Test
  void weightsThatLeaveNothingAreRefused() {
    assertThatThrownBy(() -> ClassWeights.parse("1,0", new long[] {0, 5}))
        .hasMessage("class-weights '1,0': a class with examples must have a weight above 0");
  }

  @Test
  void evaluationsAreOfTheLossItself() {
    assertThat(new SoftmaxCrossEntropy(0.3f, WEIGHTS).plain()).isEqualTo(new SoftmaxCrossEntropy());
    assertThat(new MeanSquaredError().plain()).isEqualTo(new MeanSquaredError());
  }

  @Test
  void smoothingIsBoundedAndOnlyOfCrossEntropy() {
    assertThatThrownBy(() -> new SoftmaxCrossEntropy(1, ClassWeights.NONE))
        .hasMessage("label-smoothing 1.0 must be at least 0 and below 1");
    assertThatThrownBy(() -> new MeanSquaredError().with(0.5f, ClassWeights.NONE))
        .hasMessage("label-smoothing 0.5 needs loss softmaxCrossEntropy, not meanSquaredError");
    assertThatThrownBy(() -> new MeanSquaredError().with(0, WEIGHTS))
        .hasMessage("class-weights '1,2,5' needs loss softmaxCrossEntropy, not meanSquaredError");
  }
}
