package dev.convoy.check;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.convoy.check.SlotCheck.Verdict;
import dev.convoy.kernel.Algorithm;
import dev.convoy.kernel.ReferenceKernels;
import dev.convoy.layer.AvgPool;
import dev.convoy.layer.BatchNorm;
import dev.convoy.layer.Conv;
import dev.convoy.layer.Dense;
import dev.convoy.layer.Dropout;
import dev.convoy.layer.Elu;
import dev.convoy.layer.MaxPool;
import dev.convoy.layer.Padding;
import dev.convoy.layer.Relu;
import dev.convoy.layer.Tanh;
import dev.convoy.loss.Loss;
import dev.convoy.loss.MeanSquaredError;
import dev.convoy.loss.SoftmaxCrossEntropy;
import dev.convoy.model.Initializer;
import dev.convoy.model.Model;
import dev.convoy.model.ParameterLayout;
import dev.convoy.model.Slot;
import dev.convoy.tensor.Shape;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Right gradients pass, and every way to be wrong is found in the slot that is wrong. */
@Tag("slow")
class GradientCheckTest {
  private static final int DIRECTIONS = 9;
  private static final double TOLERANCE = 0.03;

  private static final Model KINKED =
      Model.stack(
          Shape.of(12, 12, 1),
          new Conv(4, 3, Padding.SAME),
          new Relu(),
          new MaxPool(2),
          new Conv(8, 3, Padding.SAME),
          new Relu(),
          new MaxPool(2),
          new Dropout(0.2f),
          new Dense(20),
          new Relu(),
          new Dense(10));

  private static final Model SMOOTH =
      Model.stack(
          Shape.of(12, 12, 1),
          new Conv(4, 3, Padding.SAME),
          new Tanh(),
          new AvgPool(2),
          new Dropout(0.2f),
          new Dense(20),
          new Elu(1f),
          new Dense(10));

  /** A loss whose gradient is wrong in one slot. */
  private record Broken(LossFunction right, Slot slot, String how) implements LossFunction {
    @Override
    public double loss(float[] parameters) {
      return right.loss(parameters);
    }

    @Override
    public float[] gradient(float[] parameters) {
      float[] gradient = right.gradient(parameters);
      float[] copy = gradient.clone();
      for (int i = 0; i < slot.size(); i++) {
        int at = slot.offset() + i;
        gradient[at] =
            switch (how) {
              case "missing" -> 0;
              case "negative" -> -copy[at];
              case "a fifth too large" -> 1.2f * copy[at];
              case "one place off" -> copy[slot.offset() + (i + 1) % slot.size()];
              case "every fourth missing" -> i % 4 == 0 ? 0 : copy[at];
              case "not a number" -> Float.NaN;
              default -> throw new IllegalArgumentException(how);
            };
      }
      return gradient;
    }
  }

  /** A loss that is given, with a gradient of zeros. */
  private record Flat(ToDoubleFunction<float[]> loss) implements LossFunction {
    @Override
    public double loss(float[] parameters) {
      return loss.applyAsDouble(parameters);
    }

    @Override
    public float[] gradient(float[] parameters) {
      return new float[parameters.length];
    }
  }

  private static BatchLoss batchLoss(Model model, Loss loss, Algorithm algorithm) {
    ExampleBatch batch = ExampleBatch.random(model, 8, 1);
    return new BatchLoss(model, loss, batch, new ReferenceKernels(), algorithm, 1);
  }

  private static BatchLoss batchLoss(Model model) {
    return batchLoss(model, new SoftmaxCrossEntropy(), Algorithm.DIRECT);
  }

  private static GradientReport check(Model model, LossFunction function, double tolerance) {
    ParameterLayout layout = ParameterLayout.of(model);
    float[] start = GradientCheck.start(layout, Initializer.GLOROT_UNIFORM, 1);
    return new GradientCheck(function, layout, DIRECTIONS, tolerance, 1).run(start, name -> {});
  }

  @ParameterizedTest
  @EnumSource(Algorithm.class)
  void aNetworkWithKinksPasses(Algorithm algorithm) {
    GradientReport report =
        check(KINKED, batchLoss(KINKED, new SoftmaxCrossEntropy(), algorithm), TOLERANCE);

    assertThat(report.slots()).allMatch(slot -> slot.verdict() == Verdict.RIGHT);
    assertThat(report.slots())
        .extracting(SlotCheck::name)
        .containsExactly(
            "conv1.weight",
            "conv1.bias",
            "conv2.weight",
            "conv2.bias",
            "fc1.weight",
            "fc1.bias",
            "fc2.weight",
            "fc2.bias");
    assertThat(report.passed()).isTrue();
  }

  @Test
  void aSmoothNetworkPassesAFarSmallerTolerance() {
    GradientReport report =
        check(SMOOTH, batchLoss(SMOOTH, new MeanSquaredError(), Algorithm.DIRECT), 0.002);

    assertThat(report.slots())
        .allMatch(slot -> slot.verdict() == Verdict.RIGHT && slot.largest() < 0.01);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "missing",
        "negative",
        "a fifth too large",
        "one place off",
        "every fourth missing"
      })
  void whateverIsWrongIsFoundInTheSlotWhereItIs(String how) {
    for (Model model : List.of(KINKED, SMOOTH)) {
      for (String name : List.of("conv1.weight", "fc1.bias")) {
        Slot slot = ParameterLayout.of(model).slot(name);
        GradientReport report = check(model, new Broken(batchLoss(model), slot, how), TOLERANCE);

        List<String> wrong = new ArrayList<>();
        for (SlotCheck check : report.slots()) {
          if (check.verdict() == Verdict.WRONG) {
            wrong.add(check.name());
          }
        }
        assertThat(wrong).as(how).containsExactly(name);
        assertThat(report.passed()).isFalse();
      }
    }
  }

  /** Its gradient goes through the batch's mean and variance; running statistics have none. */
  @Test
  void batchNormIsCheckedAsInTraining() {
    Model model =
        Model.stack(
            Shape.of(8, 8, 1),
            new Conv(4, 3, Padding.SAME),
            new BatchNorm(),
            new Relu(),
            new Dense(5));

    GradientReport report = check(model, batchLoss(model), TOLERANCE);

    assertThat(report.passed()).isTrue();
    assertThat(report.slots())
        .filteredOn(slot -> slot.verdict() == Verdict.RIGHT)
        .extracting(SlotCheck::name)
        // the mean takes a bias before it away, so that there is only noise to measure
        .containsExactly("conv1.weight", "bn1.weight", "bn1.bias", "fc1.weight", "fc1.bias");
    assertThat(report.slots())
        .extracting(SlotCheck::name)
        .doesNotContain("bn1.running_mean", "bn1.running_square");
  }

  @Test
  void theSameSeedFindsTheSame() {
    assertThat(check(KINKED, batchLoss(KINKED), TOLERANCE))
        .isEqualTo(check(KINKED, batchLoss(KINKED), TOLERANCE));
  }

  @Test
  void aLossThatDoesNotDependOnAParameterHasTheGradientZero() {
    GradientReport report = check(SMOOTH, new Flat(parameters -> 1), TOLERANCE);

    assertThat(report.slots()).allMatch(slot -> slot.largest() == 0);
    assertThat(report.passed()).isTrue();
  }

  /** Differences of rounding errors say nothing, and nothing is no proof. */
  @Test
  void whatIsOnlyNoiseIsUnclearAndDoesNotPass() {
    ToDoubleFunction<float[]> noise =
        parameters -> 1 + 1e-9 * Integer.reverse(java.util.Arrays.hashCode(parameters)) / 1e9;

    GradientReport report = check(SMOOTH, new Flat(noise), TOLERANCE);

    assertThat(report.slots()).allMatch(slot -> slot.verdict() == Verdict.UNCLEAR);
    assertThat(report.passed()).isFalse();
  }

  @Test
  void whatIsNotFiniteIsNamed() {
    Slot slot = ParameterLayout.of(SMOOTH).slot("fc1.bias");
    assertThatThrownBy(
            () -> check(SMOOTH, new Broken(batchLoss(SMOOTH), slot, "not a number"), TOLERANCE))
        .isInstanceOf(ArithmeticException.class)
        .hasMessage("gradient check: the gradient of fc1.bias has NaN");
    assertThatThrownBy(() -> check(SMOOTH, new Flat(parameters -> 1 / 0.0), TOLERANCE))
        .isInstanceOf(ArithmeticException.class)
        .hasMessage("gradient check: the loss is Infinity");
  }

  @ParameterizedTest
  @CsvSource({
    "0, 0.05, directions 0 must be at least 1",
    "3, 0, tolerance 0.0 must be above 0 and finite"
  })
  void refusesNumbersOutOfBounds(int directions, double tolerance, String message) {
    assertThatThrownBy(
            () ->
                new GradientCheck(
                    batchLoss(SMOOTH), ParameterLayout.of(SMOOTH), directions, tolerance, 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(message);
  }
}
