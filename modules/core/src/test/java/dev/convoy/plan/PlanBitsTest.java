package dev.convoy.plan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.convoy.kernel.Algorithm;
import dev.convoy.kernel.ReferenceKernels;
import dev.convoy.layer.Add;
import dev.convoy.layer.AvgPool;
import dev.convoy.layer.Concat;
import dev.convoy.layer.Conv;
import dev.convoy.layer.Dense;
import dev.convoy.layer.Dropout;
import dev.convoy.layer.MaxPool;
import dev.convoy.layer.Padding;
import dev.convoy.layer.Relu;
import dev.convoy.layer.Tanh;
import dev.convoy.model.Input;
import dev.convoy.model.Model;
import dev.convoy.model.Node;
import dev.convoy.model.ParameterLayout;
import dev.convoy.random.Seeded;
import dev.convoy.random.TestRandom;
import dev.convoy.tensor.Shape;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The bits do not depend on the plan's largest batch, on blocks, or on how a batch is split. */
@Seeded
class PlanBitsTest {
  private static final int EXAMPLES = 9;

  /** Large enough for blocks of a few examples: 96 Ki floats hold four of the first segment. */
  private static final Shape IMAGE = Shape.of(40, 40, 2);

  private final Model model =
      new Model(
          List.of(new Input("x", IMAGE)),
          List.of(
              new Node("conv", new Conv(4, 3, Padding.SAME), "x"),
              new Node("relu", new Relu(), "conv"),
              new Node("drop", new Dropout(0.2f), "relu"),
              new Node("branch", new Conv(4, 3, Padding.SAME), "relu"),
              new Node("add", new Add(), "branch", "drop"),
              new Node("tanh", new Tanh(), "add"),
              new Node("max", new MaxPool(List.of(3, 3), List.of(2, 2), Padding.SAME), "tanh"),
              new Node("avg", new AvgPool(2), "add"),
              new Node("join", new Concat(), "max", "avg"),
              new Node("out", new Dense(3), "join")),
          List.of());
  private final TestRandom random = new TestRandom("bits");
  private final float[] parameters = random.values(ParameterLayout.of(model).size());
  private final float[] x = random.values(EXAMPLES * IMAGE.size());
  private final float[] dy = random.values(EXAMPLES * 3);

  /** Everything that a run leaves. */
  record Result(float[] y, float[] dx, float[] gradient) {
    void assertSameBits(Result other) {
      assertThat(y).isEqualTo(other.y);
      assertThat(dx).isEqualTo(other.dx);
      assertThat(gradient).isEqualTo(other.gradient);
    }
  }

  @Test
  void theModelIsCutIntoBlocksOfSeveralExamples() {
    Plan plan = plan(EXAMPLES);
    assertThat(plan.description().get(0).block()).isBetween(2, EXAMPLES - 1);
    assertThat(EXAMPLES % plan.description().get(0).block()).as("a ragged block").isNotZero();
    assertThat(plan.description().get(9).block()).as("the dense layer").isEqualTo(EXAMPLES);
  }

  @ParameterizedTest
  @ValueSource(ints = {10, 16, 100})
  void aPlanForLargerBatchesGivesTheSameBits(int maxBatch) {
    run(plan(maxBatch), EXAMPLES).assertSameBits(run(plan(EXAMPLES), EXAMPLES));
  }

  @Test
  void byWinogradOnlyTheGradientDependsOnHowABatchIsSplit() {
    Plan whole = plan(EXAMPLES, Algorithm.WINOGRAD);
    Result result = run(whole, EXAMPLES);
    run(whole, 2);
    run(whole, EXAMPLES).assertSameBits(result);
    run(plan(100, Algorithm.WINOGRAD), EXAMPLES).assertSameBits(result);

    Result parts = run(whole, 2);
    assertThat(parts.y).isEqualTo(result.y);
    assertThat(parts.dx).isEqualTo(result.dx);
    assertThat(parts.gradient).containsExactly(result.gradient, Offset.offset(1e-3f));
    assertThat(result.y).isNotEqualTo(run(plan(EXAMPLES), EXAMPLES).y);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 4, 5, 8})
  void aBatchInPartsGivesTheSameBits(int part) {
    run(plan(part), part).assertSameBits(run(plan(EXAMPLES), EXAMPLES));
    run(plan(EXAMPLES), part).assertSameBits(run(plan(EXAMPLES), EXAMPLES));
  }

  @Test
  void aPlanThatWasUsedGivesTheSameBits() {
    Plan plan = plan(EXAMPLES);
    Result first = run(plan, EXAMPLES);
    run(plan, 2);
    run(plan, EXAMPLES).assertSameBits(first);
  }

  private Plan plan(int maxBatch) {
    return plan(maxBatch, Algorithm.DIRECT);
  }

  private Plan plan(int maxBatch, Algorithm algorithm) {
    Request training = Request.training(model);
    Request request =
        new Request(training.outputs(), training.parameterGradients(), Set.of("x"), true);
    return Plan.compile(model, request.with(algorithm), maxBatch, new ReferenceKernels());
  }

  private Result run(Plan plan, int part) {
    float[] y = new float[dy.length];
    float[] dx = new float[x.length];
    float[] gradient = new float[parameters.length];
    for (int first = 0; first < EXAMPLES; first += part) {
      int count = Math.min(part, EXAMPLES - first);
      Arrays.fill(plan.input("x"), Float.NaN);
      System.arraycopy(x, first * IMAGE.size(), plan.input("x"), 0, count * IMAGE.size());
      for (int n = 0; n < count; n++) {
        plan.exampleKeys()[n] = first + n;
      }
      plan.forward(parameters, count);
      System.arraycopy(plan.output("out"), 0, y, first * 3, count * 3);
      System.arraycopy(dy, first * 3, plan.outputGradient("out"), 0, count * 3);
      plan.backward(parameters, gradient, count);
      System.arraycopy(plan.inputGradient("x"), 0, dx, first * IMAGE.size(), count * IMAGE.size());
    }
    return new Result(y, dx, gradient);
  }
}
