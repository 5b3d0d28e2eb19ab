package dev.convoy.worker;

import dev.convoy.augment.Augmentations;
import dev.convoy.kernel.Algorithm;
import dev.convoy.kernel.KernelSelection;
import java.io.Serializable;

/**
 * How a batch is processed.
 *
 * @param size examples of a batch of one worker, at least 1
 * @param augmentations random changes of training images
 * @param algorithm of convolutions; part of the result
 * @param kernels {@code auto}, {@code simd} or {@code reference}; not part of the result
 */
public record BatchConfig(
    int size, Augmentations augmentations, Algorithm algorithm, String kernels)
    implements Serializable {
  /** Batches of 64 images as they are. */
  public static final BatchConfig STANDARD =
      new BatchConfig(64, Augmentations.none(), Algorithm.DIRECT, KernelSelection.AUTO);

  /** Checks the size. */
  public BatchConfig {
    if (size < 1) {
      throw new IllegalArgumentException("batch-size " + size + " must be at least 1");
    }
  }

  /** Images as they are and direct convolutions. */
  public BatchConfig(int size, String kernels) {
    this(size, Augmentations.none(), Algorithm.DIRECT, kernels);
  }
}
