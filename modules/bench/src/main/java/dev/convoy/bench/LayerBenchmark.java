package dev.convoy.bench;

import dev.convoy.kernel.ReferenceKernels;
import dev.convoy.layer.Add;
import dev.convoy.layer.Concat;
import dev.convoy.layer.Dropout;
import dev.convoy.layer.Elu;
import dev.convoy.layer.Layer;
import dev.convoy.layer.LeakyRelu;
import dev.convoy.layer.Sigmoid;
import dev.convoy.layer.Softmax;
import dev.convoy.layer.Tanh;
import dev.convoy.model.Input;
import dev.convoy.model.Model;
import dev.convoy.model.Node;
import dev.convoy.plan.Plan;
import dev.convoy.plan.Request;
import dev.convoy.tensor.Shape;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** Layers that are no kernels but plain loops, which the compiler should turn into vectors. */
@State(Scope.Thread)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 3, time = 1)
@Fork(
    value = 5,
    jvmArgsPrepend = {"--add-modules", "jdk.incubator.vector"})
public class LayerBenchmark {
  private static final float SLOPE = 0.1f;
  private static final float RATE = 0.5f;
  private static final double EXACT = 0.51;
  private static final long KEY = 5;
  private static final float[] NONE = {};

  /** A layer, and the least per cent of a copy that its passes reach when they are vectors. */
  public enum Kind {
    /** Hyperbolic tangent. */
    TANH(new Tanh(), 1, 2, 25),
    /** Logistic function. */
    SIGMOID(new Sigmoid(), 1, 2, 25),
    /** Exponential linear unit. */
    ELU(new Elu(1), 1, 2, 12),
    /** Leaky rectifier. */
    LEAKY_RELU(new LeakyRelu(SLOPE), 1, 25, 15),
    /** Softmax over 32 channels. */
    SOFTMAX(new Softmax(), 1, 1, 2),
    /** Dropout of a half. */
    DROPOUT(new Dropout(RATE), 1, 3, 5),
    /** Sum of two. */
    ADD(new Add(), 2, 30, 30),
    /** Two side by side. */
    CONCAT(new Concat(), 2, 15, 20);

    private final Layer layer;
    private final int inputs;
    private final double forwardFloor;
    private final double backwardFloor;

    Kind(Layer layer, int inputs, double forwardFloor, double backwardFloor) {
      this.layer = layer;
      this.inputs = inputs;
      this.forwardFloor = forwardFloor;
      this.backwardFloor = backwardFloor;
    }

    double floor(String method) {
      return method.endsWith(".forward") ? forwardFloor : backwardFloor;
    }
  }

  /** Which layer. */
  @Param public Kind layer;

  /** Examples of 14×14×32 values. */
  @Param("8")
  public int examples;

  private final Shape shape = Shape.of(14, 14, 32);
  private Plan plan;
  private int read;
  private int written;

  /** Made by JMH. */
  public LayerBenchmark() {}

  /** Compiles a plan of the one layer, and verifies the forward pass. */
  @Setup(Level.Trial)
  public void compile() {
    List<String> names = List.of("a", "b").subList(0, layer.inputs);
    Model model =
        new Model(
            names.stream().map(name -> new Input(name, shape)).toList(),
            List.of(new Node("y", layer.layer, names, "y")),
            List.of());
    Request request = new Request(List.of("y"), Set.of(), Set.copyOf(names), true);
    plan = Plan.compile(model, request, examples, new ReferenceKernels());
    read = examples * shape.size() * layer.inputs;
    written = examples * model.shapes().get("y").size();
    for (String name : names) {
      float[] x = Values.random(examples * shape.size(), name.hashCode());
      System.arraycopy(x, 0, plan.input(name), 0, x.length);
    }
    float[] dy = Values.random(written, 3);
    System.arraycopy(dy, 0, plan.outputGradient("y"), 0, written);
    for (int n = 0; n < examples; n++) {
      plan.exampleKeys()[n] = KEY + n;
    }
    plan.forward(NONE, examples);
    verify();
  }

  private void verify() {
    float[] a = plan.input("a");
    float[] y = plan.output("y");
    for (int i = 0; i < written; i++) {
      double exact =
          switch (layer) {
            case TANH -> StrictMath.tanh(a[i]);
            case SIGMOID -> 1 / (1 + StrictMath.exp(-a[i]));
            case ELU -> a[i] > 0 ? a[i] : StrictMath.expm1(a[i]);
            case LEAKY_RELU -> a[i] > 0 ? a[i] : SLOPE * a[i];
            case SOFTMAX -> softmax(a, i);
            case DROPOUT -> y[i] == 0 ? 0 : a[i] / (1 - RATE);
            case ADD -> a[i] + plan.input("b")[i];
            case CONCAT -> plan.input(i / 32 % 2 == 0 ? "a" : "b")[i / 64 * 32 + i % 32];
          };
      if (!(Math.abs(y[i] - exact) <= EXACT * Math.ulp((float) exact))) {
        throw new IllegalStateException(layer + ": value " + i + " is " + y[i] + ", not " + exact);
      }
    }
  }

  private double softmax(float[] a, int i) {
    double sum = 0;
    for (int c = 0; c < shape.channels(); c++) {
      sum += StrictMath.exp(a[i / shape.channels() * shape.channels() + c]);
    }
    return StrictMath.exp(a[i]) / sum;
  }

  /** The outputs of all examples. */
  @Benchmark
  public void forward(Traffic traffic) {
    plan.forward(NONE, examples);
    traffic.count((double) Float.BYTES * (read + written), written);
  }

  /** The gradients of all inputs. */
  @Benchmark
  public void backward(Traffic traffic) {
    plan.backward(NONE, NONE, examples);
    traffic.count((double) Float.BYTES * (read + 2 * written), written);
  }
}
