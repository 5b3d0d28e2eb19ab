package dev.convoy.check;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.convoy.data.DataSets;
import dev.convoy.files.LocalStorage;
import dev.convoy.files.Storage;
import dev.convoy.kernel.Algorithm;
import dev.convoy.kernel.ReferenceKernels;
import dev.convoy.layer.BatchNorm;
import dev.convoy.layer.Conv;
import dev.convoy.layer.Dense;
import dev.convoy.layer.Dropout;
import dev.convoy.layer.Padding;
import dev.convoy.layer.Relu;
import dev.convoy.loss.SoftmaxCrossEntropy;
import dev.convoy.model.Initializer;
import dev.convoy.model.Model;
import dev.convoy.model.ParameterLayout;
import dev.convoy.optim.Optimizers;
import dev.convoy.tensor.Shape;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OverfitCheckTest {
  private static final Storage STORAGE = new LocalStorage();

  /** With so much dropout the loss of training would never be near zero. */
  private static final Model MODEL =
      Model.stack(
          Shape.of(12, 12, 1),
          new Conv(4, 3, Padding.VALID),
          new Relu(),
          new Dropout(0.9f),
          new Dense(10));

  private static OverfitReport overfit(ExampleBatch batch, String optimizer, int steps) {
    float[] start = Initializer.GLOROT_UNIFORM.initialize(ParameterLayout.of(MODEL), 1);
    return new OverfitCheck(
            MODEL, new SoftmaxCrossEntropy(), Optimizers.parse(optimizer), steps, 0.01)
        .run(batch, start, new ReferenceKernels(), Algorithm.DIRECT);
  }

  private static ExampleBatch images(int count) throws IOException {
    return ExampleBatch.first(
        DataSets.training("generated:200:12x12x1", STORAGE), count, 1, STORAGE);
  }

  @Test
  void aFewImagesAreLearntByHeartWithDropoutOff() throws IOException {
    OverfitReport report = overfit(images(16), "adam:0.01", 300);

    assertThat(report.passed()).isTrue();
    assertThat(report.loss()).isLessThan(0.01);
    assertThat(report.accuracy()).isEqualTo(1);
    assertThat(report.steps()).isBetween(1, 299);
    assertThat(report.losses()).hasSize(report.steps() + 1);
    assertThat(report.losses().get(0)).isBetween(1.0, 5.0);
  }

  @Test
  void batchNormIsAsInTraining() throws IOException {
    Model model =
        Model.stack(
            Shape.of(12, 12, 1),
            new Conv(4, 3, Padding.SAME),
            new BatchNorm(),
            new Relu(),
            new Dense(10));
    float[] parameters = Initializer.GLOROT_UNIFORM.initialize(ParameterLayout.of(model), 1);

    OverfitReport report =
        new OverfitCheck(model, new SoftmaxCrossEntropy(), Optimizers.parse("adam:0.01"), 100, 0.01)
            .run(images(16), parameters, new ReferenceKernels(), Algorithm.DIRECT);

    assertThat(report.passed()).isTrue();
    assertThat(parameters[ParameterLayout.of(model).slot("bn1.running_square").offset()])
        .isNotEqualTo(1f);
  }

  @Test
  void tooFewStepsAreNotEnoughAndTheLossStillFalls() throws IOException {
    OverfitReport report = overfit(images(16), "adam:0.001", 10);

    assertThat(report.passed()).isFalse();
    assertThat(report.steps()).isEqualTo(10);
    assertThat(report.isStillFalling()).isTrue();
    assertThat(report.diverged()).isFalse();
  }

  @Test
  void anImageThatIsOfTwoClassesCannotBeLearnt() throws IOException {
    ExampleBatch two = images(2);
    int size = two.inputs().length / 2;
    System.arraycopy(two.inputs(), 0, two.inputs(), size, size);
    ExampleBatch batch = new ExampleBatch(two.inputs(), new int[] {3, 4});

    OverfitReport report = overfit(batch, "adam:0.01", 200);

    assertThat(report.passed()).isFalse();
    assertThat(report.accuracy()).isEqualTo(0.5);
    assertThat(report.loss()).isGreaterThan(0.69);
    assertThat(report.isStillFalling()).isFalse();
  }

  @Test
  void aRateThatIsTooHighDiverges() throws IOException {
    OverfitReport report = overfit(images(16), "sgd:1e6,0", 20);

    assertThat(report.passed()).isFalse();
    assertThat(report.diverged()).isTrue();
    assertThat(new OverfitReport(List.of(2.0, Double.NaN), 0, false).diverged()).isTrue();
  }

  @Test
  void aBatchHoldsTheFirstImagesOfTheOrderOfItsSeed() throws IOException {
    ExampleBatch batch = images(5);
    ExampleBatch longer = images(9);

    assertThat(batch.size()).isEqualTo(5);
    assertThat(batch.inputs()).hasSize(5 * 144).isEqualTo(Arrays.copyOf(longer.inputs(), 5 * 144));
    assertThat(batch.labels()).isEqualTo(Arrays.copyOf(longer.labels(), 5));
    assertThatThrownBy(() -> images(201))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("examples 201 must be at most 200, the first block of the data");
  }

  @ParameterizedTest
  @CsvSource({
    "0, 0.01, steps 0 must be at least 1",
    "5, 0, loss-below 0.0 must be above 0 and finite",
    "5, NaN, loss-below NaN must be above 0 and finite"
  })
  void refusesNumbersOutOfBounds(int steps, double target, String message) {
    assertThatThrownBy(
            () ->
                new OverfitCheck(
                    MODEL, new SoftmaxCrossEntropy(), Optimizers.parse("sgd"), steps, target))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(message);
  }
}
