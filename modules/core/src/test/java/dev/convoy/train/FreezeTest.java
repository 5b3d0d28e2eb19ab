package dev.convoy.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.convoy.cluster.Cluster;
import dev.convoy.cluster.InProcessCluster;
import dev.convoy.evaluate.Recalibration;
import dev.convoy.kernel.ReferenceKernels;
import dev.convoy.layer.BatchNorm;
import dev.convoy.layer.Conv;
import dev.convoy.layer.Dense;
import dev.convoy.layer.MaxPool;
import dev.convoy.layer.Padding;
import dev.convoy.layer.Relu;
import dev.convoy.model.Initializer;
import dev.convoy.model.Model;
import dev.convoy.model.ParameterLayout;
import dev.convoy.model.Slot;
import dev.convoy.plan.Plan;
import dev.convoy.plan.StepDescription;
import dev.convoy.tensor.Shape;
import dev.convoy.worker.Recipe;
import java.util.Arrays;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is frozen stays as it is, to the bit; everything else is trained. */
class FreezeTest {
  private static final Model MODEL =
      Model.stack(
          Shape.of(12, 12, 1),
          new Conv(4, 3, Padding.VALID),
          new BatchNorm(),
          new Relu(),
          new MaxPool(2),
          new Conv(4, 3, Padding.SAME),
          new BatchNorm(),
          new Relu(),
          new Dense(10));

  private static final ParameterLayout LAYOUT = ParameterLayout.of(MODEL);

  private static final Set<String> FROZEN =
      Set.of(
          "conv1.weight",
          "conv1.bias",
          "bn1.weight",
          "bn1.bias",
          "bn1.running_mean",
          "bn1.running_square",
          "fc1.bias");

  private static final TinyRun RUN =
      TinyRun.standard().withModel(MODEL).withFrozen(FROZEN.toArray(String[]::new));

  private static TrainingState train(TinyRun run, TrainingState from, int epochs) {
    try (InProcessCluster cluster = run.cluster()) {
      return trainer(run, cluster).train(from, epochs);
    }
  }

  private static Trainer trainer(TinyRun run, Cluster cluster) {
    return run.trainer(cluster, new TrainingListener() {});
  }

  private static TrainingState start(TinyRun run) {
    try (InProcessCluster cluster = run.cluster()) {
      TrainingState start = trainer(run, cluster).start(Initializer.HE_NORMAL);
      for (int i = 0; i < start.parameters().length; i++) {
        start.parameters()[i] += i % 7 == 0 ? 0.25f : 0;
      }
      // the sign of a zero is a bit too
      start.parameters()[LAYOUT.slot("fc1.bias").offset() + 1] = -0f;
      return start;
    }
  }

  private static int[] bits(float[] values, Slot slot) {
    int[] bits = new int[slot.size()];
    Arrays.setAll(bits, i -> Float.floatToRawIntBits(values[slot.offset() + i]));
    return bits;
  }

  @ParameterizedTest
  @CsvSource({
    "1, epoch, average, ''",
    "3, epoch, average, wire=bfloat16",
    "3, steps:2, 'nesterov:1,0.5', innerState=average wire=bfloat16",
    "3, gradient, average, ''",
    "3, gradient, average, wire=bfloat16"
  })
  void frozenBitsStayAndOthersMove(int workers, String sync, String outer, String variant) {
    TinyRun run = RUN.withWorkers(workers).withSync(sync).withOuter(outer).with(variant);
    TrainingState start = start(run);
    float[] before = start.parameters().clone();

    float[] after = train(run, start, 2).parameters();

    for (Slot slot : LAYOUT.slots()) {
      if (FROZEN.contains(slot.name())) {
        assertThat(bits(after, slot)).as(slot.name()).isEqualTo(bits(before, slot));
      } else {
        assertThat(bits(after, slot)).as(slot.name()).isNotEqualTo(bits(before, slot));
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"ema:0.9", "swa:1"})
  void averagesOfWeightsKeepFrozenBitsToo(String average) {
    TinyRun run = RUN.withWorkers(2).withSync("steps:1").with("average=" + average);
    TrainingState start = start(run);
    float[] before = start.parameters().clone();
    float[] after;
    try (InProcessCluster cluster = run.cluster()) {
      after = trainer(run, cluster).train(start, 2).snapshots().average();
    }

    for (String frozen : FROZEN) {
      assertThat(bits(after, LAYOUT.slot(frozen))).isEqualTo(bits(before, LAYOUT.slot(frozen)));
    }
  }

  @Test
  void aRunThatGoesOnEndsWithTheSameBits() {
    TinyRun run = RUN.withWorkers(2);

    float[] whole = train(run, start(run), 2).parameters();
    float[] parts = train(run, train(run, start(run), 1), 2).parameters();

    assertThat(parts).isEqualTo(whole);
  }

  @Test
  void recalibrationLeavesFrozenStatisticsAlone() {
    TinyRun run = RUN.withWorkers(2);
    float[] before = start(run).parameters();
    float[] after;
    try (InProcessCluster cluster = run.cluster()) {
      after = Recalibration.of(cluster, run.recipe(), before);
    }

    for (String frozen : FROZEN) {
      assertThat(bits(after, LAYOUT.slot(frozen))).isEqualTo(bits(before, LAYOUT.slot(frozen)));
    }
    Slot other = LAYOUT.slot("bn2.running_mean");
    assertThat(bits(after, other)).isNotEqualTo(bits(before, other));
  }

  @Test
  void gradientsOfWhatIsFrozenAreNotPlanned() {
    Recipe recipe = RUN.recipe();

    Plan plan = Plan.compile(MODEL, recipe.trainingRequest(), 4, new ReferenceKernels());

    assertThat(plan.description())
        .filteredOn(step -> step.gradients().any())
        .extracting(StepDescription::name)
        .containsExactly("conv2", "bn2", "relu2", "fc1");
    assertThat(plan.description().get(1).algorithm()).isEqualTo("running statistics");
  }

  @Test
  void somethingMustBeLeftToTrain() {
    TinyRun all =
        TinyRun.standard().withFrozen("conv1.weight", "conv1.bias", "fc1.weight", "fc1.bias");
    TinyRun unknown = TinyRun.standard().withFrozen("conv2.weight");

    assertThatThrownBy(all::recipe)
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("freeze: every parameter is frozen, none is left to train");
    assertThatThrownBy(unknown::recipe)
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("model has no parameter 'conv2.weight'");
  }
}
