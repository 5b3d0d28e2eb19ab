package dev.convoy.bench.peers;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.jni.JniUtils;
import dev.convoy.bench.Batch;
import dev.convoy.optim.Sgd;
import java.util.Arrays;
import java.util.List;

/**
 * Training steps of libtorch: forward, loss, backward, SGD with momentum.
 *
 * <p>DJL cannot drop gradients as PyTorch does, so that an optimizer written in the usual way would
 * need two passes over the parameters more than PyTorch's own. Instead the accumulator of the
 * gradient is the velocity, scaled by the rate: it is multiplied by the momentum, the backward pass
 * (started from the rate instead of 1) adds to it, and it is subtracted from the parameters. That
 * is v ← m·v + g; p ← p − rate·v in three passes, as many as PyTorch's optimizer takes.
 */
public final class TorchStep implements Runnable {
  private final TorchNetwork network;
  private NDArray images;
  private NDArray labels;
  private final NDArray momentum;
  private final NDArray rate;
  private final List<PtNDArray> parameters;
  private final List<PtNDArray> velocities;

  /** Moves the batch to libtorch. */
  public TorchStep(TorchNetwork network, Batch batch, Sgd optimizer) {
    if (optimizer.nesterov()) {
      throw new IllegalArgumentException("only plain momentum is translated");
    }
    this.network = network;
    this.images = images(batch);
    this.labels = labels(batch);
    this.momentum = network.manager().create(optimizer.momentum());
    this.rate = network.manager().create(optimizer.rate());
    this.velocities = List.copyOf(network.gradients().values());
    this.parameters = network.gradients().keySet().stream().map(network.parameters()::get).toList();
  }

  /** Moves another batch to libtorch, for the steps to come. */
  void load(Batch batch) {
    images.close();
    labels.close();
    images = images(batch);
    labels = labels(batch);
  }

  private NDArray images(Batch batch) {
    return TorchValues.array(network.manager(), batch.images(), batch.shape());
  }

  private NDArray labels(Batch batch) {
    long[] column = Arrays.stream(batch.labels()).asLongStream().toArray();
    return network.manager().create(column, new Shape(column.length, 1));
  }

  @Override
  public void run() {
    for (PtNDArray velocity : velocities) {
      velocity.muli(momentum);
    }
    backward(rate);
    for (int i = 0; i < velocities.size(); i++) {
      parameters.get(i).subi(velocities.get(i));
    }
  }

  /** Adds the gradient of the mean loss, times {@code seed}, to the accumulators. */
  private void backward(NDArray seed) {
    try (NDManager step = step()) {
      JniUtils.setGradMode(true);
      NDArray loss = TorchNetwork.loss(network.forward(List.of(images), true), labels);
      JniUtils.backward((PtNDArray) loss, (PtNDArray) seed, false, false);
      JniUtils.setGradMode(false);
    }
  }

  /** Adds the gradient of the mean loss to the accumulators. */
  public void computeGradient() {
    try (NDArray one = network.manager().create(1f)) {
      backward(one);
    }
  }

  /** The mean loss with the parameters of now, as in training. */
  public double loss() {
    try (NDManager step = step()) {
      return TorchNetwork.loss(network.forward(List.of(images), true), labels).getFloat();
    }
  }

  /**
   * The outputs with the parameters of now, {@code [example][class]}.
   *
   * @param training whether layers behave as in training
   */
  public float[] logits(boolean training) {
    try (NDManager step = step()) {
      return network.forward(List.of(images), training).toFloatArray();
    }
  }

  /** What is made of the images from now on is freed when this is closed. */
  private NDManager step() {
    NDManager step = network.manager().newSubManager();
    images.tempAttach(step);
    return step;
  }
}
