package dev.convoy.average;

import dev.convoy.data.ReadRange;
import dev.convoy.worker.Recipe;
import java.io.Serializable;

/**
 * A range of an epoch that workers process before they synchronize. Batches are counted by step:
 * with gradient accumulation, one batch here is several batches of the model.
 *
 * @param recipe how to process a batch
 * @param epoch number of the epoch, from 1
 * @param firstBatch the first batch of the range, from 0, in each worker's own order
 * @param batches maximum number of batches; a worker may have fewer left, or none
 * @param epochBatches number of batches in an epoch, for the worker with the most examples
 * @param baseRate the learning rate that the recipe's schedule starts from
 */
public record Round(
    Recipe recipe, int epoch, int firstBatch, int batches, int epochBatches, float baseRate)
    implements Serializable {
  /** The examples of the round. */
  ReadRange reading() {
    long examples = recipe.stepExamples();
    return new ReadRange(epoch, firstBatch * examples, batches * examples);
  }

  /** The learning rate of a batch. */
  public float rate(int batch) {
    return recipe
        .optimization()
        .schedule()
        .rate(baseRate, epoch - 1 + (double) batch / epochBatches);
  }

  /** The number of a batch since the start of training, from 1. */
  public long step(int batch) {
    return (epoch - 1L) * epochBatches + batch + 1;
  }
}
