package dev.convoy.train;

/**
 * The state of training between two rounds. With the configuration it is all that is needed to
 * resume. The parameters are read-only. The driver's state is overwritten when training resumes,
 * unless {@link OnNan#ROLLBACK} may need it.
 *
 * @param epoch number of completed epochs
 * @param progress the progress within the next epoch
 * @param parameters the model's parameters
 * @param state the driver's state between rounds, such as the optimizer's
 * @param snapshots snapshots that may become the result
 */
public record TrainingState(
    int epoch,
    EpochProgress progress,
    float[] parameters,
    float[] state,
    ModelSnapshots snapshots) {
  /** Makes a state without snapshots. */
  public TrainingState(int epoch, EpochProgress progress, float[] parameters, float[] state) {
    this(epoch, progress, parameters, state, ModelSnapshots.NONE);
  }

  /** Makes a state between two epochs. */
  public TrainingState(int epoch, float[] parameters, float[] state) {
    this(epoch, EpochProgress.none(0), parameters, state);
  }

  /** Returns a copy with another number of rollbacks. */
  TrainingState withRollbacks(int rollbacks) {
    return new TrainingState(
        epoch, progress.withRollbacks(rollbacks), parameters, state, snapshots);
  }

  /** The parameters that become the result if the run ends at this state. */
  public float[] result() {
    return snapshots.result(parameters);
  }

  /** The position in words, such as {@code epoch 3} or {@code epoch 3 and 2 rounds}. */
  public String text() {
    int rounds = progress.rounds();
    String more = rounds == 0 ? "" : " and " + rounds + (rounds == 1 ? " round" : " rounds");
    return "epoch " + epoch + more;
  }

  /** Returns a copy without its vectors. */
  public TrainingState withoutVectors() {
    return new TrainingState(epoch, progress, new float[0], new float[0]);
  }
}
