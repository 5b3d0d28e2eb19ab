package dev.convoy.spark.capacity;

import dev.convoy.kernel.Kernels;
import dev.convoy.model.Model;
import dev.convoy.model.ParameterLayout;
import dev.convoy.plan.Plan;
import dev.convoy.plan.Request;
import dev.convoy.spark.command.output.Numbers;

/** What training steps on random data occupy of this process. */
public final class RandomStepMemory {
  /** Vectors of the parameters' size that a step has: with gradient and momentum. */
  private static final int VECTORS = 3;

  /** What steps may occupy of the heap. */
  private static final double HEAP_SHARE = 0.8;

  private RandomStepMemory() {}

  /**
   * Refuses a batch that this process has no room for.
   *
   * @param threads number of steps at the same time
   * @throws IllegalArgumentException if it has not
   */
  public static void requireFits(
      Model model, Request training, int batchSize, int threads, Kernels kernels) {
    long parameterBytes = (long) ParameterLayout.of(model).size() * Float.BYTES;
    long step = Plan.memoryBytes(model, training, batchSize, kernels) + VECTORS * parameterBytes;
    long available = Runtime.getRuntime().maxMemory();
    if ((double) step * threads > HEAP_SHARE * available) {
      throw new IllegalArgumentException(
          "batch-size "
              + batchSize
              + ": a training step holds "
              + Numbers.mega(step)
              + (threads > 1 ? " on each of " + threads + " threads" : "")
              + ", too much for a process of "
              + Numbers.mega(available)
              + "; give a smaller --batch-size");
    }
  }
}
