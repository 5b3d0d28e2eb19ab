package dev.convoy.bench;

import dev.convoy.kernel.KernelSelection;
import dev.convoy.kernel.Kernels;
import dev.convoy.kernel.Pooling;
import dev.convoy.kernel.ReferenceKernels;
import dev.convoy.kernel.Window;
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

/** Pooling by 2×2, forward and backward. */
@State(Scope.Thread)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 3, time = 1)
@Fork(
    value = 5,
    jvmArgsPrepend = {"--add-modules", "jdk.incubator.vector"})
public class PoolingBenchmark {
  /** A row of the table. */
  @Param public Shapes.Activations shape;

  /** Examples of a call: about what a plan sends through a layer together. */
  @Param("8")
  public int examples;

  /** The provider. */
  @Param("simd")
  public String kernels;

  private Pooling maximum;
  private Pooling average;
  private float[] x;
  private float[] y;
  private float[] dx;
  private float[] dy;

  /** Made by JMH. */
  public PoolingBenchmark() {}

  /** Compiles and verifies. */
  @Setup(Level.Trial)
  public void compile() {
    Shapes.Place place = shape.place();
    Window window = place.window();
    int channels = place.input().channels();
    Kernels provider = KernelSelection.select(kernels).kernels();
    Kernels reference = new ReferenceKernels();
    x = Values.random(examples * place.input().size(), 1);
    dy = Values.random(examples * place.output().size(), 2);
    y = new float[dy.length];
    dx = new float[x.length];
    maximum = provider.maxPooling(window, channels);
    average = provider.averagePooling(window, channels, false);
    verify(maximum, reference.maxPooling(window, channels));
    verify(average, reference.averagePooling(window, channels, false));
    maximum.forward(examples, x, 0, y, 0);
  }

  private void verify(Pooling pooling, Pooling reference) {
    String what = shape + " of " + kernels;
    Values.requireSame(
        what,
        y,
        result -> pooling.forward(examples, x, 0, result, 0),
        result -> reference.forward(examples, x, 0, result, 0));
    reference.forward(examples, x, 0, y, 0);
    Values.requireSame(
        what + " gradient",
        dx,
        result -> pooling.inputGradient(examples, x, 0, y, 0, dy, 0, result, 0),
        result -> reference.inputGradient(examples, x, 0, y, 0, dy, 0, result, 0));
  }

  /** The largest of each window. */
  @Benchmark
  public void maximum(Traffic traffic) {
    maximum.forward(examples, x, 0, y, 0);
    traffic.count(Float.BYTES * (double) (x.length + y.length), x.length);
  }

  /** Its gradient: reads x, y and dy, adds to dx. */
  @Benchmark
  public void maximumGradient(Traffic traffic) {
    maximum.inputGradient(examples, x, 0, y, 0, dy, 0, dx, 0);
    traffic.count(Float.BYTES * (3.0 * x.length + 2.0 * y.length), x.length);
  }

  /** The mean of each window. */
  @Benchmark
  public void average(Traffic traffic) {
    average.forward(examples, x, 0, y, 0);
    traffic.count(Float.BYTES * (double) (x.length + y.length), x.length);
  }

  /** Its gradient: reads dy, adds to dx. */
  @Benchmark
  public void averageGradient(Traffic traffic) {
    average.inputGradient(examples, x, 0, y, 0, dy, 0, dx, 0);
    traffic.count(Float.BYTES * (2.0 * x.length + y.length), x.length);
  }
}
