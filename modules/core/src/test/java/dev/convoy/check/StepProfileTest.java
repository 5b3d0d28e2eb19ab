package dev.convoy.check;

import static org.assertj.core.api.Assertions.assertThat;

import dev.convoy.kernel.Algorithm;
import dev.convoy.kernel.ReferenceKernels;
import dev.convoy.model.zoo.NamedModels;
import dev.convoy.plan.StepTimes.StepTime;
import org.junit.jupiter.api.Test;

class StepProfileTest {
  @Test
  void layersAndTheRestShareAllOfTheTime() {
    StepProfile profile =
        StepProfile.measure(
            NamedModels.lenet5(), 4, new ReferenceKernels(), Algorithm.DIRECT, 0.05);

    assertThat(profile.steps()).isPositive();
    assertThat(profile.layers()).hasSize(11);
    assertThat(profile.layers()).allMatch(layer -> layer.seconds() >= 0);
    assertThat(profile.layers().stream().mapToDouble(StepTime::seconds).sum())
        .isPositive()
        .isLessThanOrEqualTo(profile.seconds());
    assertThat(profile.layersShare()).isBetween(0.0, 1.0);
  }
}
