package dev.convoy.evaluate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

class ConfusionMatrixTest {
  private static final Offset<Double> EXACT = Offset.offset(1e-15);

  /** Class 2 is never predicted, class 3 has no examples, class 4 is neither. */
  private static final ConfusionMatrix MATRIX =
      new ConfusionMatrix(
          5,
          new long[] {
            6, 2, 0, 0, 0, //
            1, 3, 0, 0, 0, //
            1, 0, 0, 3, 0, //
            0, 0, 0, 0, 0, //
            0, 0, 0, 0, 0
          });

  @Test
  void precisionIsOfPredictionsAndRecallOfExamples() {
    assertThat(MATRIX.precision(0)).hasValue(6 / 8.0);
    assertThat(MATRIX.recall(0)).hasValue(6 / 8.0);
    assertThat(MATRIX.precision(1)).hasValue(3 / 5.0);
    assertThat(MATRIX.recall(1)).hasValue(3 / 4.0);
    assertThat(MATRIX.f1(1).orElseThrow()).isEqualTo(2 * 0.6 * 0.75 / (0.6 + 0.75), EXACT);
    assertThat(MATRIX.support(2)).isEqualTo(4);
    assertThat(MATRIX.predicted(3)).isEqualTo(3);
  }

  @Test
  void whatHasNothingToBeAShareOfIsUndefined() {
    assertThat(MATRIX.precision(2)).isEmpty();
    assertThat(MATRIX.recall(2)).hasValue(0);
    assertThat(MATRIX.f1(2)).hasValue(0);
    assertThat(MATRIX.precision(3)).hasValue(0);
    assertThat(MATRIX.recall(3)).isEmpty();
    assertThat(MATRIX.f1(3)).hasValue(0);
    assertThat(MATRIX.f1(4)).isEmpty();
    assertThat(ConfusionMatrix.empty(3).meanF1()).isEmpty();
  }

  @Test
  void meansAreOverTheClassesThatHaveAValue() {
    assertThat(MATRIX.meanPrecision()).hasValue((0.75 + 0.6 + 0) / 3);
    assertThat(MATRIX.meanRecall()).hasValue((0.75 + 0.75 + 0) / 3);
    assertThat(MATRIX.meanF1()).hasValue((0.75 + 2 * 3 / 9.0 + 0 + 0) / 4);
  }

  @Test
  void sumsCountForCount() {
    ConfusionMatrix more = ConfusionMatrix.empty(5);
    more.add(4, 2);
    more.add(0, 0);

    ConfusionMatrix sum = MATRIX.plus(more);

    assertThat(sum.count(4, 2)).isEqualTo(1);
    assertThat(sum.count(0, 0)).isEqualTo(7);
    assertThat(sum.count(2, 3)).isEqualTo(3);
    assertThat(MATRIX.count(0, 0)).isEqualTo(6);
  }

  @Test
  void refusesAnotherNumberOfCounts() {
    assertThatThrownBy(() -> new ConfusionMatrix(3, new long[8]))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("confusion matrix: 8 counts for 3 classes");
  }
}
