package dev.convoy.run;

import dev.convoy.average.RateScaling;
import dev.convoy.average.Synchronization;
import java.util.Locale;
import java.util.Optional;

/**
 * Warns about a run for which averaging is likely to cost accuracy, and suggests a better setting.
 * The limits are measured; the figures are in {@code docs/benchmarks/averaging.md}.
 *
 * @param workers number of replicas
 * @param examples number of training examples
 * @param stepExamples number of examples in one step of one worker
 * @param epochs number of epochs
 */
public record AveragingAdvice(int workers, long examples, int stepExamples, int epochs) {
  /**
   * The number of steps of a worker below which averaging costs accuracy. In 8 epochs of
   * Fashion-MNIST four workers have 1,880 steps, eight have 944.
   */
  private static final long FEW_STEPS = 1500;

  /** Averaging costs two workers no accuracy, and the advice does not help them. */
  private static final int MANY_WORKERS = 4;

  /**
   * The product workers × batches per round above which averaging costs accuracy. With square-root
   * rate scaling, 8 × 16 and 32 × 4 did well; 32 × 16 and 8 × 118 did not.
   */
  private static final long FAR_APART = 256;

  private static final String COST =
      "8 workers with 944 steps lost 1.4 to 2.2 points on Fashion-MNIST";

  private static final String SHORT_ROUNDS = "--sync steps:4 --inner-state average";

  /** Returns one line of advice on a run; empty if there is none to give. */
  public static Optional<String> about(RunDefinition run) {
    return new AveragingAdvice(
            run.averaging().workers(),
            run.data().training().summary().size(),
            run.recipe().stepExamples(),
            run.length().epochs())
        .about(run.averaging().synchronization(), run.averaging().rateScaling());
  }

  /** Returns one line of advice; empty if there is none to give. */
  public Optional<String> about(Synchronization synchronization, RateScaling scaling) {
    long share = (examples + workers - 1) / workers;
    int batches = Math.toIntExact((share + stepExamples - 1) / stepExamples);
    long steps = (long) batches * epochs;
    int round = synchronization.rounds(batches).length();
    boolean scaled = workers > 1 && scaling != RateScaling.NONE;
    if (workers >= MANY_WORKERS && !scaled && steps < FEW_STEPS) {
      return Optional.of(
          String.format(
              Locale.ROOT,
              "%,d steps for each of %d workers are few, which costs accuracy (%s); try"
                  + " %s--scale-rate sqrt, or more epochs",
              steps,
              workers,
              COST,
              round == 1 ? "" : SHORT_ROUNDS + " "));
    }
    if (scaled && round > 1 && (long) round * workers > FAR_APART) {
      return Optional.of(
          String.format(
              Locale.ROOT,
              "rounds of %,d batches are long for %d workers with a scaled rate, which costs"
                  + " accuracy; try %s",
              round,
              workers,
              SHORT_ROUNDS));
    }
    return Optional.empty();
  }
}
