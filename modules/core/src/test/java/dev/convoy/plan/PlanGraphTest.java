package dev.convoy.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.convoy.kernel.ReferenceKernels;
import dev.convoy.layer.Add;
import dev.convoy.layer.BatchNorm;
import dev.convoy.layer.Concat;
import dev.convoy.layer.Conv;
import dev.convoy.layer.Dense;
import dev.convoy.layer.Dropout;
import dev.convoy.layer.Layer;
import dev.convoy.layer.MaxPool;
import dev.convoy.layer.Padding;
import dev.convoy.layer.Relu;
import dev.convoy.layer.Sigmoid;
import dev.convoy.layer.Tanh;
import dev.convoy.model.Input;
import dev.convoy.model.Model;
import dev.convoy.model.Node;
import dev.convoy.model.ParameterLayout;
import dev.convoy.model.zoo.NamedModels;
import dev.convoy.random.Seeded;
import dev.convoy.random.TestRandom;
import dev.convoy.tensor.Shape;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Graphs that are easy to get wrong, each with the gradients of everything. */
@Seeded
class PlanGraphTest {
  private static final Shape IMAGE = Shape.of(5, 4, 2);

  /** A graph with a name that says what is special about it. */
  record Graph(String name, Model model) {
    @Override
    public String toString() {
      return name;
    }
  }

  static Stream<Graph> graphs() {
    return Stream.of(
        graph(
            "a value with two consumers", conv("a"), relu("b", "a"), tanh("c", "a"), add("b", "c")),
        graph(
            "a value with three consumers",
            conv("a"),
            relu("b", "a"),
            tanh("c", "a"),
            node("d", new Sigmoid(), "a"),
            add("b", "c", "d")),
        graph("the same value twice into add", conv("a"), add("a", "a")),
        graph("the same value three times", tanh("a", "x"), add("a", "a", "a")),
        graph("the input twice into concat", node("j", new Concat(), "x", "x"), conv("a")),
        graph(
            "a value into one node twice and into another",
            conv("a"),
            node("b", new Add(), "a", "a"),
            node("c", new Concat(), "a", "b", "a"),
            node("d", new Dense(3), "c")),
        graph(
            "a residual block",
            conv("a"),
            relu("b", "a"),
            node("c", new Conv(2, 3, Padding.SAME), "b"),
            node("d", new Add(), "c", "x"),
            relu("e", "d")),
        graph(
            "parallel branches joined on channels",
            node("a", new Conv(3, 1, Padding.VALID), "x"),
            node("b", new Conv(2, 3, Padding.SAME), "x"),
            node("c", new MaxPool(List.of(3, 3), List.of(1, 1), Padding.SAME), "x"),
            node("d", new Conv(1, 1, Padding.VALID), "c"),
            node("e", new Concat(), "a", "b", "d"),
            node("f", new Dense(4), "e")),
        graph("max pooling, then relu", conv("a"), node("b", new MaxPool(2), "a"), relu("c", "b")),
        graph("two activations in a row", conv("a"), relu("b", "a"), tanh("c", "b")),
        graph(
            "dropout, relu, dropout in place",
            conv("a"),
            node("b", new Dropout(0.3f), "a"),
            relu("c", "b"),
            node("d", new Dropout(0.3f), "c"),
            node("e", new Dense(3), "d")),
        graph("batch norm of the input", norm("a", "x"), relu("b", "a"), conv("c")),
        graph("batch norm twice in a row", conv("a"), norm("b", "a"), norm("c", "b")),
        graph(
            "batch norm behind and before a dense layer",
            node("a", new Dense(6), "x"),
            norm("b", "a"),
            relu("c", "b"),
            node("d", new Dense(3), "c"),
            norm("e", "d")),
        graph(
            "a residual block with batch norms",
            conv("a"),
            norm("b", "a"),
            relu("c", "b"),
            node("d", new Conv(2, 3, Padding.SAME), "c"),
            norm("e", "d"),
            node("f", new Conv(2, 1, Padding.VALID), "x"),
            norm("g", "f"),
            node("h", new Add(), "e", "g"),
            relu("i", "h"),
            node("j", new Dense(3), "i")),
        graph(
            "a value before and behind its batch norm",
            conv("a"),
            tanh("b", "a"),
            norm("c", "a"),
            relu("d", "a"),
            add("b", "c", "d")),
        outputs("a batch norm that is put out", List.of("b", "a"), conv("a"), norm("b", "a")),
        graph("activation of the input", tanh("a", "x"), conv("b")),
        graph(
            "equal weights twice in a row",
            shared("a", new Conv(2, 3, Padding.SAME), "w", "x"),
            shared("b", new Conv(2, 3, Padding.SAME), "w", "a")),
        graph(
            "equal weights side by side",
            shared("a", new Dense(3), "w", "x"),
            tanh("b", "x"),
            shared("c", new Dense(3), "w", "b"),
            node("d", new Concat(), "a", "c")),
        graph(
            "a long way round",
            conv("a"),
            relu("b", "a"),
            node("c", new Dense(40), "b"),
            tanh("d", "c"),
            node("e", new Dense(7), "d"),
            node("f", new Dense(5), "a"),
            node("g", new Concat(), "e", "f")),
        new Graph(
            "two inputs",
            new Model(
                List.of(new Input("x", IMAGE), new Input("z", Shape.of(5, 4, 3))),
                List.of(
                    node("a", new Conv(2, 3, Padding.SAME), "x"),
                    node("b", new Conv(2, 3, Padding.SAME), "z"),
                    add("a", "b"),
                    node("c", new Concat(), "sum", "z")),
                List.of())),
        new Graph(
            "two inputs, one encoder",
            new Model(
                List.of(new Input("x", IMAGE), new Input("z", IMAGE)),
                List.of(
                    shared("a", new Dense(4), "encoder", "x"),
                    shared("b", new Dense(4), "encoder", "z"),
                    add("a", "b")),
                List.of())),
        outputs("two outputs", List.of("b", "c"), conv("a"), relu("b", "a"), tanh("c", "a")),
        outputs(
            "an inner node is also an output",
            List.of("a", "c"),
            conv("a"),
            relu("b", "a"),
            node("c", new Dense(3), "b")),
        outputs(
            "every node is an output",
            List.of("a", "b", "c"),
            conv("a"),
            relu("b", "a"),
            node("c", new MaxPool(2), "b")),
        outputs(
            "an output that another output reads",
            List.of("b", "a"),
            relu("a", "x"),
            relu("b", "a")),
        outputs("the input is an output too", List.of("x", "a"), conv("a")));
  }

  @ParameterizedTest
  @MethodSource("graphs")
  void inTrainingEverythingIsRight(Graph graph) {
    check(graph, true);
  }

  @ParameterizedTest
  @MethodSource("graphs")
  void asAtInferenceButWithGradientsEverythingIsRight(Graph graph) {
    check(graph, false);
  }

  private static void check(Graph graph, boolean training) {
    Model model = graph.model();
    Set<String> slots = Request.training(model).parameterGradients();
    Set<String> inputs = model.inputs().stream().map(Input::name).collect(Collectors.toSet());
    Request request = new Request(model.outputs(), slots, inputs, training);
    new PlanCheck(model, request, new TestRandom(graph.name()), 3, 1e-4).assertCorrect();
  }

  /** Every slot by itself, with the kinks of ReLU and max pooling where training meets them. */
  @Test
  void lenet5IsDerivedCorrectly() {
    Model model = NamedModels.lenet5();
    Request request = Request.training(model);
    new PlanCheck(model, request, new TestRandom("lenet5"), 2, 1e-4).assertCorrect();
  }

  /** The images are so large that a batch goes through in blocks, but the statistics do not. */
  @Tag("slow")
  @Test
  void batchNormSeesTheWholeBatchThoughItComesInBlocks() {
    List<Integer> one = List.of(1, 1);
    Conv unbiased = new Conv(4, one, one, one, Padding.VALID, false);
    Model model =
        new Model(
            List.of(new Input("x", Shape.of(40, 40, 2))),
            List.of(
                node("a", unbiased, "x"),
                norm("b", "a"),
                tanh("c", "b"),
                node("d", unbiased, "c"),
                norm("e", "d"),
                node("f", new Add(), "e", "a"),
                node("g", new Dense(2), "f")),
            List.of());
    Request training = Request.training(model);
    Request request =
        new Request(training.outputs(), training.parameterGradients(), Set.of("x"), true);
    PlanCheck check = new PlanCheck(model, request, new TestRandom("blocks"), 7, 1e-4);

    assertThat(check.plan.description().get(1).block()).isBetween(2, 6);
    check.assertCorrect();
  }

  @Test
  void theGradientsOfSharedParametersAreThoseOfEachPlaceAddedUp() {
    Layer dense = new Dense(3);
    Input input = new Input("x", Shape.of(3));
    Model shared =
        new Model(
            List.of(input),
            List.of(shared("a", dense, "w", "x"), shared("b", dense, "w", "a")),
            List.of());
    Model separate =
        new Model(List.of(input), List.of(node("a", dense, "x"), node("b", dense, "a")), List.of());
    float[] parameters = new TestRandom("shared").values(12);
    float[] twice = new float[24];
    System.arraycopy(parameters, 0, twice, 0, 12);
    System.arraycopy(parameters, 0, twice, 12, 12);
    float[] together = gradient(shared, parameters);
    float[] apart = gradient(separate, twice);
    assertThat(ParameterLayout.of(shared).size()).isEqualTo(12);
    for (int i = 0; i < together.length; i++) {
      assertThat(together[i]).isCloseTo(apart[i] + apart[12 + i], within(1e-5f));
    }
  }

  @Test
  void anInputThatNoOutputDependsOnHasGradientZero() {
    Model model =
        new Model(
            List.of(new Input("x", IMAGE), new Input("unused", IMAGE)),
            List.of(
                node("a", new Conv(2, 3, Padding.SAME), "x"),
                relu("b", "a"),
                node("c", new Dense(2), "b")),
            List.of());
    Request request = new Request(model.outputs(), Set.of(), Set.of("x", "unused"), true);
    Plan plan = Plan.compile(model, request, 2, new ReferenceKernels());
    TestRandom random = new TestRandom("unused");
    float[] parameters = random.values(ParameterLayout.of(model).size());
    for (int run = 0; run < 2; run++) {
      for (String input : List.of("x", "unused")) {
        System.arraycopy(random.values(80), 0, plan.input(input), 0, 80);
      }
      plan.forward(parameters, 2);
      Arrays.fill(plan.outputGradient("c"), 1);
      plan.backward(parameters, new float[parameters.length], 2);
      assertThat(plan.inputGradient("unused")).hasSize(80).containsOnly(0);
      assertThat(plan.inputGradient("x")).isNotEqualTo(new float[80]);
    }
  }

  @Test
  void aResidualBlockWithZeroWeightsIsTheActivationOfItsInput() {
    Model model =
        new Model(
            List.of(new Input("x", IMAGE)),
            List.of(
                conv("a"),
                relu("b", "a"),
                node("c", new Conv(2, 3, Padding.SAME), "b"),
                node("d", new Add(), "c", "x"),
                node("e", new Tanh(), "d")),
            List.of());
    Plan plan = Plan.compile(model, Request.inference(model), 1, new ReferenceKernels());
    float[] x = new TestRandom("residual").values(IMAGE.size());
    System.arraycopy(x, 0, plan.input("x"), 0, x.length);
    plan.forward(new float[ParameterLayout.of(model).size()], 1);
    for (int i = 0; i < x.length; i++) {
      assertThat(plan.output("e")[i]).isEqualTo((float) StrictMath.tanh(x[i]));
    }
  }

  private static float[] gradient(Model model, float[] parameters) {
    Plan plan = Plan.compile(model, Request.training(model), 2, new ReferenceKernels());
    float[] x = new TestRandom("x").values(6);
    System.arraycopy(x, 0, plan.input("x"), 0, 6);
    plan.forward(parameters, 2);
    System.arraycopy(x, 0, plan.outputGradient("b"), 0, 6);
    float[] gradient = new float[parameters.length];
    plan.backward(parameters, gradient, 2);
    return gradient;
  }

  private static Graph graph(String name, Node... nodes) {
    return outputs(name, List.of(), nodes);
  }

  private static Graph outputs(String name, List<String> outputs, Node... nodes) {
    return new Graph(name, new Model(List.of(new Input("x", IMAGE)), List.of(nodes), outputs));
  }

  private static Node conv(String name) {
    return new Node(name, new Conv(2, 3, Padding.SAME));
  }

  private static Node relu(String name, String input) {
    return new Node(name, new Relu(), input);
  }

  private static Node tanh(String name, String input) {
    return new Node(name, new Tanh(), input);
  }

  private static Node norm(String name, String input) {
    return new Node(name, new BatchNorm(0.9f, 0.01f), input);
  }

  private static Node add(String... inputs) {
    return new Node("sum", new Add(), inputs);
  }

  private static Node shared(String name, Layer layer, String parameters, String input) {
    return new Node(name, layer, List.of(input), parameters);
  }

  private static Node node(String name, Layer layer, String... inputs) {
    return new Node(name, layer, inputs);
  }
}
