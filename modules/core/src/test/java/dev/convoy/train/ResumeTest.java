package dev.convoy.train;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The state after an epoch is all that going on needs. */
class ResumeTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "epoch;    average;  sgd:0.05,0.9",
        "epoch;    nesterov; sgd:0.05,0.9",
        "steps:2;  nesterov:0.7,0.8; sgd:0.05,0.9",
        "steps:3;  average;  adam:0.01",
        "gradient; average;  sgd:0.05,0.9",
        "gradient; average;  adam:0.01"
      })
  void goingOnAfterAnyEpochEqualsNeverHavingStopped(String sync, String outer, String optimizer) {
    TinyRun run =
        TinyRun.standard().withWorkers(3).withSync(sync).withOuter(outer).withOptimizer(optimizer);
    List<TrainingState> uninterrupted = run.train(4);

    for (int epoch = 0; epoch < 4; epoch++) {
      List<TrainingState> resumed = run.resume(uninterrupted.get(epoch), 4);
      assertThat(resumed).hasSize(4 - epoch);
      TrainingState last = resumed.get(resumed.size() - 1);
      assertThat(last.epoch()).isEqualTo(4);
      assertThat(last.parameters()).isEqualTo(uninterrupted.get(4).parameters());
      assertThat(last.state()).isEqualTo(uninterrupted.get(4).state());
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {"epoch; nesterov; sgd:0.05,0.9", "gradient; average; adam:0.01"})
  void theStateMattersAndIsNotWrittenToLater(String sync, String outer, String optimizer) {
    TinyRun run =
        TinyRun.standard().withWorkers(3).withSync(sync).withOuter(outer).withOptimizer(optimizer);
    List<TrainingState> states = run.train(2);
    float[] stateBefore = states.get(1).state().clone();
    float[] parametersBefore = states.get(1).parameters().clone();
    TrainingState forgetful =
        new TrainingState(1, states.get(1).parameters(), new float[states.get(1).state().length]);

    assertThat(run.resume(forgetful, 2).get(0).parameters())
        .isNotEqualTo(states.get(2).parameters());
    assertThat(states.get(1).state()).isEqualTo(stateBefore).isNotEqualTo(new float[0]);
    assertThat(states.get(1).parameters()).isEqualTo(parametersBefore);
  }
}
