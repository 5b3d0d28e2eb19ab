package dev.convoy.train;

import static org.assertj.core.api.Assertions.assertThat;

import dev.convoy.cluster.InProcessCluster;
import dev.convoy.cluster.Split;
import dev.convoy.data.Decoder;
import dev.convoy.data.ExampleCursor;
import dev.convoy.kernel.ReferenceKernels;
import dev.convoy.layer.NormDefinition;
import dev.convoy.model.Model;
import dev.convoy.model.ParameterLayout;
import dev.convoy.model.Slot;
import dev.convoy.plan.Plan;
import dev.convoy.plan.Request;
import dev.convoy.tensor.Shape;
import dev.convoy.worker.Contribution;
import dev.convoy.worker.Task;
import dev.convoy.worker.WorkerContext;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Replicas' running statistics are merged by the number of examples behind them. */
class RunningStatisticsTest {
  private static final int EXAMPLES = 7;
  private static final float MOMENTUM = 0.9f;

  /** Three workers of 3, 2 and 2 examples; one batch each. */
  @ParameterizedTest
  @CsvSource({"steps:1, float32", "epoch, float32", "gradient, float32", "gradient, bfloat16"})
  void afterOneStepTheyAreThoseOfTheUnionOfTheBatches(String sync, String wire) {
    TinyRun run =
        TinyRun.standard()
            .withBatchNorm()
            .withExamples(EXAMPLES)
            .withWorkers(3)
            .withSync(sync)
            .with("wire=" + wire);
    ParameterLayout layout = ParameterLayout.of(run.model());
    float[] start = run.train(0).get(0).parameters();
    float[] trained = run.parametersAfter(1);

    NormDefinition union = ofConvolution(run, start);
    float tolerance = wire.equals("float32") ? 1e-6f : 1e-3f;
    assertFollowed(layout.slot("bn1.running_mean"), start, trained, union.mean(), tolerance);
    assertFollowed(layout.slot("bn1.running_square"), start, trained, union.square(), tolerance);
  }

  /** What is rounded is the difference, so nothing is lost of statistics that have settled. */
  @Test
  void inHalfTheBytesABatchLikeThoseBeforeTellsNothing() {
    TinyRun run = TinyRun.standard().withBatchNorm().withSync("gradient").withBatchSize(1000);
    int trained = ParameterLayout.of(run.model()).trained();
    float[] parameters = run.train(0).get(0).parameters();
    float[] batch = contribution(run, parameters);
    System.arraycopy(batch, trained, parameters, trained, batch.length - trained);

    float[] sent = contribution(run.with("wire=bfloat16"), parameters);

    assertThat(Arrays.copyOfRange(sent, trained, sent.length)).containsOnly(0);
    assertThat(Arrays.copyOfRange(batch, trained, sent.length)).doesNotContain(0);
  }

  private static float[] contribution(TinyRun run, float[] parameters) {
    try (InProcessCluster cluster = run.cluster()) {
      Task<Contribution> task = run.synchronization().work(TinyRun.round(run.recipe(), 1, 0, 1));
      return cluster.run("round", Split.TRAINING, parameters, task).get(0).values();
    }
  }

  private static void assertFollowed(
      Slot slot, float[] start, float[] trained, double[] batch, float tolerance) {
    for (int c = 0; c < slot.size(); c++) {
      double before = start[slot.offset() + c];
      double expected = MOMENTUM * before + (1 - MOMENTUM) * batch[c];
      assertThat(trained[slot.offset() + c])
          .as("%s of channel %d", slot.name(), c)
          .isNotEqualTo((float) before)
          .isCloseTo((float) expected, Offset.offset(tolerance));
    }
  }

  /** The statistics of what the convolution puts out for all examples. */
  private static NormDefinition ofConvolution(TinyRun run, float[] parameters) {
    Model model = run.model();
    Shape shape = model.shapes().get("conv1");
    Request request = new Request(List.of("conv1"), Set.of(), Set.of(), false);
    Plan plan = Plan.compile(model, request, EXAMPLES, new ReferenceKernels());
    try (InProcessCluster cluster = run.withWorkers(1).cluster()) {
      float[] pixels = cluster.run("pixels", Split.TRAINING, parameters, new Pixels(run)).get(0);
      System.arraycopy(pixels, 0, plan.input("input"), 0, pixels.length);
    }
    plan.forward(parameters, EXAMPLES);
    double[][] outputs = new double[EXAMPLES][shape.size()];
    for (int n = 0; n < EXAMPLES; n++) {
      for (int i = 0; i < shape.size(); i++) {
        outputs[n][i] = plan.output("conv1")[n * shape.size() + i];
      }
    }
    return NormDefinition.of(shape, outputs);
  }

  /** What the model is fed. */
  private record Pixels(TinyRun tiny) implements Task<float[]> {
    @Override
    public float[] run(float[] parameters, ExampleCursor cursor, WorkerContext context) {
      int size = tiny.model().onlyInput().shape().size();
      float[] pixels = new float[EXAMPLES * size];
      Decoder decoder = new Decoder(tiny.recipe().normalization());
      for (int n = 0; cursor.remaining() > 0; n++) {
        cursor.advance();
        decoder.pixels(cursor.block(), cursor.place(), pixels, n * size);
      }
      return pixels;
    }
  }
}
