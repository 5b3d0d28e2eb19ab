package dev.convoy.bench;

import dev.convoy.model.ParameterLayout;
import dev.convoy.optim.Adam;
import dev.convoy.optim.Optimizer;
import dev.convoy.optim.Sgd;
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

/** One step of an optimizer over all parameters of a model. */
@State(Scope.Thread)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 3, time = 1)
@Fork(
    value = 5,
    jvmArgsPrepend = {"--add-modules", "jdk.incubator.vector"})
public class OptimizerBenchmark {
  private static final float RATE = 1e-6f;
  private static final float MOMENTUM = 0.9f;

  /** Whose parameters. */
  @Param public Shapes.Models model;

  private final Optimizer momentum = new Sgd(RATE, MOMENTUM);
  private final Optimizer nesterov = new Sgd(RATE, MOMENTUM, true);
  private final Optimizer adam = new Adam(RATE);
  private float[] gradient;
  private float[] state;
  private float[] parameters;

  /** Made by JMH. */
  public OptimizerBenchmark() {}

  /** Makes the vectors and verifies SGD with momentum. */
  @Setup(Level.Trial)
  public void fill() {
    int size = ParameterLayout.of(model.model()).size();
    gradient = Values.random(size, 1);
    parameters = Values.random(size, 2);
    state = new float[2 * size];
    Values.requireSame(
        model + " momentum",
        parameters,
        result -> {
          float[] velocity = new float[size];
          momentum.step(1, RATE, gradient, velocity, result);
          momentum.step(2, RATE, gradient, velocity, result);
        },
        result -> {
          for (int i = 0; i < size; i++) {
            result[i] = Math.fma(-RATE, gradient[i], result[i]);
            result[i] = Math.fma(-RATE, Math.fma(MOMENTUM, gradient[i], gradient[i]), result[i]);
          }
        });
  }

  /** SGD with momentum. */
  @Benchmark
  public void momentum(Traffic traffic) {
    momentum.step(1, RATE, gradient, state, parameters);
    traffic.count(5.0 * Float.BYTES * parameters.length, parameters.length);
  }

  /** SGD with Nesterov's momentum. */
  @Benchmark
  public void nesterov(Traffic traffic) {
    nesterov.step(1, RATE, gradient, state, parameters);
    traffic.count(5.0 * Float.BYTES * parameters.length, parameters.length);
  }

  /** Adam. */
  @Benchmark
  public void adam(Traffic traffic) {
    adam.step(1, RATE, gradient, state, parameters);
    traffic.count(7.0 * Float.BYTES * parameters.length, parameters.length);
  }
}
