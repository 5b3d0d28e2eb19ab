package dev.convoy.bench.peers;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.jni.JniUtils;
import dev.convoy.model.Model;
import dev.convoy.model.Node;
import dev.convoy.model.ParameterLayout;
import dev.convoy.model.Slot;
import dev.convoy.weights.ParameterFile;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A model of Convoy's in libtorch: float32, contiguous, batch × channels × spatial sizes.
 * Parameters arrive through the safetensors file that Convoy writes.
 */
public final class TorchNetwork implements AutoCloseable {
  private static final String ENGINE = "PyTorch";

  private final NDManager manager;
  private final Model model;
  private final List<TorchLayer> layers = new ArrayList<>();
  private final Map<String, PtNDArray> parameters = new LinkedHashMap<>();
  private final Map<String, PtNDArray> gradients = new LinkedHashMap<>();
  private final Map<String, PtNDArray> statistics = new LinkedHashMap<>();

  /** Builds the network of a model with Convoy's parameters, in layout order. */
  public TorchNetwork(Model model, float[] parameters) throws IOException {
    this(model, SafetensorsTensors.read(file(model, parameters)));
  }

  /** Builds the network of a model with the parameters of a file. */
  public TorchNetwork(Model model, Map<String, SafetensorsTensors.Tensor> tensors) {
    this.model = model;
    manager = NDManager.newBaseManager(null, ENGINE);
    Set<String> trained =
        ParameterLayout.of(model).slots().stream()
            .filter(slot -> slot.spec().isTrained())
            .map(Slot::name)
            .collect(Collectors.toSet());
    tensors.forEach((name, tensor) -> add(name, tensor, trained.contains(name)));
    Map<String, List<dev.convoy.tensor.Shape>> shapes = model.inputShapes();
    for (Node node : model.nodes()) {
      layers.add(TorchLayers.of(node.layer(), shapes.get(node.name()), arraysOf(node)));
    }
  }

  private void add(String name, SafetensorsTensors.Tensor tensor, boolean trained) {
    PtNDArray array = (PtNDArray) manager.create(tensor.values(), new Shape(tensor.shape()));
    if (trained) {
      array.setRequiresGradient(true);
      parameters.put(name, array);
      gradients.put(name, accumulator(array));
    } else {
      statistics.put(name, array);
    }
  }

  private Map<String, PtNDArray> arraysOf(Node node) {
    String prefix = node.parameters() + ".";
    Map<String, PtNDArray> own = new HashMap<>();
    Stream.of(parameters, statistics)
        .flatMap(arrays -> arrays.entrySet().stream())
        .filter(entry -> entry.getKey().startsWith(prefix))
        .forEach(entry -> own.put(entry.getKey().substring(prefix.length()), entry.getValue()));
    return own;
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

  /**
   * Runs the layers. What they make belongs to the manager of the inputs.
   *
   * @param inputs values of the model's inputs, in order
   * @param training whether layers behave as in training
   * @return the value of the model's only output
   */
  NDArray forward(List<NDArray> inputs, boolean training) {
    Map<String, NDArray> values = new HashMap<>();
    for (int i = 0; i < inputs.size(); i++) {
      values.put(model.inputs().get(i).name(), inputs.get(i));
    }
    for (int i = 0; i < layers.size(); i++) {
      Node node = model.nodes().get(i);
      List<NDArray> read = node.inputs().stream().map(values::get).toList();
      values.put(node.name(), layers.get(i).apply(read, training));
    }
    return values.get(model.onlyOutput());
  }

  /** The mean cross-entropy of the softmax of logits; labels are a column of int64. */
  static NDArray loss(NDArray logits, NDArray labels) {
    NDArray logarithms = logits.logSoftmax(-1);
    return JniUtils.pick((PtNDArray) logarithms, (PtNDArray) labels, -1).mean().neg();
  }

  /** What gives arrays their memory. */
  NDManager manager() {
    return manager;
  }

  /** The trained parameters by their names in the file. */
  public Map<String, PtNDArray> parameters() {
    return parameters;
  }

  /** Running means and variances, which a forward pass in training moves. */
  Map<String, PtNDArray> statistics() {
    return statistics;
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
