package dev.convoy.bench.peers;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.jni.JniUtils;
import dev.convoy.layer.GroupNorm;
import dev.convoy.layer.LayerNorm;
import java.util.Arrays;

/** Normalizations of single examples, in libtorch. */
final class TorchNorms {
  private static final int CHANNELS = 1;

  private TorchNorms() {}

  /** Layer normalization over the channels of each position, which libtorch wants last. */
  static TorchLayer.Plain layer(LayerNorm norm, PtNDArray weight, PtNDArray bias) {
    return x -> {
      long positions = x.getShape().slice(2).size();
      NDArray columns = x.reshape(x.size(0), x.size(CHANNELS), positions).swapAxes(1, 2);
      NDArray y =
          JniUtils.layerNorm(
              (PtNDArray) columns, new Shape(x.size(CHANNELS)), weight, bias, norm.epsilon());
      return y.swapAxes(1, 2).reshape(x.getShape());
    };
  }

  /** Group normalization: DJL does not reach libtorch's own, so a layer normalization of groups. */
  static TorchLayer.Plain group(GroupNorm norm, PtNDArray weight, PtNDArray bias) {
    return x -> {
      long size = x.getShape().slice(CHANNELS).size() / norm.groups();
      PtNDArray ones = (PtNDArray) x.getManager().ones(new Shape(size));
      PtNDArray zeros = (PtNDArray) x.getManager().zeros(new Shape(size));
      NDArray groups = x.reshape(x.size(0), norm.groups(), size);
      NDArray y =
          JniUtils.layerNorm((PtNDArray) groups, new Shape(size), ones, zeros, norm.epsilon());
      Shape row = row(x);
      return y.reshape(x.getShape()).mul(own(weight, row, x)).add(own(bias, row, x));
    };
  }

  /** The shape of a number for each channel beside a batch. */
  private static Shape row(NDArray x) {
    long[] sizes = new long[x.getShape().dimension()];
    Arrays.fill(sizes, 1);
    sizes[CHANNELS] = x.size(CHANNELS);
    return new Shape(sizes);
  }

  /** A view of a parameter that goes when what is made of the input goes. */
  private static NDArray own(NDArray parameter, Shape shape, NDArray x) {
    NDArray view = parameter.reshape(shape);
    view.attach(x.getManager());
    return view;
  }
}
