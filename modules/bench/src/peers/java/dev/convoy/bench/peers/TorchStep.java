package dev.convoy.bench.peers;

import ai.djl.ndarray.NDArray;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.jni.JniUtils;
import dev.convoy.bench.Batch;
import dev.convoy.optim.Sgd;
import java.util.ArrayList;
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
  private final List<NDArray> made = new ArrayList<>();
  private final List<PtNDArray> parameters;
  private final List<PtNDArray> velocities;

  /** Moves the batch to libtorch. */
  public TorchStep(TorchNetwork network, Batch batch, Sgd optimizer) {
    if (optimizer.nesterov()) {
      throw new IllegalArgumentException("only plain momentum is translated");
    }
    this.network = network;
    this.images = network.images(batch);
    this.labels = network.labels(batch);
    this.momentum = network.manager().create(optimizer.momentum());
    this.rate = network.manager().create(optimizer.rate());
    this.parameters = List.copyOf(network.parameters().values());
    this.velocities = List.copyOf(network.gradients().values());
  }

  /** Moves another batch to libtorch, for the steps to come. */
  void load(Batch batch) {
    images.close();
    labels.close();
    images = network.images(batch);
    labels = network.labels(batch);
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
    JniUtils.setGradMode(true);
    NDArray loss = network.loss(network.forward(images, made), labels, made);
    JniUtils.backward((PtNDArray) loss, (PtNDArray) seed, false, false);
    JniUtils.setGradMode(false);
    release();
  }

  /** Adds the gradient of the mean loss to the accumulators. */
  public void computeGradient() {
    try (NDArray one = network.manager().create(1f)) {
      backward(one);
    }
  }

  /** The mean loss with the parameters of now. */
  public double loss() {
    NDArray loss = network.loss(network.forward(images, made), labels, made);
    double value = loss.getFloat();
    release();
    return value;
  }

  /** The outputs with the parameters of now, {@code [example][class]}. */
  public float[] logits() {
    float[] logits = network.forward(images, made).toFloatArray();
    release();
    return logits;
  }

  private void release() {
    made.forEach(NDArray::close);
    made.clear();
  }
}
