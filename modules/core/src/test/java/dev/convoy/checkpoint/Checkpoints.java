package dev.convoy.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.convoy.layer.Conv;
import dev.convoy.layer.Dense;
import dev.convoy.layer.Padding;
import dev.convoy.layer.Relu;
import dev.convoy.model.Model;
import dev.convoy.model.ParameterLayout;
import dev.convoy.tensor.Shape;
import dev.convoy.train.BestEpochTracker;
import dev.convoy.train.EpochProgress;
import dev.convoy.train.ModelSnapshots;
import dev.convoy.train.TrainingState;
import dev.convoy.worker.Evaluation;
import java.util.Arrays;
import java.util.stream.IntStream;

/** Small checkpoints that tell one epoch from another. */
public final class Checkpoints {
  static final Model MODEL =
      Model.stack(Shape.of(4, 4, 2), new Conv(3, 3, Padding.SAME), new Relu(), new Dense(2));

  private Checkpoints() {}

  public static ObjectNode config() {
    ObjectNode config = JsonNodeFactory.instance.objectNode();
    config.put("seed", 1L).put("workers", 4).put("epochs", 5).put("outer", "average");
    config.putObject("optimizer").put("name", "sgd").put("rate", 0.02f).put("momentum", 0.9);
    return config;
  }

  public static Checkpoint of(int epoch) {
    int size = ParameterLayout.of(MODEL).size();
    float[] parameters = new float[size];
    float[] state = new float[2 * size + 1];
    Arrays.fill(parameters, epoch);
    Arrays.fill(state, -epoch);
    parameters[1] = Float.NaN;
    return new Checkpoint(
        MODEL,
        new TrainingState(epoch, parameters, state),
        config(),
        IntStream.rangeClosed(1, epoch).mapToObj(e -> "{\"epoch\":" + e + "}").toList(),
        false);
  }

  /** So many rounds after an epoch. */
  public static Checkpoint of(int epoch, int rounds) {
    Checkpoint end = of(epoch);
    return new Checkpoint(
        end.model(),
        new TrainingState(
            epoch,
            new EpochProgress(
                rounds,
                new Evaluation(7L << 40, 0.1 + 0.2, 5),
                16,
                1.5,
                2,
                new BestEpochTracker(epoch, -0.1 / 3, 2, 1)),
            end.parameters(),
            end.training().state(),
            new ModelSnapshots(filled(0.5f), filled(-0.25f))),
        end.config(),
        end.metrics(),
        false);
  }

  private static float[] filled(float value) {
    float[] parameters = new float[ParameterLayout.of(MODEL).size()];
    Arrays.fill(parameters, value);
    return parameters;
  }

  /** Equal in all but completeness; a complete one has no state. */
  static void assertEqual(Checkpoint actual, Checkpoint expected) {
    assertThat(actual.model()).isEqualTo(expected.model());
    assertThat(actual.parameters()).isEqualTo(expected.parameters());
    float[] state = actual.complete() ? new float[0] : expected.training().state();
    assertThat(actual.training().state()).isEqualTo(state);
    assertThat(actual.epoch()).isEqualTo(expected.epoch());
    assertThat(actual.progress()).isEqualTo(expected.progress());
    ModelSnapshots snapshots = actual.training().snapshots();
    assertThat(snapshots.average()).isEqualTo(expected.training().snapshots().average());
    assertThat(snapshots.best()).isEqualTo(expected.training().snapshots().best());
    assertThat(actual.config()).hasToString(expected.config().toString());
    assertThat(actual.metrics()).isEqualTo(expected.metrics());
  }
}
