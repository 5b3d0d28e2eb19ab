package dev.convoy.bench;

import dev.convoy.kernel.ChannelNorm;
import dev.convoy.kernel.KernelSelection;
import dev.convoy.kernel.ReferenceKernels;
import dev.convoy.tensor.Shape;
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

/** The four passes of normalization over the activations of a residual network. */
@State(Scope.Thread)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 3, time = 1)
@Fork(
    value = 5,
    jvmArgsPrepend = {"--add-modules", "jdk.incubator.vector"})
public class NormBenchmark {
  /** What is normalized, and the least per cent of a copy that each pass reaches. */
  public enum Activations {
    /** 32×32×16. */
    RESNET_1(Shape.of(32, 32, 16), 15),
    /** 16×16×32. */
    RESNET_2(Shape.of(16, 16, 32), 15),
    /** 8×8×64. */
    RESNET_3(Shape.of(8, 8, 64), 15),
    /** 14×14×24: channels that fill no large vector. */
    UNEVEN(Shape.of(14, 14, 24), 10);

    private final Shape shape;
    private final double floor;

    Activations(Shape shape, double floor) {
      this.shape = shape;
      this.floor = floor;
    }

    double floor() {
      return floor;
    }
  }

  /** A row of the table. */
  @Param public Activations shape;

  /** Examples of a call: about what a plan sends through a layer together. */
  @Param("8")
  public int examples;

  /** The provider. */
  @Param("simd")
  public String kernels;

  private ChannelNorm norm;
  private int rows;
  private int size;
  private float[] x;
  private float[] y;
  private float[] map;
  private float[] sums;

  /** Made by JMH. */
  public NormBenchmark() {}

  /** Compiles and verifies. */
  @Setup(Level.Trial)
  public void compile() {
    int channels = shape.shape.channels();
    rows = examples * shape.shape.positions();
    size = rows * channels;
    x = Values.random(size, 1);
    y = Values.random(size, 2);
    map = Values.random(4 * channels, 3);
    sums = Values.random(2 * channels, 4);
    norm = KernelSelection.select(kernels).kernels().channelNorm(channels);
    ChannelNorm reference = new ReferenceKernels().channelNorm(channels);
    String what = shape + " of " + kernels;
    Values.requireSame(
        what + " addMoments",
        sums,
        result -> norm.addMoments(rows, x, 0, map, 0, result, 0),
        result -> reference.addMoments(rows, x, 0, map, 0, result, 0));
    Values.requireSame(
        what + " apply",
        y,
        result -> norm.apply(rows, x, 0, map, 0, result, 0),
        result -> reference.apply(rows, x, 0, map, 0, result, 0));
    Values.requireSame(
        what + " addGradientMoments",
        sums,
        result -> norm.addGradientMoments(rows, y, 0, x, 0, map, 0, result, 0),
        result -> reference.addGradientMoments(rows, y, 0, x, 0, map, 0, result, 0));
    Values.requireSame(
        what + " inputGradient",
        y,
        result -> norm.inputGradient(rows, result, 0, x, 0, map, 0, result, 0),
        result -> reference.inputGradient(rows, result, 0, x, 0, map, 0, result, 0));
  }

  /** The sums behind mean and variance. */
  @Benchmark
  public void addMoments(Traffic traffic) {
    norm.addMoments(rows, x, 0, map, 0, sums, 0);
    traffic.count((double) Float.BYTES * size, size);
  }

  /** What is put out. */
  @Benchmark
  public void apply(Traffic traffic) {
    norm.apply(rows, x, 0, map, 0, y, 0);
    traffic.count(2.0 * Float.BYTES * size, size);
  }

  /** The gradients of scale and bias. */
  @Benchmark
  public void addGradientMoments(Traffic traffic) {
    norm.addGradientMoments(rows, y, 0, x, 0, map, 0, sums, 0);
    traffic.count(2.0 * Float.BYTES * size, size);
  }

  /** The gradient of the input, in place. */
  @Benchmark
  public void inputGradient(Traffic traffic) {
    norm.inputGradient(rows, y, 0, x, 0, map, 0, y, 0);
    traffic.count(3.0 * Float.BYTES * size, size);
  }
}
