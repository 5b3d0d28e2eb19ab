package dev.convoy.optim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.convoy.layer.ParameterSpec;
import dev.convoy.layer.ParameterSpec.Statistic;
import dev.convoy.model.ParameterLayout;
import dev.convoy.model.Slot;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ParameterUpdateTest {
  private static final ParameterLayout LAYOUT =
      new ParameterLayout(
          List.of(
              new Slot("fc.weight", ParameterSpec.weight(List.of(1, 2), 1, 2), 0),
              new Slot("fc.bias", ParameterSpec.bias(1), 2),
              new Slot(
                  "norm.mean", new ParameterSpec("mean", List.of(1), new Statistic(0f, 0.75f)), 3)),
          3,
          4);

  @Test
  void theOptimizerMovesWhatIsTrainedAndStatisticsFollowThoseOfTheBatch() {
    float[] parameters = {1f, 2f, 3f, 8f};
    float[] state = new float[4];

    rule(Set.of()).apply(1, 0.5f, new float[] {2f, 4f, 6f, 4f}, state, parameters);

    // 0.75 · 8 + 0.25 · 4
    assertThat(parameters).containsExactly(0f, 0f, 0f, 7f);
    assertThat(state).containsExactly(2f, 4f, 6f, 0f);
  }

  @Test
  void whatIsFrozenStaysAsItIsAndSoDoesItsState() {
    float[] parameters = {1f, 2f, 3f, 8f};
    float[] state = {5f, 5f, 0f, 0f};

    rule(Set.of("fc.weight", "norm.mean"))
        .apply(1, 0.5f, new float[] {2f, 4f, 6f, 4f}, state, parameters);

    assertThat(parameters).containsExactly(1f, 2f, 0f, 8f);
    assertThat(state).containsExactly(5f, 5f, 6f, 0f);
  }

  @Test
  void aMomentumThatNeverForgetsIsRefused() {
    assertThatThrownBy(() -> new Statistic(0f, 1f))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("momentum 1.0 must be at least 0 and below 1");
  }

  private static ParameterUpdate rule(Set<String> frozen) {
    return new ParameterUpdate(UpdateConfig.of(new Sgd(1f, 0.9f)).freezing(frozen), LAYOUT);
  }

  private static float[] step(GradientTransforms penalties, Set<String> frozen, float... gradient) {
    float[] parameters = {1f, -2f, 3f, 8f};
    UpdateConfig optimization = UpdateConfig.of(new Sgd(1f, 0f)).with(penalties).freezing(frozen);
    new ParameterUpdate(optimization, LAYOUT).apply(1, 1f, gradient, new float[0], parameters);
    return parameters;
  }

  @Test
  void penaltiesAreOnWeightsAlone() {
    float infinite = Float.POSITIVE_INFINITY;

    assertThat(step(new GradientTransforms(0.5f, 0, infinite), Set.of(), 0, 0, 0, 8))
        .containsExactly(0.5f, -1.5f, 3f, 8f);
    assertThat(step(new GradientTransforms(0, 0.25f, infinite), Set.of(), 0, 0, 0, 8))
        .containsExactly(0.75f, -1.5f, 3f, 8f);
    assertThat(step(new GradientTransforms(0.5f, 0.25f, infinite), Set.of(), 1, 1, 1, 8))
        .containsExactly(-0.75f, -2f, 2f, 8f);
  }

  @Test
  void aGradientThatIsTooLongIsScaledBeforePenaltiesAreAdded() {
    // The norm is 13 with the bias; the statistic does not count.
    assertThat(step(new GradientTransforms(0, 0, 6.5f), Set.of(), 3, 4, 12, 16))
        .containsExactly(-0.5f, -4f, -3f, 10f);
    assertThat(step(new GradientTransforms(0, 0, 13f), Set.of(), 3, 4, 12, 16))
        .containsExactly(-2f, -6f, -9f, 10f);
    assertThat(step(new GradientTransforms(0, 1f, 6.5f), Set.of(), 3, 4, 12, 16))
        .containsExactly(-1.5f, -2f, -3f, 10f);
  }

  @Test
  void whatIsFrozenDoesNotCountForTheNorm() {
    assertThat(step(new GradientTransforms(0, 0, 2.5f), Set.of("fc.bias"), 3, 4, 12, 16))
        .containsExactly(-0.5f, -4f, 3f, 10f);
  }

  @Test
  void aNormThatIsNotFiniteIsLeftToBeFound() {
    assertThat(step(new GradientTransforms(0, 0, 1f), Set.of(), Float.NaN, 4, 12, 16))
        .containsExactly(Float.NaN, -6f, -9f, 10f);
    assertThat(step(new GradientTransforms(0, 0, 1f), Set.of(), Float.POSITIVE_INFINITY, 4, 12, 16))
        .containsExactly(Float.NEGATIVE_INFINITY, -6f, -9f, 10f);
    // Squares of what is large in float are not too large for a double.
    float[] large = step(new GradientTransforms(0, 0, 1f), Set.of(), 3e38f, 0, 0, 16);
    assertThat(large[0]).isCloseTo(0f, within(1e-6f));
  }

  @Test
  void penaltiesOutOfBoundsAreRefusedWithTheirValue() {
    assertThatThrownBy(() -> new GradientTransforms(-1, 0, 1))
        .hasMessage("l1 -1.0 must be at least 0 and finite");
    assertThatThrownBy(() -> new GradientTransforms(0, Float.NaN, 1))
        .hasMessage("l2 NaN must be at least 0 and finite");
    assertThatThrownBy(() -> new GradientTransforms(0, 0, 0))
        .hasMessage("clip-norm 0.0 must be above 0");
  }
}
