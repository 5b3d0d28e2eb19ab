package dev.convoy.check;

import dev.convoy.kernel.Algorithm;
import dev.convoy.kernel.Kernels;
import dev.convoy.model.Model;
import dev.convoy.plan.StepTimes;
import dev.convoy.plan.StepTimes.StepTime;
import java.util.List;

/**
 * The time of training steps by layer, measured on random data.
 *
 * @param steps number of steps
 * @param seconds total time of the steps
 * @param layers the time of each layer in all steps
 */
public record StepProfile(long steps, double seconds, List<StepTime> layers) {
  private static final double NANOSECONDS = 1e9;
  private static final double WARM_UP_SHARE = 0.3;

  /**
   * Runs steps for about {@code seconds} seconds on one thread, after a warm-up of a third of that.
   *
   * @param model the model; it has one input and one output
   * @param batchSize number of examples in a step
   * @throws IllegalStateException if a step gives a result that is not finite
   */
  public static StepProfile measure(
      Model model, int batchSize, Kernels kernels, Algorithm algorithm, double seconds) {
    RandomStep step = new RandomStep(model, batchSize, kernels, algorithm);
    long warmUntil = System.nanoTime() + (long) (seconds * WARM_UP_SHARE * NANOSECONDS);
    do {
      step.run(step.plan());
    } while (System.nanoTime() < warmUntil);
    StepTimes times = new StepTimes();
    var timed = step.plan().timed(times);
    long start = System.nanoTime();
    long steps = 0;
    do {
      step.run(timed);
      steps++;
    } while (System.nanoTime() - start < seconds * NANOSECONDS);
    return new StepProfile(steps, (System.nanoTime() - start) / NANOSECONDS, times.steps());
  }

  /** The layers' share of the total time, 0 to 1; the loss and the optimizer take the rest. */
  public double layersShare() {
    return layers.stream().mapToDouble(StepTime::seconds).sum() / seconds;
  }
}
