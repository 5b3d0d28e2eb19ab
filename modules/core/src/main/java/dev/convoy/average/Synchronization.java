package dev.convoy.average;

import dev.convoy.model.ParameterLayout;
import dev.convoy.optim.Optimizer;
import dev.convoy.worker.Contribution;
import dev.convoy.worker.Task;
import java.io.Serializable;
import java.util.Arrays;

/** When workers synchronize, and whether parameters or gradients are averaged. */
public sealed interface Synchronization extends Serializable {
  /**
   * Divides an epoch into rounds.
   *
   * @param batches number of batches in an epoch, for the worker with the most examples
   */
  Rounds rounds(int batches);

  /** The task of one round. */
  Task<Contribution> work(Round round);

  /** Number of floats in the driver's state; all are zero at first. */
  int stateSize(Optimizer optimizer, int parameters);

  /**
   * The vector that workers get at the start of a round; their contributions have the same layout.
   * May be {@code parameters} itself; the arguments are read only.
   */
  float[] broadcast(float[] parameters, float[] state);

  /**
   * Turns the mean of a round's contributions into the parameters of the next.
   *
   * @param round the round
   * @param parameters the parameters that the round started from; read only
   * @param mean the mean of the contributions; may be overwritten
   * @param state the driver's state, read and overwritten
   */
  float[] apply(Round round, float[] parameters, float[] mean, float[] state);

  /** How the driver updates the parameters from their mean. */
  default OuterUpdate outer() {
    return new OuterUpdate.Average();
  }

  /** How the workers' optimizer state carries over between rounds. */
  default InnerState innerState() {
    return InnerState.RESET;
  }

  /** The precision of what workers send. */
  WireFormat wire();

  /** The text that {@link #parse} reads. */
  String text();

  /**
   * Averages parameters: each worker trains its own replica between synchronizations. The driver's
   * state is that of the outer update, followed by that of the inner optimizer if it is averaged.
   *
   * @param steps number of batches in a round; 0 for a whole epoch
   * @param outer how the driver updates the parameters from the mean
   * @param innerState how the inner optimizer's state carries over
   * @param wire the precision of what workers send
   */
  record ParameterAveraging(int steps, OuterUpdate outer, InnerState innerState, WireFormat wire)
      implements Synchronization {
    /** Checks the number of steps. */
    public ParameterAveraging {
      if (steps < 0) {
        throw new IllegalArgumentException("sync: steps " + steps + " must be at least 0");
      }
    }

    @Override
    public Rounds rounds(int batches) {
      return new Rounds(batches, steps == 0 ? batches : Math.min(steps, batches));
    }

    @Override
    public Task<Contribution> work(Round round) {
      return new LocalTraining(round, innerState, wire);
    }

    @Override
    public int stateSize(Optimizer optimizer, int parameters) {
      int inner = innerState == InnerState.AVERAGE ? optimizer.stateSize(parameters) : 0;
      return Math.addExact(outer.stateSize(parameters), inner);
    }

    @Override
    public float[] broadcast(float[] parameters, float[] state) {
      int outerSize = outer.stateSize(parameters.length);
      int inner = state.length - outerSize;
      if (inner == 0) {
        return parameters;
      }
      float[] vector = Arrays.copyOf(parameters, Math.addExact(parameters.length, inner));
      System.arraycopy(state, outerSize, vector, parameters.length, inner);
      return vector;
    }

    @Override
    public float[] apply(Round round, float[] parameters, float[] mean, float[] state) {
      int size = parameters.length;
      if (wire == WireFormat.BFLOAT16) {
        for (int i = 0; i < size; i++) {
          mean[i] += parameters[i];
        }
      }
      outer.apply(ParameterLayout.of(round.recipe().model()).trained(), parameters, mean, state);
      System.arraycopy(mean, size, state, outer.stateSize(size), mean.length - size);
      return mean.length == size ? mean : Arrays.copyOf(mean, size);
    }

    @Override
    public String text() {
      return steps == 0 ? "epoch" : "steps:" + steps;
    }
  }

  /**
   * Averages gradients: a round is one batch for each worker, and the driver takes the optimizer's
   * step. This equals training on the union of the batches.
   *
   * @param wire the precision of what workers send
   */
  record GradientAveraging(WireFormat wire) implements Synchronization {
    @Override
    public Rounds rounds(int batches) {
      return new Rounds(batches, 1);
    }

    @Override
    public Task<Contribution> work(Round round) {
      return new BatchGradient(round, wire);
    }

    @Override
    public int stateSize(Optimizer optimizer, int parameters) {
      return optimizer.stateSize(parameters);
    }

    @Override
    public float[] broadcast(float[] parameters, float[] state) {
      return parameters;
    }

    @Override
    public float[] apply(Round round, float[] parameters, float[] mean, float[] state) {
      if (wire == WireFormat.BFLOAT16) {
        int trained = ParameterLayout.of(round.recipe().model()).trained();
        for (int i = trained; i < parameters.length; i++) {
          mean[i] += parameters[i];
        }
      }
      float[] next = parameters.clone();
      int batch = round.firstBatch();
      round.recipe().stepRule().apply(round.step(batch), round.rate(batch), mean, state, next);
      return next;
    }

    @Override
    public String text() {
      return "gradient";
    }
  }

  /**
   * Reads {@code epoch}, {@code steps:H} or {@code gradient}, with {@link InnerState#RESET} and
   * {@link WireFormat#FLOAT32}.
   */
  static Synchronization parse(String text, OuterUpdate outer) {
    return parse(text, outer, InnerState.RESET, WireFormat.FLOAT32);
  }

  /** Reads {@code epoch}, {@code steps:H} or {@code gradient}. */
  static Synchronization parse(
      String text, OuterUpdate outer, InnerState innerState, WireFormat wire) {
    if (text.equals("epoch")) {
      return new ParameterAveraging(0, outer, innerState, wire);
    }
    if (text.equals("gradient")) {
      if (!(outer instanceof OuterUpdate.Average)) {
        throw new IllegalArgumentException(
            "outer '" + outer.text() + "' needs sync epoch or steps:H, not gradient");
      }
      if (innerState != InnerState.RESET) {
        throw new IllegalArgumentException(
            "inner-state '" + innerState + "' needs sync epoch or steps:H, not gradient");
      }
      return new GradientAveraging(wire);
    }
    if (text.matches("steps:[1-9][0-9]{0,8}")) {
      int steps = Integer.parseInt(text.substring("steps:".length()));
      return new ParameterAveraging(steps, outer, innerState, wire);
    }
    throw new IllegalArgumentException(
        "sync '" + text + "' must be epoch, gradient or steps:H with H at least 1");
  }
}
