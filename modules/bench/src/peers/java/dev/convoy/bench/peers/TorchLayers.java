package dev.convoy.bench.peers;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.nn.Activation;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.jni.JniUtils;
import dev.convoy.kernel.Window;
import dev.convoy.layer.Add;
import dev.convoy.layer.AvgPool;
import dev.convoy.layer.BatchNorm;
import dev.convoy.layer.Concat;
import dev.convoy.layer.Conv2d;
import dev.convoy.layer.ConvTranspose;
import dev.convoy.layer.Dense;
import dev.convoy.layer.Dropout;
import dev.convoy.layer.Elu;
import dev.convoy.layer.Gelu;
import dev.convoy.layer.GroupNorm;
import dev.convoy.layer.Layer;
import dev.convoy.layer.LayerNorm;
import dev.convoy.layer.LeakyRelu;
import dev.convoy.layer.MaxPool;
import dev.convoy.layer.ParameterSpec;
import dev.convoy.layer.Relu;
import dev.convoy.layer.Relu6;
import dev.convoy.layer.Sigmoid;
import dev.convoy.layer.Softmax;
import dev.convoy.layer.Swish;
import dev.convoy.layer.Tanh;
import dev.convoy.layer.Upsample;
import dev.convoy.layer.ZeroPad;
import dev.convoy.tensor.Shape;
import java.util.List;
import java.util.Map;

/** Translates layers to libtorch, one native call each where it has the operation. */
final class TorchLayers {
  /** The name of a running mean. */
  static final String MEAN = "running_mean";

  /** The name of a running variance. */
  static final String VARIANCE = "running_var";

  private static final int CHANNELS = 1;

  private TorchLayers() {}

  /**
   * The layer in libtorch.
   *
   * @param inputs the shapes it reads
   * @param parameters its parameters and statistics by name, as {@code weight}
   * @throws IllegalArgumentException if there is no translation
   */
  static TorchLayer of(Layer layer, List<Shape> inputs, Map<String, PtNDArray> parameters) {
    TorchLayer translated = translate(layer, inputs, parameters);
    Shape output = layer.outputShape(inputs);
    return output.positions() == 1
        ? (values, training) -> flat(translated.apply(values, training), output)
        : translated;
  }

  private static TorchLayer translate(
      Layer layer, List<Shape> inputs, Map<String, PtNDArray> parameters) {
    if (layer instanceof Dense) {
      return dense(inputs.get(0), parameters);
    }
    if (layer instanceof ConvTranspose transposed) {
      return new TorchTransposed(
          transposed,
          layer.outputShape(inputs),
          parameters.get(ParameterSpec.WEIGHT),
          parameters.get(ParameterSpec.BIAS));
    }
    if (layer.window(inputs).isPresent()) {
      return windowed(layer, layer.window(inputs).get(), parameters);
    }
    if (layer instanceof Add) {
      return (values, training) -> values.stream().reduce(NDArray::add).orElseThrow();
    }
    if (layer instanceof Concat) {
      return (values, training) -> NDArrays.concat(new NDList(values), CHANNELS);
    }
    if (layer instanceof BatchNorm norm) {
      return batchNorm(norm, parameters);
    }
    if (layer instanceof LayerNorm norm) {
      return TorchNorms.layer(
          norm, parameters.get(ParameterSpec.WEIGHT), parameters.get(ParameterSpec.BIAS));
    }
    if (layer instanceof GroupNorm norm) {
      return TorchNorms.group(
          norm, parameters.get(ParameterSpec.WEIGHT), parameters.get(ParameterSpec.BIAS));
    }
    if (layer instanceof Dropout dropout) {
      return (values, training) ->
          JniUtils.dropout((PtNDArray) values.get(0), dropout.rate(), training);
    }
    if (layer instanceof Upsample upsample) {
      return new TorchUpsampling(upsample.mode(), inputs.get(0), layer.outputShape(inputs));
    }
    if (layer instanceof ZeroPad pad) {
      return zeroPad(pad, inputs.get(0));
    }
    return elementwise(layer);
  }

  private static TorchLayer.Plain dense(Shape input, Map<String, PtNDArray> parameters) {
    PtNDArray weight = parameters.get(ParameterSpec.WEIGHT);
    PtNDArray bias = parameters.get(ParameterSpec.BIAS);
    return x -> JniUtils.linear((PtNDArray) flat(x, input), weight, bias);
  }

  /** In training libtorch moves the running statistics in the same call. */
  private static TorchLayer batchNorm(BatchNorm norm, Map<String, PtNDArray> parameters) {
    return (values, training) ->
        JniUtils.batchNorm(
            (PtNDArray) values.get(0),
            parameters.get(MEAN),
            parameters.get(VARIANCE),
            parameters.get(ParameterSpec.WEIGHT),
            parameters.get(ParameterSpec.BIAS),
            training,
            1 - norm.momentum(),
            norm.epsilon());
  }

  private static TorchLayer.Plain windowed(
      Layer layer, Window window, Map<String, PtNDArray> parameters) {
    TorchWindows windows = new TorchWindows(window);
    if (layer instanceof Conv2d convolution) {
      return windows.convolution(
          parameters.get(ParameterSpec.WEIGHT),
          parameters.get(ParameterSpec.BIAS),
          convolution.groups());
    }
    if (layer instanceof MaxPool) {
      return windows.maxPooling();
    }
    if (layer instanceof AvgPool pool) {
      return pool.isGlobal()
          ? windows.globalAveragePooling()
          : windows.averagePooling(pool.countPadding());
    }
    throw untranslated(layer);
  }

  private static TorchLayer.Plain elementwise(Layer layer) {
    if (layer instanceof Relu) {
      return Activation::relu;
    }
    if (layer instanceof Relu6) {
      return Activation::relu6;
    }
    if (layer instanceof Swish) {
      return x -> Activation.swish(x, 1);
    }
    if (layer instanceof Gelu gelu) {
      return switch (gelu.approximation()) {
        case NONE -> Activation::gelu;
        case TANH -> TorchLayers::geluByTanh;
      };
    }
    if (layer instanceof LeakyRelu leaky) {
      return x -> Activation.leakyRelu(x, leaky.slope());
    }
    if (layer instanceof Elu elu) {
      return x -> Activation.elu(x, elu.alpha());
    }
    if (layer instanceof Sigmoid) {
      return Activation::sigmoid;
    }
    if (layer instanceof Tanh) {
      return Activation::tanh;
    }
    if (layer instanceof Softmax) {
      return x -> x.softmax(CHANNELS);
    }
    throw untranslated(layer);
  }

  /** ½ · x · (1 + tanh(√(2/π) · (x + 0.044715 · x³))); DJL reaches the exact one only. */
  private static NDArray geluByTanh(NDArray x) {
    NDArray cube = x.mul(x).mul(x);
    NDArray inner = cube.mul(0.044715f).add(x).mul((float) Math.sqrt(2 / Math.PI));
    return inner.tanh().add(1).mul(x).mul(0.5f);
  }

  /** Zeros come before cuts: libtorch does not cut more off an axis than it has. */
  private static TorchLayer.Plain zeroPad(ZeroPad pad, Shape input) {
    int axes = input.spatial().size();
    long[] added = new long[2 * axes];
    long[] cut = new long[2 * axes];
    for (int i = 0; i < added.length; i++) {
      // the last axis comes first
      int side = 2 * (axes - 1 - i / 2) + i % 2;
      int amount = pad.amounts().get(pad.amounts().size() == 1 ? 0 : side);
      added[i] = Math.max(0, amount);
      cut[i] = Math.min(0, amount);
    }
    return x -> {
      NDArray spatial = TorchValues.spatial(x, input.spatial());
      return JniUtils.pad(JniUtils.pad((PtNDArray) spatial, added, 0), cut, 0);
    };
  }

  private static NDArray flat(NDArray x, Shape shape) {
    return x.getShape().dimension() == 2 ? x : x.reshape(-1, shape.size());
  }

  private static IllegalArgumentException untranslated(Layer layer) {
    return new IllegalArgumentException("layer '" + layer.summary() + "' is not translated");
  }
}
