package dev.convoy.bench.peers;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Activation;
import ai.djl.nn.convolutional.Conv2d;
import ai.djl.nn.core.Linear;
import ai.djl.nn.pooling.Pool;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.jni.JniUtils;
import dev.convoy.bench.Batch;
import dev.convoy.checkpoint.ParameterFile;
import dev.convoy.kernel.Axis;
import dev.convoy.layer.Dense;
import dev.convoy.layer.MaxPool;
import dev.convoy.layer.Relu;
import dev.convoy.model.Model;
import dev.convoy.model.Node;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A stack of Convoy's layers in libtorch: float32, contiguous, batch × channels × height × width,
 * one native call an operation. Parameters arrive through the safetensors file that Convoy writes.
 */
public final class TorchNetwork implements AutoCloseable {
  private static final String ENGINE = "PyTorch";

  private final NDManager manager;
  private final List<Layer> layers = new ArrayList<>();
  private final Map<String, PtNDArray> parameters = new LinkedHashMap<>();
  private final Map<String, PtNDArray> gradients = new LinkedHashMap<>();

  /** What one layer does with its input. */
  private interface Layer {
    NDArray apply(NDArray input);
  }

  /** Builds the network of a model with Convoy's parameters, in layout order. */
  public TorchNetwork(Model model, float[] parameters) throws IOException {
    this(model, SafetensorsTensors.read(file(model, parameters)));
  }

  /** Builds the network of a model with the parameters of a file. */
  public TorchNetwork(Model model, Map<String, SafetensorsTensors.Tensor> tensors) {
    manager = NDManager.newBaseManager(null, ENGINE);
    tensors.forEach(
        (name, tensor) -> {
          PtNDArray array = (PtNDArray) manager.create(tensor.values(), new Shape(tensor.shape()));
          array.setRequiresGradient(true);
          parameters.put(name, array);
          gradients.put(name, accumulator(array));
        });
    model.nodes().forEach(node -> layers.add(layer(model, node)));
  }

  /**
   * The array that gradients are added to. It exists from the first backward pass on and stays the
   * same, so a pass that adds zero makes it.
   */
  private PtNDArray accumulator(PtNDArray parameter) {
    JniUtils.setGradMode(true);
    try (NDArray sum = parameter.sum();
        NDArray zero = manager.create(0f)) {
      JniUtils.backward((PtNDArray) sum, (PtNDArray) zero, false, false);
    } finally {
      JniUtils.setGradMode(false);
    }
    return (PtNDArray) parameter.getGradient();
  }

  /** The file that Convoy writes. */
  public static byte[] file(Model model, float[] parameters) throws IOException {
    ByteArrayOutputStream file = new ByteArrayOutputStream();
    ParameterFile.write(model, parameters, file);
    return file.toByteArray();
  }

  /**
   * Makes libtorch use so many threads; to be called before anything else of it.
   *
   * @throws IllegalStateException if it does not obey
   */
  public static void useThreads(int threads) {
    Engine.getEngine(ENGINE);
    JniUtils.setNumThreads(threads);
    if (JniUtils.getNumThreads() != threads) {
      throw new IllegalStateException(
          "libtorch uses " + JniUtils.getNumThreads() + " threads, asked for " + threads);
    }
  }

  private Layer layer(Model model, Node node) {
    dev.convoy.layer.Layer layer = node.layer();
    if (layer instanceof Relu) {
      return Activation::relu;
    }
    if (layer instanceof dev.convoy.layer.Conv2d convolution) {
      NDArray weight = parameters.get(node.parameters() + ".weight");
      NDArray bias = parameters.get(node.parameters() + ".bias");
      List<Axis> axes = layer.window(model.inputShapes(node)).orElseThrow().axes();
      Shape stride = new Shape(axes.get(0).stride(), axes.get(1).stride());
      Shape padding = new Shape(axes.get(0).padStart(), axes.get(1).padStart());
      Shape dilation = new Shape(axes.get(0).dilation(), axes.get(1).dilation());
      if (axes.stream().anyMatch(axis -> axis.padStart() != axis.padEnd())) {
        throw new IllegalArgumentException(convolution.summary() + ": padding is not symmetric");
      }
      int groups = convolution.groups();
      return x ->
          Conv2d.conv2d(x, weight, bias, stride, padding, dilation, groups).singletonOrThrow();
    }
    if (layer instanceof MaxPool) {
      List<Axis> axes = layer.window(model.inputShapes(node)).orElseThrow().axes();
      Shape kernel = new Shape(axes.get(0).kernel(), axes.get(1).kernel());
      Shape stride = new Shape(axes.get(0).stride(), axes.get(1).stride());
      Shape padding = new Shape(axes.get(0).padStart(), axes.get(1).padStart());
      return x -> Pool.maxPool2d(x, kernel, stride, padding, false);
    }
    if (layer instanceof Dense) {
      NDArray weight = parameters.get(node.parameters() + ".weight");
      NDArray bias = parameters.get(node.parameters() + ".bias");
      boolean flat = model.inputShapes(node).get(0).positions() == 1;
      long features = model.inputShapes(node).get(0).size();
      return x ->
          Linear.linear(flat ? x : x.reshape(-1, features), weight, bias).singletonOrThrow();
    }
    throw new IllegalArgumentException("layer type '" + layer.type() + "' is not translated");
  }

  /** Runs the layers; what they make is added to {@code made}, for the caller to close. */
  NDArray forward(NDArray images, List<NDArray> made) {
    NDArray x = images;
    for (Layer layer : layers) {
      x = layer.apply(x);
      made.add(x);
    }
    return x;
  }

  /** The mean cross-entropy of the softmax of logits; labels are a column of int64. */
  NDArray loss(NDArray logits, NDArray labels, List<NDArray> made) {
    NDArray logarithms = logits.logSoftmax(-1);
    NDArray picked = JniUtils.pick((PtNDArray) logarithms, (PtNDArray) labels, -1);
    NDArray mean = picked.mean();
    NDArray loss = mean.neg();
    made.addAll(List.of(logarithms, picked, mean, loss));
    return loss;
  }

  /** Images as libtorch wants them. */
  NDArray images(Batch batch) {
    long height = batch.shape().spatial().get(0);
    long width = batch.shape().spatial().get(1);
    return manager.create(
        batch.channelsFirst(), new Shape(batch.size(), batch.shape().channels(), height, width));
  }

  /** Labels as libtorch wants them. */
  NDArray labels(Batch batch) {
    long[] labels = new long[batch.size()];
    for (int i = 0; i < labels.length; i++) {
      labels[i] = batch.labels()[i];
    }
    return manager.create(labels, new Shape(labels.length, 1));
  }

  /** What gives arrays their memory. */
  NDManager manager() {
    return manager;
  }

  /** The parameters by their names in the file. */
  public Map<String, PtNDArray> parameters() {
    return parameters;
  }

  /** Where the backward pass adds the gradients. */
  public Map<String, PtNDArray> gradients() {
    return gradients;
  }

  @Override
  public void close() {
    manager.close();
  }
}
