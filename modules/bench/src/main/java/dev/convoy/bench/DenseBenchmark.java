package dev.convoy.bench;

import dev.convoy.kernel.Algorithm;
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
import org.openjdk.jmh.infra.BenchmarkParams;

/** The three passes of a fully connected layer, which is a convolution of one position. */
@State(Scope.Thread)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 3, time = 1)
@Fork(
    value = 5,
    jvmArgsPrepend = {"--add-modules", "jdk.incubator.vector"})
public class DenseBenchmark {
  /** A row of the table. */
  @Param public Shapes.DenseLayers shape;

  /** Examples of a call: a batch. */
  @Param({"16", "64"})
  public int examples;

  /** The provider. */
  @Param("simd")
  public String kernels;

  private Product product;
  private double operations;

  /** Made by JMH. */
  public DenseBenchmark() {}

  /** Compiles and verifies. */
  @Setup(Level.Trial)
  public void compile(BenchmarkParams parameters) {
    Shapes.Place place = shape.place();
    product =
        new Product(
            shape + " of " + kernels,
            kernels,
            Algorithm.DIRECT,
            examples,
            Window.single(),
            place.input().size(),
            place.output().size(),
            1);
    operations = examples * place.operations();
    product.verify(Passes.of(parameters.getBenchmark()));
  }

  /** Brings the weights into order, as once a step. */
  @Benchmark
  public void prepare(Traffic traffic) {
    product.prepare();
    traffic.count(3.0 * Float.BYTES * product.weights(), product.weights());
  }

  /** y += x · w. */
  @Benchmark
  public void forward(Arithmetic arithmetic) {
    product.forward();
    arithmetic.count(operations);
  }

  /** The gradient of x. */
  @Benchmark
  public void inputGradient(Arithmetic arithmetic) {
    product.inputGradient();
    arithmetic.count(operations);
  }

  /** The gradient of w. */
  @Benchmark
  public void weightGradient(Arithmetic arithmetic) {
    product.weightGradient();
    arithmetic.count(operations);
  }
}
