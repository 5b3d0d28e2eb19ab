package dev.convoy.check;

import dev.convoy.kernel.Algorithm;
import dev.convoy.kernel.Kernels;
import dev.convoy.model.Model;
import dev.convoy.model.ModelSummary;
import dev.convoy.plan.Plan;
import dev.convoy.plan.Request;
import dev.convoy.plan.StepDescription;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * Measures the time of training steps (forward, loss, backward, SGD with momentum) on random data.
 *
 * @param model the model to train
 * @param batchSize number of examples in a step
 * @param threads number of replicas that train at the same time, one thread each
 * @param kernels the kernels to compute with
 * @param algorithm the convolution algorithm
 */
public record StepBenchmark(
    Model model, int batchSize, int threads, Kernels kernels, Algorithm algorithm) {
  private static final double NANOSECONDS = 1e9;
  private static final double WARM_UP_SHARE = 0.3;
  private static final double GIGA = 1e9;

  /** Checks the sizes. */
  public StepBenchmark {
    requirePositive("batch-size", batchSize);
    requirePositive("threads", threads);
  }

  private static void requirePositive(String what, int number) {
    if (number < 1) {
      throw new IllegalArgumentException(what + " " + number + " must be at least 1");
    }
  }

  /**
   * The result of a benchmark.
   *
   * @param imagesPerSecond images per second over all threads, from the median time of a step
   * @param gflops 10⁹ additions and multiplications per second over all threads
   * @param steps number of measured steps over all threads
   */
  public record Result(double imagesPerSecond, double gflops, long steps) {}

  /** The sorted step times of a thread. */
  private record Times(List<Long> nanoseconds) {
    double medianSeconds() {
      return nanoseconds.get(nanoseconds.size() / 2) / NANOSECONDS;
    }
  }

  /**
   * Runs for about {@code seconds} seconds, after a warm-up of a third of that.
   *
   * @throws IllegalStateException if a step gives a result that is not finite
   */
  public Result run(double seconds) {
    ExecutorService pool = Executors.newFixedThreadPool(threads);
    try {
      List<Callable<Times>> calls = new ArrayList<>();
      for (int thread = 0; thread < threads; thread++) {
        calls.add(() -> time(seconds));
      }
      double imagesPerSecond = 0;
      long steps = 0;
      for (Future<Times> times : pool.invokeAll(calls)) {
        imagesPerSecond += batchSize / times.get().medianSeconds();
        steps += times.get().nanoseconds().size();
      }
      return new Result(imagesPerSecond, imagesPerSecond * operations() / GIGA, steps);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("bench: interrupted", e);
    } catch (ExecutionException e) {
      throw new IllegalStateException("bench: " + e.getCause().getMessage(), e);
    } finally {
      pool.shutdownNow();
    }
  }

  /**
   * Floating-point operations of one image's step: two for each planned multiply-add. A Winograd
   * convolution counts like a direct one.
   */
  long operations() {
    List<ModelSummary.Row> rows = ModelSummary.of(model).rows();
    List<StepDescription> steps = Plan.describe(model, Request.training(model), 1, kernels);
    long operations = 0;
    for (int i = 0; i < rows.size(); i++) {
      ModelSummary.Row row = rows.get(i);
      int passes = 1;
      passes += steps.get(i).gradients().parameters() ? 1 : 0;
      passes += steps.get(i).gradients().input() ? 1 : 0;
      operations += 2 * passes * row.multiplyAdds();
    }
    return operations;
  }

  private Times time(double seconds) {
    RandomStep step = new RandomStep(model, batchSize, kernels, algorithm);
    Plan plan = step.plan();
    long warmUntil = System.nanoTime() + (long) (seconds * WARM_UP_SHARE * NANOSECONDS);
    do {
      step.run(plan);
    } while (System.nanoTime() < warmUntil);
    List<Long> times = new ArrayList<>();
    long until = System.nanoTime() + (long) (seconds * NANOSECONDS);
    do {
      long start = System.nanoTime();
      step.run(plan);
      times.add(System.nanoTime() - start);
    } while (System.nanoTime() < until);
    times.sort(null);
    return new Times(times);
  }
}
