package dev.convoy.train;

/**
 * Where training stands between two rounds; with the configuration it is all that going on needs.
 * Nobody writes to the parameters of a state; what the driver keeps is overwritten when training
 * goes on, unless {@link OnNan#ROLLBACK} may go back to it.
 *
 * @param epoch number of epochs done
 * @param progress of the next epoch
 * @param parameters the model's parameters
 * @param state what the driver keeps between rounds
 * @param candidates other parameters that may become the result
 */
public record TrainingState(
    int epoch,
    EpochProgress progress,
    float[] parameters,
    float[] state,
    ModelSnapshots candidates) {
  /** Without other candidates. */
  public TrainingState(int epoch, EpochProgress progress, float[] parameters, float[] state) {
    this(epoch, progress, parameters, state, ModelSnapshots.NONE);
  }

  /** Between two epochs. */
  public TrainingState(int epoch, float[] parameters, float[] state) {
    this(epoch, EpochProgress.none(0), parameters, state);
  }

  /** The same place with another number of rollbacks. */
  TrainingState withRollbacks(int rollbacks) {
    return new TrainingState(
        epoch, progress.withRollbacks(rollbacks), parameters, state, candidates);
  }

  /** The parameters that a run which ends here results in. */
  public float[] result() {
    return candidates.result(parameters);
  }

  /** The place in words, such as {@code epoch 3} or {@code epoch 3 and 2 rounds}. */
  public String text() {
    int rounds = progress.rounds();
    String more = rounds == 0 ? "" : " and " + rounds + (rounds == 1 ? " round" : " rounds");
    return "epoch " + epoch + more;
  }

  /** The same place in the training without its vectors. */
  public TrainingState withoutVectors() {
    return new TrainingState(epoch, progress, new float[0], new float[0]);
  }
}
