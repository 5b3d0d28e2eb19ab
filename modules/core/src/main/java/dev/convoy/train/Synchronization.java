package dev.convoy.train;

import dev.convoy.optim.Optimizer;
import java.io.Serializable;

/** When and what workers synchronize: one mechanism, two things to average. */
public sealed interface Synchronization extends Serializable {
  /** Number of batches that each worker goes through in a round, of those it has in an epoch. */
  int batchesPerRound(int batchesPerEpoch);

  /** The work of one round. */
  Task<Contribution> work(Round round);

  /** Number of floats that the driver keeps between rounds; all zero at first. */
  int stateSize(Optimizer optimizer, int parameters);

  /**
   * Turns the mean of a round's contributions into the parameters of the next.
   *
   * @param number the round's number since the beginning of training, from 1
   * @param rate learning rate of the round
   * @param parameters those the round started from; read only
   * @param mean of what the workers contributed; may be overwritten
   * @param state the driver's, read and overwritten
   */
  float[] apply(
      long number,
      float rate,
      Optimizer optimizer,
      float[] parameters,
      float[] mean,
      float[] state);

  /** The form users write. */
  String text();

  /**
   * Each worker trains a replica by itself; their parameters are averaged. The inner optimizer's
   * state starts each round at zero.
   *
   * @param steps batches a round; 0 for a whole epoch
   * @param outer what to do with the mean
   */
  record ParameterAveraging(int steps, OuterUpdate outer) implements Synchronization {
    /** Checks the number of steps. */
    public ParameterAveraging {
      if (steps < 0) {
        throw new IllegalArgumentException("sync: steps " + steps + " must be at least 1");
      }
    }

    @Override
    public int batchesPerRound(int batchesPerEpoch) {
      return steps == 0 ? batchesPerEpoch : steps;
    }

    @Override
    public Task<Contribution> work(Round round) {
      return new LocalTraining(round);
    }

    @Override
    public int stateSize(Optimizer optimizer, int parameters) {
      return outer.stateSize(parameters);
    }

    @Override
    public float[] apply(
        long number,
        float rate,
        Optimizer optimizer,
        float[] parameters,
        float[] mean,
        float[] state) {
      outer.apply(parameters, mean, state);
      return mean;
    }

    @Override
    public String text() {
      return steps == 0 ? "epoch" : "steps:" + steps;
    }
  }

  /**
   * Each round is one batch for each worker; their gradients are averaged and the driver takes the
   * optimizer's step. It equals training on the union of the batches.
   */
  record GradientAveraging() implements Synchronization {
    @Override
    public int batchesPerRound(int batchesPerEpoch) {
      return 1;
    }

    @Override
    public Task<Contribution> work(Round round) {
      return new BatchGradient(round);
    }

    @Override
    public int stateSize(Optimizer optimizer, int parameters) {
      return optimizer.stateSize(parameters);
    }

    @Override
    public float[] apply(
        long number,
        float rate,
        Optimizer optimizer,
        float[] parameters,
        float[] mean,
        float[] state) {
      float[] next = parameters.clone();
      optimizer.step(number, rate, mean, state, next);
      return next;
    }

    @Override
    public String text() {
      return "gradient";
    }
  }

  /** Reads {@code epoch}, {@code steps:H} or {@code gradient}. */
  static Synchronization parse(String text, OuterUpdate outer) {
    if (text.equals("epoch")) {
      return new ParameterAveraging(0, outer);
    }
    if (text.equals("gradient")) {
      if (!(outer instanceof OuterUpdate.Average)) {
        throw new IllegalArgumentException(
            "outer '" + outer.text() + "' needs sync epoch or steps:H, not gradient");
      }
      return new GradientAveraging();
    }
    if (text.matches("steps:[1-9][0-9]{0,8}")) {
      return new ParameterAveraging(Integer.parseInt(text.substring("steps:".length())), outer);
    }
    throw new IllegalArgumentException(
        "sync '" + text + "' must be epoch, gradient or steps:H with H at least 1");
  }
}
