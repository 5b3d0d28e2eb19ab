package dev.convoy.bench;

import dev.convoy.kernel.KernelSelection;
import dev.convoy.kernel.Kernels;
import dev.convoy.kernel.ReferenceKernels;
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

/** What goes over whole activations: the rectifier, bias rows, and their gradients. */
@State(Scope.Thread)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 3, time = 1)
@Fork(
    value = 5,
    jvmArgsPrepend = {"--add-modules", "jdk.incubator.vector"})
public class RowsBenchmark {
  /** A row of the table. */
  @Param public Shapes.Activations shape;

  /** Examples of a call: about what a plan sends through a layer together. */
  @Param("8")
  public int examples;

  /** The provider. */
  @Param("simd")
  public String kernels;

  private Kernels provider;
  private int rows;
  private int channels;
  private int size;
  private float[] x;
  private float[] y;
  private float[] row;

  /** Made by JMH. */
  public RowsBenchmark() {}

  /** Compiles and verifies. */
  @Setup(Level.Trial)
  public void compile() {
    Shapes.Place place = shape.place();
    channels = place.input().channels();
    rows = examples * place.input().positions();
    size = rows * channels;
    x = Values.random(size, 1);
    y = Values.random(size, 2);
    row = Values.random(channels, 3);
    provider = KernelSelection.select(kernels).kernels();
    ReferenceKernels reference = new ReferenceKernels();
    String what = shape + " of " + kernels;
    Values.requireSame(
        what + " rectify",
        y,
        result -> provider.rectify(size, x, 0, result, 0),
        result -> reference.rectify(size, x, 0, result, 0));
    Values.requireSame(
        what + " rectifyGradient",
        y,
        result -> provider.rectifyGradient(size, x, 0, result, 0, result, 0),
        result -> reference.rectifyGradient(size, x, 0, result, 0, result, 0));
    Values.requireSame(
        what + " fillRows",
        y,
        result -> provider.fillRows(rows, channels, row, 0, result, 0),
        result -> reference.fillRows(rows, channels, row, 0, result, 0));
    Values.requireSame(
        what + " addRows",
        row,
        result -> provider.addRows(rows, channels, x, 0, result, 0),
        result -> reference.addRows(rows, channels, x, 0, result, 0));
  }

  /** max(x, 0). */
  @Benchmark
  public void rectify(Traffic traffic) {
    provider.rectify(size, x, 0, y, 0);
    traffic.count(2.0 * Float.BYTES * size, size);
  }

  /** dy where x is above 0, in place. */
  @Benchmark
  public void rectifyGradient(Traffic traffic) {
    provider.rectifyGradient(size, x, 0, y, 0, y, 0);
    traffic.count(3.0 * Float.BYTES * size, size);
  }

  /** The bias in every row. */
  @Benchmark
  public void fillRows(Traffic traffic) {
    provider.fillRows(rows, channels, row, 0, y, 0);
    traffic.count((double) Float.BYTES * size, size);
  }

  /** The gradient of the bias. */
  @Benchmark
  public void addRows(Traffic traffic) {
    provider.addRows(rows, channels, x, 0, row, 0);
    traffic.count((double) Float.BYTES * size, size);
  }
}
