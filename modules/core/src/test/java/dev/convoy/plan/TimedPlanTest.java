package dev.convoy.plan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.convoy.kernel.ReferenceKernels;
import dev.convoy.model.Model;
import dev.convoy.model.Node;
import dev.convoy.model.ParameterLayout;
import dev.convoy.model.SmallModels;
import dev.convoy.plan.StepTimes.StepTime;
import dev.convoy.random.Seeded;
import dev.convoy.random.TestRandom;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A plan that takes its time does the same. */
@Seeded
class TimedPlanTest {
  private static final int BATCH = 3;

  private final Model model = SmallModels.of("inception");
  private final TestRandom random = new TestRandom("timed");
  private final float[] parameters = random.values(ParameterLayout.of(model).size());
  private final float[] x = random.values(BATCH * model.onlyInput().shape().size());
  private final float[] dy = random.values(BATCH * 10);

  @Test
  void theBitsAreTheSame() {
    Plan plan = plan(Request.training(model));
    float[] expected = gradient(plan);
    float[] y = plan.output(model.onlyOutput()).clone();
    Plan timed = plan.timed(new StepTimes());

    assertThat(gradient(timed)).isEqualTo(expected);
    assertThat(timed.output(model.onlyOutput())).isEqualTo(y);
    assertThat(timed.memoryBytes()).isEqualTo(plan.memoryBytes());
    assertThat(timed.description()).isEqualTo(plan.description());
  }

  @Test
  void everyStepHasItsTime() {
    StepTimes times = new StepTimes();
    gradient(plan(Request.training(model)).timed(times));

    assertThat(times.steps())
        .extracting(StepTime::name)
        .containsExactlyElementsOf(model.nodes().stream().map(Node::name).toList());
    assertThat(times.steps()).allMatch(step -> step.forwardSeconds() > 0);
    assertThat(times.steps()).allMatch(step -> step.backwardSeconds() > 0);
  }

  @Test
  void whatDoesNotRunBackwardHasNoTimeForIt() {
    StepTimes times = new StepTimes();
    Plan timed = plan(Request.inference(model)).timed(times);
    timed.forward(parameters, BATCH);

    assertThat(times.steps()).allMatch(step -> step.forwardSeconds() > 0);
    assertThat(times.steps()).allMatch(step -> step.backwardSeconds() == 0);
    assertThat(times.steps().get(0).seconds()).isEqualTo(times.steps().get(0).forwardSeconds());
  }

  @Test
  void theUntimedPlanTakesNoTime() {
    StepTimes times = new StepTimes();
    Plan plan = plan(Request.training(model));
    plan.timed(times);
    gradient(plan);
    assertThat(times.steps()).allMatch(step -> step.seconds() == 0);
  }

  @Test
  void whatAPlanWouldDoIsWhatItDoes() {
    for (Request request : List.of(Request.training(model), Request.inference(model))) {
      assertThat(Plan.describe(model, request, BATCH, new ReferenceKernels()))
          .isEqualTo(plan(request).description());
    }
  }

  private Plan plan(Request request) {
    return Plan.compile(model, request, BATCH, new ReferenceKernels());
  }

  private float[] gradient(Plan plan) {
    System.arraycopy(x, 0, plan.input(Model.INPUT), 0, x.length);
    Arrays.setAll(plan.exampleKeys(), n -> n);
    plan.forward(parameters, BATCH);
    System.arraycopy(dy, 0, plan.outputGradient(model.onlyOutput()), 0, dy.length);
    float[] gradient = new float[parameters.length];
    plan.backward(parameters, gradient, BATCH);
    return gradient;
  }
}
