package dev.convoy.optim;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.convoy.layer.BatchNorm;
import dev.convoy.layer.Dense;
import dev.convoy.model.Model;
import dev.convoy.model.ParameterLayout;
import dev.convoy.tensor.Shape;
import java.util.Set;
import org.junit.jupiter.api.Test;

class UpdateConfigTest {
  private static final UpdateConfig PLAIN = UpdateConfig.of(new Sgd(0.1f, 0));
  private static final ParameterLayout LAYOUT =
      ParameterLayout.of(Model.stack(Shape.of(4), new Dense(2), new BatchNorm()));

  @Test
  void aStepIsOfOneBatchAtLeast() {
    assertThatThrownBy(() -> PLAIN.accumulating(0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("accumulate 0 must be at least 1");
  }

  @Test
  void aFrozenSlotMustExist() {
    assertThatThrownBy(() -> PLAIN.freezing(Set.of("fc2.bias")).requireFits(LAYOUT))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("model has no parameter 'fc2.bias'");
  }

  @Test
  void statisticsAloneAreNothingToTrain() {
    Set<String> trained = Set.of("fc1.weight", "fc1.bias", "bn1.weight", "bn1.bias");

    assertThatThrownBy(() -> PLAIN.freezing(trained).requireFits(LAYOUT))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("freeze: every parameter is frozen, none is left to train");
  }

  @Test
  void onePartThatIsLeftIsEnough() {
    Set<String> others = Set.of("fc1.weight", "fc1.bias", "bn1.weight");

    assertThatCode(() -> PLAIN.freezing(others).requireFits(LAYOUT)).doesNotThrowAnyException();
  }
}
