package dev.convoy.optim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.convoy.layer.ParameterSpec;
import dev.convoy.layer.ParameterSpec.Statistic;
import dev.convoy.model.ParameterLayout;
import dev.convoy.model.Slot;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class StepRuleTest {
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

  private static StepRule rule(Set<String> frozen) {
    return new StepRule(new Sgd(1f, 0.9f), LAYOUT, frozen);
  }
}
