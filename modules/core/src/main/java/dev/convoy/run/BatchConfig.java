package dev.convoy.run;

import dev.convoy.augment.Augmentations;
import dev.convoy.kernel.Algorithm;
import dev.convoy.kernel.KernelSelection;

/**
 * How a batch is processed.
 *
 * @param size examples of a batch of one worker, at least 1
 * @param augmentations random changes of training images
 * @param algorithm of convolutions; part of the result
 * @param kernels {@code auto}, {@code simd} or {@code reference}; not part of the result
 */
public record BatchConfig(
    int size, Augmentations augmentations, Algorithm algorithm, String kernels) {
  /** Batches of 64 images as they are. */
  public static final BatchConfig STANDARD =
      new BatchConfig(64, Augmentations.none(), Algorithm.DIRECT, KernelSelection.AUTO);
}
