package dev.convoy.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.convoy.checkpoint.PretrainedWeights;
import dev.convoy.cluster.Cluster;
import dev.convoy.model.ParameterLayout;
import dev.convoy.model.Slot;
import dev.convoy.train.RunPolicy;
import dev.convoy.train.Trainer;
import dev.convoy.train.TrainingListener;
import dev.convoy.train.TrainingState;
import java.lang.ref.WeakReference;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** A vector that a run takes over is there when it starts, and not held while it trains. */
class FineTuningTest {
  private static final ParameterLayout LAYOUT = ParameterLayout.of(TinyRuns.MODEL);
  private static final Slot TAKEN = LAYOUT.slot("conv1.weight");
  private static final List<String> FROZEN = List.of("conv1.weight");
  private static final TrainingState EARLIER =
      new TrainingState(1, new float[LAYOUT.size()], new float[0]);

  private static float[] values() {
    float[] values = new float[LAYOUT.size()];
    Arrays.fill(values, 0.5f);
    return values;
  }

  private static FineTuning fineTuning(float[] values) {
    PretrainedWeights read =
        new PretrainedWeights(values, List.of(TAKEN), List.of("fc1.bias"), List.of());
    return FineTuning.of("first", read, FROZEN);
  }

  private static RunDefinition run(FineTuning fineTuning) {
    return TinyRuns.of(1, 7, fineTuning, Selection.LAST_EPOCH);
  }

  private static TrainingState start(RunDefinition run, Optional<TrainingState> earlier)
      throws Exception {
    try (Cluster cluster = TinyRuns.cluster(run)) {
      Trainer trainer = run.trainer(cluster, new TrainingListener() {}, RunPolicy.straight());
      return run.initialState(trainer, earlier);
    }
  }

  @Test
  void whatIsTakenOverIsInTheFirstStateAndTheRestStartsAnew() throws Exception {
    TrainingState anew = start(run(FineTuning.anew(FROZEN)), Optional.empty());

    TrainingState start = start(run(fineTuning(values())), Optional.empty());

    float[] expected = anew.parameters().clone();
    Arrays.fill(expected, TAKEN.offset(), TAKEN.end(), 0.5f);
    assertThat(start.parameters()).isEqualTo(expected);
  }

  @Test
  void aRunThatHasStartedHoldsItNoLonger() throws Exception {
    float[] values = values();
    WeakReference<float[]> held = new WeakReference<>(values);
    RunDefinition run = run(fineTuning(values));
    values = new float[0];
    assertThat(isCollected(held)).isFalse();

    start(run, Optional.empty());

    assertThat(isCollected(held)).isTrue();
    assertThat(run.config().get("initSha256").asText()).hasSize(64);
  }

  @Test
  void aRunThatGoesOnHoldsItNoLonger() throws Exception {
    float[] values = values();
    WeakReference<float[]> held = new WeakReference<>(values);
    RunDefinition run = run(fineTuning(values));
    values = new float[0];

    assertThat(start(run, Optional.of(EARLIER))).isSameAs(EARLIER);

    assertThat(isCollected(held)).isTrue();
    assertThat(run.remarks()).hasSize(2);
  }

  private static boolean isCollected(WeakReference<float[]> reference) {
    System.gc();
    return reference.get() == null;
  }

  @Test
  void whatIsRecordedAndToldStays() {
    FineTuning tuning = fineTuning(values());
    ObjectNode before = JsonNodeFactory.instance.objectNode();
    tuning.addTo(before);
    List<String> remarks = tuning.remarks();

    assertThat(tuning.take()).isPresent();

    ObjectNode after = JsonNodeFactory.instance.objectNode();
    tuning.addTo(after);
    assertThat(after).isEqualTo(before);
    assertThat(after.fieldNames()).toIterable().contains("initFrom", "initSha256", "frozen");
    assertThat(tuning.remarks())
        .isEqualTo(remarks)
        .containsExactly(
            "starting from first: 1 parameter arrays taken over; anew: fc1.bias; left out: none",
            "frozen: conv1.weight");
  }

  @Test
  void itIsTakenOnce() {
    FineTuning tuning = fineTuning(values());
    tuning.take();

    assertThatThrownBy(tuning::take)
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("first: its parameters were taken already");
    assertThat(FineTuning.anew(FROZEN).take()).isEmpty();
  }
}
