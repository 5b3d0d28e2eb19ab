package dev.convoy.bench.peers;

import ai.djl.ndarray.NDArray;
import java.util.List;

/**
 * One layer in libtorch. Values are batch × channels × spatial sizes; those of a single position
 * are batch × channels, whatever the number of spatial sizes.
 */
interface TorchLayer {
  /**
   * Applies it.
   *
   * @param training whether it behaves as in training
   */
  NDArray apply(List<NDArray> inputs, boolean training);

  /** A layer of one input that is the same in training and at inference. */
  interface Plain extends TorchLayer {
    /** Applies it. */
    NDArray apply(NDArray input);

    @Override
    default NDArray apply(List<NDArray> inputs, boolean training) {
      return apply(inputs.get(0));
    }
  }
}
