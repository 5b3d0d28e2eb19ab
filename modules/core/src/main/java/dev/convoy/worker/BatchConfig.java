package dev.convoy.worker;

import dev.convoy.augment.Augmentations;
import dev.convoy.kernel.Algorithm;
import dev.convoy.kernel.KernelSelection;
import java.io.Serializable;

/**
 * How a batch is processed.
 *
 * @param size number of examples in one worker's batch, at least 1
 * @param augmentations random changes of training images
 * @param algorithm the convolution algorithm; it affects the result
 * @param kernels {@code auto}, {@code simd} or {@code reference}; they do not affect the result
 */
public record BatchConfig(
    int size, Augmentations augmentations, Algorithm algorithm, String kernels)
    implements Serializable {
  /** Batches of 64 images without augmentation. */
  public static final BatchConfig STANDARD =
      new BatchConfig(64, Augmentations.none(), Algorithm.DIRECT, KernelSelection.AUTO);

  /** Checks the size. */
  public BatchConfig {
    if (size < 1) {
      throw new IllegalArgumentException("batch-size " + size + " must be at least 1");
    }
  }

  /** Makes a configuration without augmentation and with direct convolutions. */
  public BatchConfig(int size, String kernels) {
    this(size, Augmentations.none(), Algorithm.DIRECT, kernels);
  }
}
