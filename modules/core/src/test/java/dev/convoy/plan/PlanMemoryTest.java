package dev.convoy.plan;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import dev.convoy.kernel.ReferenceKernels;
import dev.convoy.layer.Add;
import dev.convoy.layer.Conv;
import dev.convoy.layer.Dropout;
import dev.convoy.layer.Elu;
import dev.convoy.layer.Layer;
import dev.convoy.layer.LeakyRelu;
import dev.convoy.layer.MaxPool;
import dev.convoy.layer.Padding;
import dev.convoy.layer.Relu;
import dev.convoy.layer.Sigmoid;
import dev.convoy.layer.Softmax;
import dev.convoy.layer.Tanh;
import dev.convoy.loss.Loss;
import dev.convoy.loss.SoftmaxCrossEntropy;
import dev.convoy.loss.Targets;
import dev.convoy.model.Input;
import dev.convoy.model.Model;
import dev.convoy.model.Node;
import dev.convoy.model.ParameterLayout;
import dev.convoy.model.SmallModels;
import dev.convoy.model.zoo.NamedModels;
import dev.convoy.optim.Optimizer;
import dev.convoy.optim.Optimizers;
import dev.convoy.optim.ParameterUpdate;
import dev.convoy.optim.UpdateConfig;
import dev.convoy.random.Seeded;
import dev.convoy.random.TestRandom;
import dev.convoy.tensor.Shape;
import java.lang.management.ManagementFactory;
import java.util.List;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What shares memory, what must not, and that nothing is allocated while a plan runs. */
@Seeded
class PlanMemoryTest {
  private static final Shape IMAGE = Shape.of(4, 4, 2);

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 7, 64})
  void whatAPlanWouldNeedIsWhatItNeeds(int batch) {
    ReferenceKernels kernels = new ReferenceKernels();
    for (String name : NamedModels.names()) {
      Model model = SmallModels.of(name);
      for (Request request : List.of(Request.training(model), Request.inference(model))) {
        assertThat(Plan.memoryBytes(model, request, batch, kernels))
            .isEqualTo(Plan.compile(model, request, batch, kernels).memoryBytes())
            .isPositive();
      }
    }
  }

  @Test
  void reluAfterAConvolutionWorksInPlace() {
    Model model = Model.stack(IMAGE, new Conv(2, 3, Padding.SAME), new Relu());
    List<StepDescription> steps = training(model);
    assertThat(steps.get(1).output().inPlace()).isTrue();
    assertThat(steps.get(1).output().buffer()).isEqualTo(steps.get(0).output().buffer());
  }

  @Test
  void aSumOverwritesItsFirstInputOnly() {
    Model model =
        new Model(
            List.of(new Input("x", IMAGE)),
            List.of(
                new Node("a", new Conv(2, 3, Padding.SAME), "x"),
                new Node("b", new Conv(2, 3, Padding.SAME), "x"),
                new Node("sum", new Add(), "b", "a"),
                new Node("again", new Add(), "a", "sum")),
            List.of());
    List<StepDescription> steps = training(model);
    assertThat(steps.get(2).output().inPlace()).isTrue();
    assertThat(steps.get(2).output().buffer()).isEqualTo(steps.get(1).output().buffer());
    assertThat(steps.get(3).output().inPlace()).as("a has another consumer").isFalse();
  }

  @Test
  void nothingOverwritesTheModelsInput() {
    Model model = Model.stack(IMAGE, new Relu(), new Conv(2, 3, Padding.SAME));
    assertThat(training(model).get(0).output().inPlace()).isFalse();
    assertThat(inference(model).get(0).output().inPlace()).isFalse();
  }

  @Test
  void whatTheProducersBackwardPassReadsIsNotOverwritten() {
    for (Layer producer : List.of(new MaxPool(2), new Relu(), new Sigmoid(), new Softmax())) {
      Model model = Model.stack(IMAGE, new Conv(2, 3, Padding.SAME), producer, new Relu());
      assertThat(training(model).get(2).output().inPlace()).as(producer.summary()).isFalse();
      assertThat(inference(model).get(2).output().inPlace()).as(producer.summary()).isTrue();
    }
    Model model = Model.stack(IMAGE, new Conv(2, 3, Padding.SAME), new Dropout(0.5f), new Relu());
    assertThat(training(model).get(2).output().inPlace()).isTrue();
  }

  @Test
  void aValueWithAnotherConsumerIsNotOverwritten() {
    Model model =
        new Model(
            List.of(new Input("x", IMAGE)),
            List.of(
                new Node("a", new Conv(2, 3, Padding.SAME)),
                new Node("b", new Relu(), "a"),
                new Node("c", new Add(), "a", "b")),
            List.of());
    assertThat(training(model).get(1).output().inPlace()).isFalse();
    assertThat(inference(model).get(1).output().inPlace()).isFalse();
  }

  @Test
  void aRequestedOutputIsNotOverwritten() {
    Model model =
        new Model(
            List.of(new Input("x", IMAGE)),
            List.of(new Node("a", new Conv(2, 3, Padding.SAME)), new Node("b", new Relu(), "a")),
            List.of("a", "b"));
    assertThat(training(model).get(1).output().inPlace()).isFalse();
    assertThat(inference(model).get(1).output().inPlace()).isFalse();
  }

  @Test
  void atInferenceBuffersAreUsedAgainFromSegmentToSegment() {
    Layer[] layers = new Layer[20];
    for (int i = 0; i < layers.length; i++) {
      layers[i] = new Conv(2, 1, Padding.VALID);
    }
    Model deep = Model.stack(Shape.of(1, 1, 2), layers);
    long buffers = inference(deep).stream().map(step -> step.output().buffer()).distinct().count();
    assertThat(buffers).isLessThanOrEqualTo(2);
  }

  @ParameterizedTest
  @ValueSource(strings = {"sgd:0.01,0", "sgd:0.01,0.9", "sgd:0.01,0.9,nesterov", "adam:0.001"})
  void aTrainingStepAllocatesNothing(String optimizer) {
    Model model =
        Model.stack(
            Shape.of(8, 8, 1),
            new Conv(3, 3, Padding.SAME),
            new Relu(),
            new MaxPool(2),
            new Dropout(0.2f),
            new Conv(10, 4, Padding.VALID));
    assertAllocatesNothing(model, Optimizers.parse(optimizer), 4);
  }

  @ParameterizedTest
  @ValueSource(strings = {"sgd", "adam:0.001"})
  void aTrainingStepOfLenet5AllocatesNothing(String optimizer) {
    assertAllocatesNothing(NamedModels.lenet5(), Optimizers.parse(optimizer), 2);
  }

  @Test
  void aTrainingStepOfOtherActivationsAllocatesNothing() {
    Model model =
        Model.stack(
            Shape.of(6, 6, 1),
            new Tanh(),
            new Sigmoid(),
            new Elu(1),
            new LeakyRelu(0.1f),
            new Dropout(0.2f),
            new Conv(10, 6, Padding.VALID),
            new Softmax());
    assertAllocatesNothing(model, Optimizers.parse("adam:0.001"), 4);
  }

  private static void assertAllocatesNothing(Model model, Optimizer optimizer, int examples) {
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    Assumptions.assumeTrue(
        threads.isThreadAllocatedMemorySupported(), "this JVM does not count allocated bytes");
    Plan plan = Plan.compile(model, Request.training(model), examples, new ReferenceKernels());
    ParameterUpdate update =
        new ParameterUpdate(UpdateConfig.of(optimizer), ParameterLayout.of(model));
    TestRandom random = new TestRandom("allocation");
    String output = model.onlyOutput();
    float[] parameters = random.values(ParameterLayout.of(model).size());
    float[] gradient = new float[parameters.length];
    float[] state = new float[optimizer.stateSize(parameters.length)];
    int[] labels = random.labels(examples, 10);
    Loss loss = new SoftmaxCrossEntropy();
    Targets targets = Targets.of(labels);
    long allocated = Long.MAX_VALUE;
    for (int step = 1; step <= 30; step++) {
      long before = threads.getCurrentThreadAllocatedBytes();
      plan.forward(parameters, examples);
      loss.evaluate(
          examples, 10, plan.output(output), targets, examples, plan.outputGradient(output));
      plan.backward(parameters, gradient, examples);
      update.apply(step, optimizer.rate(), gradient, state, parameters);
      // The least of the steps: classes are loaded and code is compiled during the first ones.
      allocated = Math.min(allocated, threads.getCurrentThreadAllocatedBytes() - before);
    }
    assertThat(allocated).isZero();
  }

  private static List<StepDescription> training(Model model) {
    return Plan.compile(model, Request.training(model), 2, new ReferenceKernels()).description();
  }

  private static List<StepDescription> inference(Model model) {
    return Plan.compile(model, Request.inference(model), 2, new ReferenceKernels()).description();
  }
}
