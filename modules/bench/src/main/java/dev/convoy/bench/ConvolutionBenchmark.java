package dev.convoy.bench;

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

/**
 * The three passes of a convolution. By Winograd's algorithm the operations counted are those of
 * the direct one, and the weight gradient is without {@code addSum}, which is called once a step.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 3, time = 1)
@Fork(
    value = 5,
    jvmArgsPrepend = {"--add-modules", "jdk.incubator.vector"})
public class ConvolutionBenchmark {
  /** A row of the table. */
  @Param public Shapes.Convolutions shape;

  /** Examples of a call: about what a plan sends through a layer together. */
  @Param("8")
  public int examples;

  /** The provider. */
  @Param("simd")
  public String kernels;

  private Product product;
  private double operations;

  /** Made by JMH. */
  public ConvolutionBenchmark() {}

  /** Compiles and verifies. */
  @Setup(Level.Trial)
  public void compile(BenchmarkParams parameters) {
    Shapes.Place place = shape.place();
    product =
        new Product(
            shape + " of " + kernels,
            kernels,
            shape.algorithm(),
            examples,
            place.window(),
            place.input().channels(),
            place.output().channels(),
            place.groups());
    operations = examples * place.operations();
    product.verify(Passes.of(parameters.getBenchmark()));
  }

  /** y += x ⋆ w. */
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
