package dev.convoy.average;

import dev.convoy.data.ReadRange;
import dev.convoy.worker.Recipe;
import java.io.Serializable;

/**
 * A range of an epoch that workers go through before they synchronize. A batch is here what a step
 * takes: several batches of the model, if their gradients are added up.
 *
 * @param recipe what to do with a batch
 * @param epoch number of the epoch, from 1
 * @param firstBatch the first batch of the range, from 0, in each worker's own order
 * @param batches at most so many; a worker may have fewer left, or none
 * @param epochBatches that the worker with the most examples has in an epoch
 * @param baseRate learning rate that the recipe's schedule starts from
 */
public record Round(
    Recipe recipe, int epoch, int firstBatch, int batches, int epochBatches, float baseRate)
    implements Serializable {
  /** The examples of that range. */
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

  /** The number of a batch since the beginning of training, from 1. */
  public long step(int batch) {
    return (epoch - 1L) * epochBatches + batch + 1;
  }
}
