package dev.convoy.simd;

import dev.convoy.average.OuterUpdate;
import dev.convoy.data.Block;
import dev.convoy.data.Decoder;
import dev.convoy.data.Normalization;
import dev.convoy.kernel.Algorithm;
import dev.convoy.kernel.Kernels;
import dev.convoy.kernel.ReferenceKernels;
import dev.convoy.layer.Add;
import dev.convoy.layer.AvgPool;
import dev.convoy.layer.Concat;
import dev.convoy.layer.Conv;
import dev.convoy.layer.ConvTranspose;
import dev.convoy.layer.Dense;
import dev.convoy.layer.Dropout;
import dev.convoy.layer.Elu;
import dev.convoy.layer.Gelu;
import dev.convoy.layer.LeakyRelu;
import dev.convoy.layer.MaxPool;
import dev.convoy.layer.Padding;
import dev.convoy.layer.Relu;
import dev.convoy.layer.Relu6;
import dev.convoy.layer.Sigmoid;
import dev.convoy.layer.Softmax;
import dev.convoy.layer.Swish;
import dev.convoy.layer.Tanh;
import dev.convoy.layer.Upsample;
import dev.convoy.layer.ZeroPad;
import dev.convoy.loss.Loss;
import dev.convoy.loss.MeanSquaredError;
import dev.convoy.loss.SoftmaxCrossEntropy;
import dev.convoy.model.Initializer;
import dev.convoy.model.Input;
import dev.convoy.model.Model;
import dev.convoy.model.Node;
import dev.convoy.model.ParameterLayout;
import dev.convoy.optim.Optimizer;
import dev.convoy.optim.Optimizers;
import dev.convoy.plan.Plan;
import dev.convoy.plan.Request;
import dev.convoy.random.CounterRandom;
import dev.convoy.tensor.Shape;
import dev.convoy.weights.ParametersHash;
import dev.convoy.worker.Contribution;
import dev.convoy.worker.Fold;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Small trainings that use everything that computes, and the hash of what they learn. As a program:
 * {@code TrainedBits SECONDS CASES PROVIDER…} trains some cases with each provider, again and again
 * for so long (once at least), while the compilers replace the code underneath, and prints each
 * different result once.
 */
final class TrainedBits {
  private static final int STEPS = 50;
  private static final int BATCH = 3;
  private static final int CLASSES = 4;
  private static final int EXAMPLES = 32;
  private static final Shape IMAGE = Shape.of(9, 8, 3);
  private static final Shape TINY_IMAGE = Shape.of(5, 4, 3);

  /** Cases for JVMs that are slow. */
  static final String TINY = "tiny,tinyWinograd";

  /** All others. */
  static final String LARGER = "stack,graph,momentum,winograd";

  private static final double NANOSECONDS = 1e9;

  private TrainedBits() {}

  /**
   * What is trained. An algorithm that gives other bits on purpose is another case.
   *
   * @param name tells cases apart
   * @param model from an image of three channels to {@link #CLASSES}
   * @param loss what it is trained for
   * @param optimizer as users write it
   * @param batch examples of a step
   * @param algorithm of convolutions
   */
  private record Case(
      String name, Model model, Loss loss, String optimizer, int batch, Algorithm algorithm) {
    Case(String name, Model model, Loss loss, String optimizer, int batch) {
      this(name, model, loss, optimizer, batch, Algorithm.DIRECT);
    }

    Shape image() {
      return model.onlyInput().shape();
    }
  }

  private static Model stack(Shape image, int first, int second, int third) {
    return Model.stack(
        image,
        new Conv(first, 3, Padding.SAME),
        new Relu(),
        new MaxPool(2),
        new Conv(second, 3, Padding.SAME),
        new Tanh(),
        new AvgPool(2),
        new Dropout(0.3f),
        new Dense(third),
        new Sigmoid(),
        new Dense(CLASSES));
  }

  private static List<Case> cases() {
    Model tiny = stack(TINY_IMAGE, 3, 5, 5);
    Model stack = stack(IMAGE, 5, 7, 17);
    List<Integer> three = List.of(3, 3);
    List<Integer> two = List.of(2, 2);
    Model graph =
        new Model(
            List.of(new Input("x", IMAGE)),
            List.of(
                new Node("conv", new Conv(6, 1, Padding.VALID), "x"),
                new Node("elu", new Elu(0.5f), "conv"),
                new Node("branch", new Conv(6, 3, Padding.SAME), "elu"),
                new Node("add", new Add(), "branch", "elu"),
                new Node("leaky", new LeakyRelu(0.2f), "add"),
                new Node("max", new MaxPool(three, two, Padding.SAME), "leaky"),
                new Node("average", new AvgPool(three, two, Padding.SAME, false), "add"),
                new Node("join", new Concat(), "max", "average"),
                new Node("depthwise", new Conv(12, 3, Padding.SAME).withGroups(12), "join"),
                new Node("groups", new Conv(9, 3, Padding.SAME).withGroups(3), "depthwise"),
                new Node("strided", new Conv(9, 3, Padding.SAME).withStride(2), "groups"),
                new Node("gelu", new Gelu(), "strided"),
                new Node("up", new ConvTranspose(7, 3, Padding.SAME).withStride(2), "gelu"),
                new Node("swish", new Swish(), "up"),
                new Node("larger", new Upsample(2, Upsample.Mode.LINEAR), "swish"),
                new Node("frame", new ZeroPad(List.of(-1, 1, 0, 2)), "larger"),
                new Node("clipped", new Relu6(), "frame"),
                new Node("dense", new Dense(CLASSES), "clipped"),
                new Node("softmax", new Softmax(), "dense")),
            List.of());
    Loss entropy = new SoftmaxCrossEntropy();
    return List.of(
        new Case("tiny", tiny, entropy, "adam:0.01", 1),
        new Case("tinyWinograd", tiny, entropy, "adam:0.01", 1, Algorithm.WINOGRAD),
        new Case("winograd", stack, entropy, "sgd:0.02,0.9", BATCH, Algorithm.WINOGRAD),
        new Case("stack", stack, entropy, "adam:0.01", BATCH),
        new Case("graph", graph, new MeanSquaredError(), "sgd:0.05,0.9,nesterov", BATCH),
        new Case("momentum", stack, entropy, "sgd:0.02,0.9", BATCH));
  }

  public static void main(String[] arguments) {
    double seconds = Double.parseDouble(arguments[0]);
    Set<String> results = new LinkedHashSet<>();
    for (String provider : Arrays.asList(arguments).subList(2, arguments.length)) {
      Kernels kernels =
          provider.equals(SimdKernels.NAME) ? new SimdKernels() : new ReferenceKernels();
      long end = System.nanoTime() + (long) (seconds * NANOSECONDS);
      do {
        results.add(results(arguments[1], kernels));
      } while (System.nanoTime() < end);
    }
    System.out.print(String.join("; ", results));
  }

  /** The hashes of these cases, separated by commas as their names are. */
  static String results(String names, Kernels kernels) {
    List<String> wanted = List.of(names.split(","));
    List<String> hashes = new ArrayList<>();
    for (Case example : cases().stream().filter(one -> wanted.contains(one.name())).toList()) {
      hashes.add(example.name() + " " + ParametersHash.of(train(example, kernels)));
    }
    return String.join(", ", hashes);
  }

  /** Fifty steps; then the model after 30, 40 and 50 are averaged, as workers' would be. */
  private static float[] train(Case example, Kernels kernels) {
    Model model = example.model();
    int batch = example.batch();
    int size = example.image().size();
    ParameterLayout layout = ParameterLayout.of(model);
    Plan plan =
        Plan.compile(model, Request.training(model).with(example.algorithm()), batch, kernels);
    Block block = block(example.image());
    Decoder decoder =
        new Decoder(new Normalization(List.of(0.5f, 0.4f, 0.3f), List.of(0.2f, 0.25f, 0.3f)));
    Optimizer optimizer = Optimizers.parse(example.optimizer());
    float[] parameters = Initializer.HE_NORMAL.initialize(layout, 1);
    float[] start = parameters.clone();
    float[] gradient = new float[parameters.length];
    float[] state = new float[optimizer.stateSize(parameters.length)];
    float[] input = plan.input(model.onlyInput().name());
    int[] labels = new int[batch];
    List<Contribution> contributions = new ArrayList<>();
    for (int step = 1; step <= STEPS; step++) {
      for (int n = 0; n < batch; n++) {
        int index = (step * batch + n) % EXAMPLES;
        decoder.pixels(block, index, input, n * size);
        labels[n] = block.labels()[index];
        plan.exampleKeys()[n] = CounterRandom.key(step, index);
      }
      plan.forward(parameters, batch);
      float[] output = plan.output(model.onlyOutput());
      float[] dy = plan.outputGradient(model.onlyOutput());
      example.loss().evaluate(batch, CLASSES, output, labels, batch, dy);
      Arrays.fill(gradient, 0f);
      plan.backward(parameters, gradient, batch);
      optimizer.step(step, optimizer.rate(), gradient, state, parameters);
      if (step % 10 == 0) {
        contributions.add(new Contribution(parameters.clone(), step, 0, 0));
      }
    }
    float[] mean = Fold.mean(contributions);
    new OuterUpdate.Nesterov(0.9f, 0.5f)
        .apply(parameters.length, start, mean, new float[mean.length]);
    return mean;
  }

  private static Block block(Shape image) {
    byte[] pixels = new byte[EXAMPLES * image.size()];
    int[] labels = new int[EXAMPLES];
    for (int i = 0; i < pixels.length; i++) {
      int example = i / image.size();
      labels[example] = example % CLASSES;
      pixels[i] = (byte) (CounterRandom.bits(3, i) >>> (56 + labels[example] % 2));
    }
    return new Block(image, 0, pixels, labels);
  }
}
