package dev.convoy.train;

import dev.convoy.average.Round;
import dev.convoy.average.Rounds;
import dev.convoy.average.Synchronization;
import dev.convoy.cluster.Cluster;
import dev.convoy.cluster.Reduction;
import dev.convoy.model.Initializer;
import dev.convoy.model.ParameterLayout;
import dev.convoy.random.RandomStream;
import dev.convoy.worker.Contribution;
import dev.convoy.worker.Evaluation;
import dev.convoy.worker.Fold;
import dev.convoy.worker.Recipe;
import dev.convoy.worker.TrainingFailedException;
import java.util.List;

/**
 * The training loop: in each round every worker trains on its partition, and the driver applies the
 * mean of the contributions. The same recipe, seed and number of workers give the same parameters
 * on every cluster.
 */
public final class Trainer {
  private static final double NANOSECONDS = 1e9;

  /**
   * Five rollbacks reduce the rate to 1/32. If training still diverges, the rate is not the cause.
   */
  private static final int MOST_ROLLBACKS = 5;

  private final Recipe recipe;
  private final Synchronization synchronization;
  private final Cluster cluster;
  private final TrainingListener listener;
  private final RunPolicy policy;
  private final ModelSelection modelSelection;
  private final Rounds rounds;
  private final EpochEnd epochEnd;

  /**
   * Makes a trainer with {@link RunPolicy#straight} and {@link ModelSelection#NONE}. Arguments and
   * errors are those of the other constructor.
   */
  public Trainer(
      Recipe recipe,
      Synchronization synchronization,
      Cluster cluster,
      DataSizes data,
      TrainingListener listener) {
    this(
        recipe,
        synchronization,
        cluster,
        data,
        listener,
        RunPolicy.straight(),
        ModelSelection.NONE);
  }

  /**
   * Makes a trainer.
   *
   * @param recipe how to process a batch
   * @param synchronization when workers synchronize, and what is averaged
   * @param cluster the cluster to train on
   * @param data number of examples on the cluster
   * @param listener receives the events of training
   * @param policy when to save and to stop, and how to handle NaN
   * @param modelSelection how evaluations select parameters
   * @throws IllegalArgumentException if the model selection or the schedule needs test data and
   *     there are none
   */
  public Trainer(
      Recipe recipe,
      Synchronization synchronization,
      Cluster cluster,
      DataSizes data,
      TrainingListener listener,
      RunPolicy policy,
      ModelSelection modelSelection) {
    boolean evaluates = data.test() > 0;
    modelSelection.requireTestData(recipe, evaluates);
    this.recipe = recipe;
    this.synchronization = synchronization;
    this.cluster = cluster;
    this.listener = listener;
    this.policy = policy;
    this.modelSelection = modelSelection;
    long largestShare = (data.training() + cluster.workers() - 1) / cluster.workers();
    int examples = recipe.stepExamples();
    int batches = Math.toIntExact((largestShare + examples - 1) / examples);
    this.rounds = synchronization.rounds(batches);
    this.epochEnd =
        new EpochEnd(recipe, cluster, data.training(), evaluates, listener, modelSelection);
  }

  /** Returns the state before the first epoch. */
  public TrainingState start(Initializer initializer) {
    ParameterLayout layout = ParameterLayout.of(recipe.model());
    long key = RandomStream.INITIALIZATION.key(recipe.seed());
    int stateSize = synchronization.stateSize(recipe.optimization().optimizer(), layout.size());
    return new TrainingState(0, initializer.initialize(layout, key), new float[stateSize]);
  }

  /**
   * Trains until {@code epochs} epochs are complete, the run ends early, or a stop is requested. It
   * can start from any state between two rounds. If a stop is requested, the listener has received
   * the returned state.
   *
   * @param state the state to start from; the driver's state in it is overwritten, the parameters
   *     are not
   * @throws IllegalArgumentException if the state has no round of its epoch left
   * @throws TrainingFailedException if a value is not finite and {@link OnNan} cannot recover, no
   *     worker contributed to a round, an epoch missed examples, or the cluster gave up
   */
  public TrainingState train(TrainingState state, int epochs) {
    int count = rounds.count();
    if (state.progress().rounds() >= count) {
      throw new IllegalArgumentException(
          "training state: " + state.text() + ", but that epoch has " + count + " round(s)");
    }
    // The argument is reassigned, so that it does not keep unused vectors alive.
    TrainingState saved = toGoBackTo(state);
    boolean isSaved = true;
    while (state.epoch() < epochs && !modelSelection.stops(state)) {
      boolean stop = policy.stopRequested().getAsBoolean();
      if (!isSaved && (stop || isCheckpointDue(state))) {
        listener.checkpointDue(state);
        saved = toGoBackTo(state);
      }
      if (stop) {
        return state;
      }
      try {
        state = trainRound(state, saved.state() == state.state(), epochs);
        isSaved = state.progress().rounds() == rounds.count();
        if (isSaved) {
          state = epochEnd.after(state);
        }
      } catch (DivergedException e) {
        state = rolledBack(saved, state.progress().rollbacks() + 1, e);
        isSaved = true;
      }
      if (isSaved) {
        saved = toGoBackTo(state);
      }
    }
    return state;
  }

  /**
   * The state to roll back to. Without {@link OnNan#ROLLBACK} its vectors are dropped to save
   * memory.
   */
  private TrainingState toGoBackTo(TrainingState state) {
    return policy.onNan() == OnNan.ROLLBACK ? state : state.withoutVectors();
  }

  private boolean isCheckpointDue(TrainingState state) {
    return state.progress().rounds() % policy.checkpointRounds() == 0;
  }

  /**
   * Runs one round. After an epoch's last round only the progress in the returned state shows that
   * the epoch is complete.
   *
   * @param keepsState whether the driver's state before the round is still needed after it
   */
  private TrainingState trainRound(TrainingState before, boolean keepsState, int epochs) {
    final long startTime = System.nanoTime();
    int epoch = before.epoch() + 1;
    int index = before.progress().rounds();
    int count = rounds.count();
    listener.roundStarted(epoch, index + 1, count);
    String what = "epoch " + epoch + " of " + epochs + ", round " + (index + 1) + " of " + count;
    Round round = round(epoch, index, before.progress().baseRate(recipe.optimization()));
    Reduction reduction =
        cluster.reduce(
            what,
            synchronization.broadcast(before.parameters(), before.state()),
            synchronization.work(round));
    List<Contribution> contributions = reduction.contributions();
    requireFinite(what, contributions);
    float[] mean =
        reduction
            .mean()
            .orElseThrow(
                () -> new TrainingFailedException(what + ": no worker contributed to the round"));
    float[] state = keepsState ? before.state().clone() : before.state();
    float[] parameters = apply(what, round, before.parameters(), mean, state);
    double seconds = (System.nanoTime() - startTime) / NANOSECONDS;
    listener.roundEnded(
        epoch, index + 1, count, RoundCost.of(reduction, synchronization.wire(), seconds));
    EpochProgress progress =
        before
            .progress()
            .plus(
                Evaluation.sum(contributions.stream().map(Contribution::evaluation).toList()),
                contributions.stream().mapToLong(Contribution::discarded).sum(),
                seconds);
    float[] average =
        modelSelection
            .average()
            .afterRound(
                before.snapshots().average(),
                parameters,
                round.batches(),
                round.step(round.firstBatch() + round.batches()) - 1);
    ModelSnapshots snapshots = before.snapshots().withAverage(average);
    return new TrainingState(before.epoch(), progress, parameters, state, snapshots);
  }

  private Round round(int epoch, int index, float rate) {
    int first = rounds.first(index);
    return new Round(recipe, epoch, first, rounds.first(index + 1) - first, rounds.batches(), rate);
  }

  private float[] apply(String what, Round round, float[] parameters, float[] mean, float[] state) {
    float[] next = synchronization.apply(round, parameters, mean, state);
    // Averaging preserves frozen parameters except for the sign of a zero.
    recipe.copyFrozen(parameters, next);
    if (!Fold.isFinite(next)) {
      throw new DivergedException(what + ": a parameter is no longer finite");
    }
    return next;
  }

  /** Warns about contributions that are not finite; fails unless they are to be skipped. */
  private void requireFinite(String what, List<Contribution> contributions) {
    int discarded = 0;
    String reason = "";
    for (int worker = 0; worker < contributions.size(); worker++) {
      Contribution contribution = contributions.get(worker);
      if (contribution.discarded() > 0) {
        reason = what + ": " + notFinite(worker, contribution);
        discarded++;
        if (policy.onNan() != OnNan.SKIP) {
          throw new DivergedException(reason);
        }
        listener.warned(reason + "; it is left out of the round");
      }
    }
    if (discarded > 0 && contributions.stream().noneMatch(c -> c.examples() > 0)) {
      throw new DivergedException(reason + ", and no other worker contributed");
    }
  }

  private static String notFinite(int worker, Contribution contribution) {
    return Double.isFinite(contribution.lossSum())
        ? "a parameter or gradient of worker " + worker + " is no longer finite"
        : "the loss of worker " + worker + " is " + contribution.lossSum();
  }

  private TrainingState rolledBack(TrainingState saved, int rollbacks, DivergedException e) {
    if (policy.onNan() != OnNan.ROLLBACK) {
      throw e;
    }
    if (rollbacks > MOST_ROLLBACKS) {
      throw new TrainingFailedException(
          e.getMessage() + "; it was lowered " + MOST_ROLLBACKS + " times already");
    }
    TrainingState back = saved.withRollbacks(rollbacks);
    listener.warned(
        e.problem()
            + "; going back to "
            + back.text()
            + " with learning rate "
            + back.progress().baseRate(recipe.optimization()));
    listener.rolledBack(back);
    return back;
  }
}
