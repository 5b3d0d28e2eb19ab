package dev.convoy.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.convoy.kernel.ReferenceKernels;
import dev.convoy.layer.Conv;
import dev.convoy.layer.Dense;
import dev.convoy.layer.Dropout;
import dev.convoy.layer.Padding;
import dev.convoy.layer.Relu;
import dev.convoy.model.Input;
import dev.convoy.model.Model;
import dev.convoy.model.Node;
import dev.convoy.model.ParameterLayout;
import dev.convoy.model.Slot;
import dev.convoy.model.zoo.NamedModels;
import dev.convoy.plan.StepDescription.Gradients;
import dev.convoy.random.Seeded;
import dev.convoy.random.TestRandom;
import dev.convoy.tensor.Shape;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** What serves no request is not planned; what cannot be requested is refused. */
@Seeded
class PlanRequestTest {
  /** A batch beside which prepared weights count little. */
  private static final int LARGE = 256;

  private final Model lenet5 = NamedModels.lenet5();

  @Test
  void theGradientOfTheModelsInputIsNotPlannedUnlessRequested() {
    Request training = Request.training(lenet5);
    assertThat(gradients(lenet5, training)).containsEntry("conv1", new Gradients(true, false));
    assertThat(gradients(lenet5, training)).containsEntry("conv2", new Gradients(true, true));

    Request withInput =
        new Request(training.outputs(), training.parameterGradients(), Set.of("input"), true);
    assertThat(gradients(lenet5, withInput)).containsEntry("conv1", new Gradients(true, true));
  }

  @Test
  void inferencePlansNoGradients() {
    assertThat(gradients(lenet5, Request.inference(lenet5)).values())
        .containsOnly(new Gradients(false, false));
    assertThat(compile(lenet5, Request.inference(lenet5)).outputGradient("fc3")).isEmpty();
  }

  @Test
  void inferenceNeedsLessMemoryThanTraining() {
    for (String name : NamedModels.names()) {
      Model model = NamedModels.find(name).orElseThrow();
      long inference = Plan.memoryBytes(model, Request.inference(model), LARGE, kernels());
      long training = Plan.memoryBytes(model, Request.training(model), LARGE, kernels());
      assertThat(inference).as(name).isLessThan(training * 2 / 3);
    }
  }

  @Test
  void memoryIsWhatTheLargestValuesNeedTogether() {
    Model model = Model.stack(Shape.of(4, 4, 1), new Conv(2, 3, Padding.SAME), new Relu());
    Plan plan = Plan.compile(model, Request.inference(model), 10, new ReferenceKernels());
    int input = 16;
    int output = 32;
    int packed = 18;
    assertThat(plan.memoryBytes()).isEqualTo(4 * (10 * (input + output) + packed));
  }

  @Test
  void belowTheFirstTrainableLayerNothingRunsBackward() {
    Set<String> head =
        slots(lenet5).stream().filter(name -> name.startsWith("fc3")).collect(Collectors.toSet());
    Request request = new Request(lenet5.outputs(), head, Set.of(), true);
    Map<String, Gradients> gradients = gradients(lenet5, request);
    assertThat(gradients).containsEntry("fc3", new Gradients(true, false));
    gradients.remove("fc3");
    assertThat(gradients.values()).containsOnly(new Gradients(false, false));
    assertThat(compile(lenet5, request).memoryBytes())
        .isLessThan(compile(lenet5, Request.training(lenet5)).memoryBytes() * 2 / 3);
  }

  @Test
  void aFrozenLayerInTheMiddlePassesTheGradientOnAndGetsNone() {
    Set<String> trainable =
        slots(lenet5).stream()
            .filter(name -> !name.startsWith("conv2"))
            .collect(Collectors.toSet());
    Request request = new Request(lenet5.outputs(), trainable, Set.of(), true);
    assertThat(gradients(lenet5, request)).containsEntry("conv2", new Gradients(false, true));

    float[] parameters = parameters(lenet5);
    float[] frozen = new float[parameters.length];
    float[] all = new float[parameters.length];
    run(compile(lenet5, request), parameters, frozen);
    run(compile(lenet5, Request.training(lenet5)), parameters, all);
    for (Slot slot : ParameterLayout.of(lenet5).slots()) {
      for (int i = slot.offset(); i < slot.end(); i++) {
        float expected = slot.name().startsWith("conv2") ? 0 : all[i];
        assertThat(frozen[i]).isEqualTo(expected);
      }
    }
  }

  @Test
  void aBiasCanBeTrainedAlone() {
    Request request = new Request(lenet5.outputs(), Set.of("conv1.bias"), Set.of(), true);
    float[] gradient = new float[ParameterLayout.of(lenet5).size()];
    run(compile(lenet5, request), parameters(lenet5), gradient);
    Slot bias = ParameterLayout.of(lenet5).slot("conv1.bias");
    for (int i = 0; i < gradient.length; i++) {
      boolean wanted = i >= bias.offset() && i < bias.end();
      assertThat(gradient[i] != 0).isEqualTo(wanted);
    }
  }

  @Test
  void layersThatNoRequestedOutputNeedsAreNotPlanned() {
    Request features = new Request(List.of("pool2"), Set.of(), Set.of(), false);
    Plan plan = compile(lenet5, features);
    assertThat(plan.description())
        .extracting(StepDescription::name)
        .endsWith("conv2", "relu2", "pool2");
    assertThatThrownBy(() -> plan.output("fc3"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("'fc3'");
    assertThatThrownBy(() -> plan.output("relu2")).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void deadBranchesAreNotPlanned() {
    List<Node> nodes =
        List.of(
            new Node("used", new Dense(2)),
            new Node("dead", new Dense(3), "used"),
            new Node("out", new Relu(), "used"));
    Model model = new Model(List.of(new Input("x", Shape.of(4))), nodes, List.of("out"));
    Plan plan = compile(model, Request.training(model));
    assertThat(plan.description()).extracting(StepDescription::name).containsExactly("used", "out");
    float[] gradient = new float[ParameterLayout.of(model).size()];
    Arrays.fill(plan.input("x"), 1);
    plan.forward(parameters(model), 1);
    Arrays.fill(plan.outputGradient("out"), 1);
    plan.backward(parameters(model), gradient, 1);
    Slot dead = ParameterLayout.of(model).slot("dead.weight");
    assertThat(Arrays.copyOfRange(gradient, dead.offset(), dead.end())).containsOnly(0);
  }

  @Test
  void dropoutDropsOnlyWhereTrainingIsRequested() {
    Model model = Model.stack(Shape.of(500), new Dropout(0.5f));
    for (boolean training : new boolean[] {false, true}) {
      Plan plan = compile(model, new Request(model.outputs(), Set.of(), Set.of(), training));
      Arrays.fill(plan.input("input"), 3);
      plan.forward(new float[0], 1);
      float[] output = Arrays.copyOf(plan.output(model.onlyOutput()), 500);
      if (training) {
        assertThat(output).containsOnly(0, 6).contains(0).contains(6);
      } else {
        assertThat(output).containsOnly(3);
      }
    }
  }

  @Test
  void unknownNamesAreRefusedWithASuggestion() {
    assertRefused(new Request(List.of("fc9"), Set.of(), Set.of(), false), "'fc9'");
    assertRefused(new Request(List.of("poool2"), Set.of(), Set.of(), false), "'pool2'");
    assertRefused(
        new Request(List.of("fc3"), Set.of("conv1.wait"), Set.of(), true), "'conv1.wait'");
    assertRefused(new Request(List.of("fc3"), Set.of(), Set.of("image"), true), "'image'");
  }

  @Test
  void batchesThatDoNotFitAreRefused() {
    assertThatThrownBy(() -> Plan.compile(lenet5, Request.inference(lenet5), 0, kernels()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("batch-size 0 must be at least 1");
    assertThatThrownBy(() -> Plan.compile(lenet5, Request.inference(lenet5), 1 << 30, kernels()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "batch-size 1073741824: a buffer of 5050881540096 numbers must have at most 2147483639");
    Plan plan = Plan.compile(lenet5, Request.training(lenet5), 4, kernels());
    float[] parameters = parameters(lenet5);
    for (int examples : new int[] {-1, 0, 5}) {
      assertThatThrownBy(() -> plan.forward(parameters, examples))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("a batch of " + examples + " examples; this plan takes 1 to 4");
      assertThatThrownBy(() -> plan.backward(parameters, parameters, examples))
          .isInstanceOf(IllegalArgumentException.class);
    }
  }

  private void assertRefused(Request request, String mention) {
    assertThatThrownBy(() -> compile(lenet5, request))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(mention);
  }

  private static ReferenceKernels kernels() {
    return new ReferenceKernels();
  }

  private static Plan compile(Model model, Request request) {
    return Plan.compile(model, request, 64, kernels());
  }

  private static Map<String, Gradients> gradients(Model model, Request request) {
    return compile(model, request).description().stream()
        .collect(Collectors.toMap(StepDescription::name, StepDescription::gradients));
  }

  private static Set<String> slots(Model model) {
    return Request.training(model).parameterGradients();
  }

  private static float[] parameters(Model model) {
    return new TestRandom("parameters").values(ParameterLayout.of(model).size());
  }

  private static void run(Plan plan, float[] parameters, float[] gradient) {
    TestRandom random = new TestRandom("run");
    float[] x = random.values(2 * 28 * 28);
    System.arraycopy(x, 0, plan.input("input"), 0, x.length);
    plan.forward(parameters, 2);
    float[] dy = random.values(2 * 10);
    System.arraycopy(dy, 0, plan.outputGradient("fc3"), 0, dy.length);
    plan.backward(parameters, gradient, 2);
  }
}
