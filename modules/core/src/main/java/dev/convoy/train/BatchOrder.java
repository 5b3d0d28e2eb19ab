package dev.convoy.train;

import dev.convoy.data.Ownership;
import dev.convoy.random.Permutation;
import java.util.Optional;

/**
 * The order in which a worker goes through its examples in an epoch, cut into batches. The last
 * batch may be smaller.
 */
final class BatchOrder {
  private final int epoch;
  private final int examples;
  private final int batchSize;
  private final Optional<Permutation> permutation;

  private BatchOrder(int epoch, int examples, int batchSize, Optional<Permutation> permutation) {
    this.epoch = epoch;
    this.examples = examples;
    this.batchSize = batchSize;
    this.permutation = permutation;
  }

  /** The shuffled order of an epoch. */
  static BatchOrder shuffled(long seed, int epoch, int worker, int examples, int batchSize) {
    Permutation permutation = Ownership.epochOrder(seed, epoch, worker, examples);
    return new BatchOrder(epoch, examples, batchSize, Optional.of(permutation));
  }

  /** The order of the partition itself. */
  static BatchOrder sequential(int examples, int batchSize) {
    return new BatchOrder(0, examples, batchSize, Optional.empty());
  }

  int epoch() {
    return epoch;
  }

  /** Number of batches of so many examples. */
  static int batches(long examples, int batchSize) {
    return Math.toIntExact((examples + batchSize - 1) / batchSize);
  }

  int batches() {
    return batches(examples, batchSize);
  }

  /** Number of examples of a batch. */
  int size(int batch) {
    return Math.min(batchSize, examples - batch * batchSize);
  }

  /** The index in the partition of an example of a batch. */
  int example(int batch, int place) {
    int index = batch * batchSize + place;
    return permutation.isPresent() ? (int) permutation.get().apply(index) : index;
  }
}
