package dev.convoy.augment;

import dev.convoy.loss.Targets;
import dev.convoy.random.RandomStream;

/**
 * Mixes each example of a batch with the one before it, and the first with the last. The pairs are
 * as random as the order of the epoch, and are the same when a task is retried. It owns memory for
 * one image and allocates nothing per batch.
 */
public final class BatchMixer {
  private final Mixup mixup;
  private final long seed;
  private final int[] labels;
  private final int[] others;
  private final float[] shares;
  private final float[] last;
  private final Targets targets;

  /**
   * Makes a mixer for batches of one form.
   *
   * @param mixup the distribution of the shares
   * @param rowSize number of values in an example
   * @param labels the array that will hold the classes of each batch; its length is the largest
   *     batch size
   * @param seed the random seed
   */
  public BatchMixer(Mixup mixup, int rowSize, int[] labels, long seed) {
    int size = mixup.isActive() ? labels.length : 0;
    this.mixup = mixup;
    this.seed = seed;
    this.labels = labels;
    this.others = new int[size];
    this.shares = new float[size];
    this.last = new float[mixup.isActive() ? rowSize : 0];
    this.targets = mixup.isActive() ? new Targets(labels, others, shares) : Targets.of(labels);
  }

  /** The targets of a batch after {@link #mix}; the same object for all batches. */
  public Targets targets() {
    return targets;
  }

  /** Draws an example's share of its mixture. */
  public void draw(int n, int epoch, long position) {
    if (mixup.isActive()) {
      shares[n] = mixup.share(RandomStream.MIXUP.key(seed, epoch, position));
    }
  }

  /**
   * Mixes a batch after its labels are set and its shares are drawn. A batch of one is not changed.
   *
   * @param count number of examples in the batch
   * @param rows {@code [example][value]}, overwritten
   */
  public void mix(int count, float[] rows) {
    if (!mixup.isActive()) {
      return;
    }
    if (count == 1) {
      shares[0] = 1f;
      return;
    }
    int size = last.length;
    System.arraycopy(rows, (count - 1) * size, last, 0, size);
    // From the end, so that the previous row is still unmixed.
    for (int n = count - 1; n > 0; n--) {
      mix(shares[n], rows, n * size, rows, (n - 1) * size);
      others[n] = labels[n - 1];
    }
    mix(shares[0], rows, 0, last, 0);
    others[0] = labels[count - 1];
  }

  private void mix(float share, float[] rows, int at, float[] other, int from) {
    float rest = 1 - share;
    for (int i = 0; i < last.length; i++) {
      rows[at + i] = share * rows[at + i] + rest * other[from + i];
    }
  }
}
