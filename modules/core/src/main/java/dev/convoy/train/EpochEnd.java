package dev.convoy.train;

import dev.convoy.cluster.Cluster;
import dev.convoy.cluster.Split;
import dev.convoy.evaluate.Evaluator;
import dev.convoy.worker.Evaluation;
import dev.convoy.worker.Recipe;
import dev.convoy.worker.TrainingFailedException;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * The driver's work at the end of an epoch: it checks that every example was processed, evaluates,
 * updates the model selection and notifies the listener.
 *
 * @param recipe how batches were processed
 * @param cluster the cluster that evaluates
 * @param trainingExamples number of examples that each epoch must process
 * @param evaluates whether there are test data
 * @param listener receives the metrics of the epoch
 * @param modelSelection how evaluations select parameters
 */
record EpochEnd(
    Recipe recipe,
    Cluster cluster,
    long trainingExamples,
    boolean evaluates,
    TrainingListener listener,
    ModelSelection modelSelection) {
  private static final double NANOSECONDS = 1e9;

  /**
   * Returns the state between this epoch and the next.
   *
   * @param last the state after the epoch's last round
   * @throws TrainingFailedException if examples were missed or processed twice
   * @throws DivergedException if the loss on the test data is not finite
   */
  TrainingState after(TrainingState last) {
    int epoch = last.epoch() + 1;
    EpochProgress progress = last.progress();
    requireEveryExample(epoch, progress);
    final long startTime = System.nanoTime();
    float[] parameters = last.parameters();
    float[] average =
        modelSelection.average().afterEpoch(last.snapshots().average(), parameters, epoch);
    ModelSnapshots snapshots = last.snapshots().withAverage(average);
    Optional<Evaluation> test =
        evaluates
            ? Optional.of(evaluate(epoch, snapshots.evaluated(parameters)))
            : Optional.empty();
    BestEpochTracker tracker =
        test.map(result -> modelSelection.tracker(recipe, progress.tracker(), epoch, result))
            .orElse(progress.tracker());
    TrainingState after =
        new TrainingState(
            epoch,
            EpochProgress.none(progress.rollbacks(), tracker),
            parameters,
            last.state(),
            modelSelection.snapshots(snapshots, parameters, epoch, tracker));
    double seconds = (System.nanoTime() - startTime) / NANOSECONDS;
    listener.epochEnded(after, metrics(epoch, progress, test, tracker, seconds));
    if (modelSelection.stops(after)) {
      tellNoBetter(after, "stopping early with its parameters");
    } else if (tracker.reductions() > progress.tracker().reductions()) {
      float rate = after.progress().baseRate(recipe.optimization());
      tellNoBetter(after, "going on with learning rate " + rate);
    }
    return after;
  }

  private void requireEveryExample(int epoch, EpochProgress progress) {
    long examples = progress.counted().examples() + progress.discarded();
    if (examples != trainingExamples) {
      throw new TrainingFailedException(
          "epoch "
              + epoch
              + " went through "
              + examples
              + " examples, the data have "
              + trainingExamples);
    }
  }

  private Evaluation evaluate(int epoch, float[] parameters) {
    String what = "evaluation after epoch " + epoch;
    Evaluation evaluation = Evaluator.evaluate(cluster, what, Split.TEST, recipe, parameters);
    if (!Double.isFinite(evaluation.lossSum())) {
      throw new DivergedException(what + ": the loss is " + evaluation.lossSum());
    }
    return evaluation;
  }

  private EpochMetrics metrics(
      int epoch,
      EpochProgress progress,
      Optional<Evaluation> test,
      BestEpochTracker tracker,
      double seconds) {
    return new EpochMetrics(
        epoch,
        progress.rounds(),
        progress.counted(),
        progress.discarded(),
        test,
        new EpochMetrics.Time(progress.seconds(), progress.seconds() + seconds),
        modelSelection.earlyStopping().isPresent()
            ? OptionalInt.of(tracker.bestEpoch())
            : OptionalInt.empty());
  }

  private void tellNoBetter(TrainingState state, String consequence) {
    listener.warned(
        "epoch "
            + state.epoch()
            + ": test "
            + modelSelection.monitor()
            + " has not got better since epoch "
            + state.progress().tracker().bestEpoch()
            + "; "
            + consequence);
  }
}
