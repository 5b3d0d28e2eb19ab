package dev.convoy.train;

import dev.convoy.model.Initializer;
import dev.convoy.model.ParameterLayout;
import dev.convoy.random.CounterRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The training loop: rounds of work on every partition, folded on the driver, epoch after epoch.
 * The same recipe, seed and number of workers give the same parameters on every cluster.
 */
public final class Trainer {
  private static final long INITIALIZATION = 1;
  private static final double NANOSECONDS = 1e9;

  private final Recipe recipe;
  private final Synchronization synchronization;
  private final Cluster cluster;
  private final long trainingExamples;
  private final boolean evaluates;
  private final TrainingListener listener;

  /**
   * Makes a trainer.
   *
   * @param recipe what to do with a batch
   * @param synchronization when and what to average
   * @param cluster where to run
   * @param trainingExamples size of the training data; each epoch must go through exactly so many
   * @param evaluates whether there are test data to evaluate on after each epoch
   * @param listener told how it goes
   */
  public Trainer(
      Recipe recipe,
      Synchronization synchronization,
      Cluster cluster,
      long trainingExamples,
      boolean evaluates,
      TrainingListener listener) {
    this.recipe = recipe;
    this.synchronization = synchronization;
    this.cluster = cluster;
    this.trainingExamples = trainingExamples;
    this.evaluates = evaluates;
    this.listener = listener;
  }

  /** The state before the first epoch. */
  public TrainingState start(Initializer initializer) {
    ParameterLayout layout = ParameterLayout.of(recipe.model());
    long key = CounterRandom.key(recipe.seed(), INITIALIZATION);
    int stateSize = synchronization.stateSize(recipe.optimizer(), layout.size());
    return new TrainingState(0, initializer.initialize(layout, key), new float[stateSize]);
  }

  /** Trains until so many epochs are done. */
  public TrainingState train(TrainingState from, int epochs) {
    TrainingState state = from;
    while (state.epoch() < epochs) {
      state = trainEpoch(state, epochs);
    }
    return state;
  }

  private TrainingState trainEpoch(TrainingState before, int epochs) {
    final long startTime = System.nanoTime();
    int epoch = before.epoch() + 1;
    float[] parameters = before.parameters();
    float[] state = before.state().clone();
    long largestShare = (trainingExamples + cluster.workers() - 1) / cluster.workers();
    int batches = BatchOrder.batches(largestShare, recipe.batchSize());
    int perRound = Math.min(batches, synchronization.batchesPerRound(batches));
    int rounds = (batches + perRound - 1) / perRound;
    List<Evaluation> parts = new ArrayList<>();
    for (int round = 0; round < rounds; round++) {
      listener.roundStarted(epoch, round + 1, rounds);
      String what = "epoch " + epoch + "/" + epochs + ", round " + (round + 1) + "/" + rounds;
      Task<Contribution> work =
          synchronization.work(new Round(recipe, epoch, round * perRound, perRound));
      List<Contribution> contributions = cluster.run(what, Split.TRAINING, parameters, work);
      parts.add(count(what, contributions));
      long number = (long) before.epoch() * rounds + round + 1;
      parameters = apply(what, number, parameters, contributions, state);
    }
    Evaluation training = Evaluation.sum(parts);
    if (training.examples() != trainingExamples) {
      throw new TrainingFailedException(
          "epoch "
              + epoch
              + " went through "
              + training.examples()
              + " examples, the data have "
              + trainingExamples);
    }
    double trainingSeconds = (System.nanoTime() - startTime) / NANOSECONDS;
    Optional<Evaluation> test =
        evaluates ? Optional.of(evaluate(epoch, parameters)) : Optional.empty();
    double seconds = (System.nanoTime() - startTime) / NANOSECONDS;
    TrainingState after = new TrainingState(epoch, parameters, state);
    listener.epochEnded(
        after, new EpochMetrics(epoch, rounds, training, test, trainingSeconds, seconds));
    return after;
  }

  private float[] apply(
      String what,
      long number,
      float[] parameters,
      List<Contribution> contributions,
      float[] state) {
    float[] next;
    try {
      next = synchronization.apply(number, recipe.optimizer(), parameters, contributions, state);
    } catch (TrainingFailedException e) {
      throw new TrainingFailedException(what + ": " + e.getMessage());
    }
    if (!Fold.isFinite(next)) {
      throw new TrainingFailedException(
          what + ": a parameter is no longer finite; try a lower learning rate");
    }
    return next;
  }

  private Evaluation evaluate(int epoch, float[] parameters) {
    String what = "evaluation after epoch " + epoch;
    Evaluation evaluation = Evaluation.of(cluster, what, Split.TEST, recipe, parameters);
    if (!Double.isFinite(evaluation.lossSum())) {
      throw new TrainingFailedException(
          what + ": the loss is " + evaluation.lossSum() + "; try a lower learning rate");
    }
    return evaluation;
  }

  private static Evaluation count(String what, List<Contribution> contributions) {
    List<Evaluation> parts = new ArrayList<>();
    for (int worker = 0; worker < contributions.size(); worker++) {
      Contribution contribution = contributions.get(worker);
      if (!Double.isFinite(contribution.lossSum())) {
        throw new TrainingFailedException(
            what
                + ": the loss of worker "
                + worker
                + " is "
                + contribution.lossSum()
                + "; try a lower learning rate");
      }
      parts.add(
          new Evaluation(contribution.examples(), contribution.lossSum(), contribution.correct()));
    }
    return Evaluation.sum(parts);
  }
}
