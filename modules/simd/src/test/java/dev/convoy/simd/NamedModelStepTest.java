package dev.convoy.simd;

import static org.assertj.core.api.Assertions.assertThat;

import dev.convoy.loss.SoftmaxCrossEntropy;
import dev.convoy.model.Initializer;
import dev.convoy.model.Model;
import dev.convoy.model.ParameterLayout;
import dev.convoy.model.Slot;
import dev.convoy.model.SmallModels;
import dev.convoy.model.zoo.NamedModels;
import dev.convoy.plan.Plan;
import dev.convoy.plan.Request;
import dev.convoy.random.Seeded;
import dev.convoy.random.TestRandom;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every named model can be trained. */
@Tag("slow")
@Seeded
class NamedModelStepTest {
  private static final int BATCH = 2;
  private static final int CLASSES = 10;

  static List<String> names() {
    return NamedModels.names();
  }

  @ParameterizedTest
  @MethodSource("names")
  void aStepHasAFiniteLossAndEveryParameterArrayAGradient(String name) {
    Model model = SmallModels.of(name);
    ParameterLayout layout = ParameterLayout.of(model);
    Request request = Request.training(model);
    Plan plan = Plan.compile(model, request, BATCH, new SimdKernels());
    float[] input = plan.input(Model.INPUT);
    System.arraycopy(new TestRandom(name).values(input.length), 0, input, 0, input.length);
    float[] parameters = Initializer.GLOROT_UNIFORM.initialize(layout, TestRandom.SEED);

    plan.forward(parameters, BATCH);
    double loss =
        new SoftmaxCrossEntropy()
            .evaluate(
                BATCH,
                CLASSES,
                plan.output(model.onlyOutput()),
                new int[] {3, 8},
                BATCH,
                plan.outputGradient(model.onlyOutput()));
    float[] gradient = new float[layout.size()];
    plan.backward(parameters, gradient, BATCH);

    assertThat(loss).isFinite().isPositive();
    for (Slot slot : layout.slots()) {
      if (request.parameterGradients().contains(slot.name())) {
        assertThat(sumOfSquares(gradient, slot)).as(slot.name()).isFinite().isPositive();
      }
    }
  }

  private static double sumOfSquares(float[] gradient, Slot slot) {
    double sum = 0;
    for (int i = slot.offset(); i < slot.end(); i++) {
      sum += (double) gradient[i] * gradient[i];
    }
    return sum;
  }
}
