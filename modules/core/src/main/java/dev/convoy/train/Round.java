package dev.convoy.train;

import dev.convoy.data.Reading;
import java.io.Serializable;

/**
 * A stretch of an epoch that workers go through before they synchronize.
 *
 * @param recipe what to do with a batch
 * @param epoch number of the epoch, from 1
 * @param firstBatch the first batch of the stretch, from 0, in each worker's own order
 * @param batches at most so many; a worker may have fewer left, or none
 * @param rate learning rate
 */
public record Round(Recipe recipe, int epoch, int firstBatch, int batches, float rate)
    implements Serializable {
  /** The examples of that stretch. */
  Reading reading() {
    long batchSize = recipe.batchSize();
    return new Reading(epoch, firstBatch * batchSize, batches * batchSize);
  }

  /** With the rate of the recipe's optimizer. */
  public Round(Recipe recipe, int epoch, int firstBatch, int batches) {
    this(recipe, epoch, firstBatch, batches, recipe.optimizer().rate());
  }
}
