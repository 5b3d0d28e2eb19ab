package dev.convoy.bench;

import dev.convoy.average.OuterUpdate;
import dev.convoy.model.ParameterLayout;
import dev.convoy.worker.Contribution;
import dev.convoy.worker.Fold;
import java.util.ArrayList;
import java.util.List;
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

/** What the driver does with the workers' parameters at the end of a round. */
@State(Scope.Thread)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 3, time = 1)
@Fork(
    value = 5,
    jvmArgsPrepend = {"--add-modules", "jdk.incubator.vector"})
public class AveragingBenchmark {
  /** Whose parameters. */
  @Param public Shapes.Models model;

  /** Contributions of a round. */
  @Param("8")
  public int workers;

  private final List<Contribution> contributions = new ArrayList<>();
  private final OuterUpdate nesterov = new OuterUpdate.Nesterov(1f, 0.5f);
  private int size;
  private float[] broadcast;
  private float[] mean;
  private float[] state;

  /** Made by JMH. */
  public AveragingBenchmark() {}

  /** Makes the contributions and verifies their mean. */
  @Setup(Level.Trial)
  public void fill() {
    size = ParameterLayout.of(model.model()).size();
    broadcast = Values.random(size, 0);
    state = new float[size];
    for (int worker = 1; worker <= workers; worker++) {
      contributions.add(new Contribution(Values.random(size, worker), worker, 0, 0));
    }
    mean = Fold.mean(contributions);
    Values.requireSame(
        model + " fold",
        new float[size],
        result -> System.arraycopy(mean, 0, result, 0, size),
        this::naive);
  }

  private void naive(float[] result) {
    long examples = contributions.stream().mapToLong(Contribution::examples).sum();
    for (int i = 0; i < size; i++) {
      double sum = 0;
      for (Contribution contribution : contributions) {
        sum += (double) contribution.examples() * contribution.values()[i];
      }
      result[i] = (float) (sum / examples);
    }
  }

  /** The weighted mean of all contributions. */
  @Benchmark
  public float[] fold(Traffic traffic) {
    traffic.count((workers + 1.0) * Float.BYTES * size, size);
    return Fold.mean(contributions);
  }

  /** Momentum on the averaged delta. */
  @Benchmark
  public void nesterov(Traffic traffic) {
    nesterov.apply(size, broadcast, mean, state);
    traffic.count(5.0 * Float.BYTES * size, size);
  }
}
