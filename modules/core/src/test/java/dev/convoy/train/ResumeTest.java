package dev.convoy.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.convoy.cluster.InProcessCluster;
import dev.convoy.worker.Evaluation;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The state after an epoch is all that going on needs. */
@Tag("slow")
class ResumeTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "epoch;    average;  sgd:0.05,0.9; ''",
        "epoch;    nesterov; sgd:0.05,0.9; ''",
        "steps:2;  nesterov:0.7,0.8; sgd:0.05,0.9; ''",
        "steps:3;  average;  adam:0.01;    ''",
        "gradient; average;  sgd:0.05,0.9; ''",
        "gradient; average;  adam:0.01;    ''",
        "epoch;    nesterov; adam:0.01;    innerState=average",
        "steps:2;  average;  sgd:0.05,0.9; innerState=average wire=bfloat16 scaleRate=sqrt",
        "gradient; average;  adam:0.01;    wire=bfloat16 scaleRate=sqrt",
        "epoch;    average;  sgd:0.05,0.9; augment=flip,crop:2,noise:0.05,erase:0.5"
      })
  void goingOnAfterAnyEpochEqualsNeverHavingStopped(
      String sync, String outer, String optimizer, String variant) {
    TinyRun run = run(sync, outer, optimizer).with(variant);
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

  /** The running statistics are all that batch norm adds to a state. */
  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "steps:1;  nesterov; sgd:0.05,0.9; innerState=average",
        "steps:2;  average;  adam:0.01;    wire=bfloat16",
        "gradient; average;  sgd:0.05,0.9; wire=bfloat16"
      })
  void goingOnWithRunningStatisticsEqualsNeverHavingStopped(
      String sync, String outer, String optimizer, String variant) {
    TinyRun run = run(sync, outer, optimizer).with(variant).withBatchNorm();
    assertGoingOnAfterAnyRoundIsTheSame(run.withExamples(121));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "epoch;    warmup=1.5 schedule=cosine:0.1",
        "steps:2;  schedule=one-cycle",
        "gradient; schedule=milestones:0.5,2,0.3",
        "epoch;    schedule=plateau:0.5,1 monitor=loss",
        "steps:2;  schedule=plateau:0.5,1",
        "steps:2;  clip-norm=0.5 l1=1e-4 l2=1e-3",
        "steps:2;  average=ema:0.9",
        "epoch;    average=swa:2",
        "steps:2;  average=swa:3 early-stopping=2 monitor=loss",
        "gradient; average=ema:0.9 early-stopping=1,0.01 schedule=plateau:0.5,1",
        "steps:2;  accumulate=2 label-smoothing=0.1 class-weights=balanced"
      })
  void whatIsTunedGoesOnAfterAnyRoundAsIfItHadNeverStopped(String sync, String tuning) {
    TinyRun run = run(sync, "average", "sgd:2,0").withExamples(121).with(tuning);
    List<TrainingState> states = everyRound(run, run.train(0).get(0), new ArrayList<>(), 4);
    TrainingState end = states.get(states.size() - 1);

    for (TrainingState state : states.subList(0, states.size() - 1)) {
      List<TrainingState> resumed = everyRound(run, state, new ArrayList<>(), 4);
      TrainingState last = resumed.get(resumed.size() - 1);
      assertThat(last.parameters()).as(state.text()).isEqualTo(end.parameters());
      assertThat(last.progress()).as(state.text()).isEqualTo(end.progress());
      assertThat(last.result()).as(state.text()).isEqualTo(end.result());
    }
  }

  private static TinyRun run(String sync, String outer, String optimizer) {
    return TinyRun.standard()
        .withWorkers(3)
        .withSync(sync)
        .withOuter(outer)
        .withOptimizer(optimizer);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "epoch;    nesterov; sgd:0.05,0.9; ''",
        "gradient; average;  adam:0.01;    ''",
        "epoch;    average;  sgd:0.05,0.9; innerState=average",
        "epoch;    average;  adam:0.01;    innerState=average wire=bfloat16"
      })
  void theStateMattersAndParametersAreNotWrittenToLater(
      String sync, String outer, String optimizer, String variant) {
    TinyRun run = run(sync, outer, optimizer).with(variant);
    List<TrainingState> states = run.train(2);
    float[] parametersBefore = states.get(1).parameters().clone();
    TrainingState forgetful =
        new TrainingState(1, states.get(1).parameters(), new float[states.get(1).state().length]);

    assertThat(run.resume(forgetful, 2).get(0).parameters())
        .isNotEqualTo(states.get(2).parameters());
    assertThat(states.get(1).parameters()).isEqualTo(parametersBefore);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "steps:1;  average;          sgd:0.05,0.9; ''",
        "steps:1;  nesterov:0.7,0.8; sgd:0.05,0.9; ''",
        "steps:2;  nesterov;         adam:0.01;    ''",
        "gradient; average;          sgd:0.05,0.9; ''",
        "gradient; average;          adam:0.01;    ''",
        "steps:1;  nesterov;         adam:0.01;    innerState=average scaleRate=sqrt",
        "steps:2;  nesterov;         sgd:0.05,0.9; innerState=average wire=bfloat16 scaleRate=sqrt",
        "gradient; average;          sgd:0.05,0.9; wire=bfloat16 scaleRate=sqrt",
        "steps:2;  average;          sgd:0.05,0.9; augment=flip,rotate:9,mixup:0.2"
      })
  void goingOnAfterAnyRoundEqualsNeverHavingStopped(
      String sync, String outer, String optimizer, String variant) {
    assertGoingOnAfterAnyRoundIsTheSame(
        run(sync, outer, optimizer).withExamples(121).with(variant));
  }

  private static void assertGoingOnAfterAnyRoundIsTheSame(TinyRun run) {
    List<EpochMetrics> metrics = new ArrayList<>();
    List<TrainingState> states = everyRound(run, run.train(0).get(0), metrics);
    TrainingState end = states.get(states.size() - 1);

    assertThat(states).extracting(state -> state.progress().rounds()).contains(0, 1);
    assertThat(end.parameters()).isEqualTo(run.train(2).get(2).parameters());
    for (TrainingState state : states) {
      List<EpochMetrics> resumedMetrics = new ArrayList<>();
      List<TrainingState> resumed = everyRound(run, state, resumedMetrics);
      if (state != end) {
        TrainingState last = resumed.get(resumed.size() - 1);
        assertThat(last.parameters()).as(state.text()).isEqualTo(end.parameters());
        assertThat(last.state()).as(state.text()).isEqualTo(end.state());
        assertThat(resumedMetrics.get(resumedMetrics.size() - 1).training())
            .as(state.text())
            .isEqualTo(metrics.get(1).training());
      }
    }
  }

  /** The states after every round of two epochs, from one of them. */
  private static List<TrainingState> everyRound(
      TinyRun run, TrainingState from, List<EpochMetrics> metrics) {
    return everyRound(run, from, metrics, 2);
  }

  private static List<TrainingState> everyRound(
      TinyRun run, TrainingState from, List<EpochMetrics> metrics, int epochs) {
    List<TrainingState> states = new ArrayList<>();
    TrainingListener collector =
        new TrainingListener() {
          @Override
          public void checkpointDue(TrainingState state) {
            states.add(TinyRun.kept(state));
          }

          @Override
          public void epochEnded(TrainingState state, EpochMetrics epoch) {
            states.add(TinyRun.kept(state));
            metrics.add(epoch);
          }
        };
    try (InProcessCluster cluster = run.cluster()) {
      run.trainer(cluster, collector, new RunPolicy(1, OnNan.FAIL, () -> false))
          .train(TinyRun.kept(from), epochs);
    }
    return states;
  }

  @Test
  void aStateThatIsBeyondItsEpochIsRefused() {
    TinyRun run = TinyRun.standard().withSync("steps:4");
    TrainingState start = run.train(0).get(0);
    EpochProgress beyond =
        new EpochProgress(2, new Evaluation(0, 0, 0), 0, 0, 0, BestEpochTracker.NONE);
    TrainingState state = new TrainingState(1, beyond, start.parameters(), start.state());

    assertThatThrownBy(() -> run.resume(state, 3))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("training state: epoch 1 and 2 rounds, but that epoch has 2 round(s)");
  }
}
