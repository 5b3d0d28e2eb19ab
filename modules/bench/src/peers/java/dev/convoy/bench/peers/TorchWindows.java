package dev.convoy.bench.peers;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.jni.JniUtils;
import dev.convoy.kernel.Axis;
import dev.convoy.kernel.Window;
import java.util.List;
import java.util.function.ToIntFunction;

/**
 * What slides a window over one to three spatial axes, in libtorch. Padding that libtorch does not
 * accept (more on one side than on the other, or more than half of a pooling window) becomes an
 * operation before.
 */
final class TorchWindows {
  private final List<Axis> axes;
  private final Shape kernel;
  private final Shape stride;
  private final Shape dilation;
  private final Shape padding;
  private final Shape none;

  TorchWindows(Window window) {
    this.axes = window.axes();
    this.kernel = sizes(Axis::kernel);
    this.stride = sizes(Axis::stride);
    this.dilation = sizes(Axis::dilation);
    this.padding = sizes(Axis::padStart);
    this.none = sizes(axis -> 0);
  }

  private Shape sizes(ToIntFunction<Axis> size) {
    return new Shape(axes.stream().mapToLong(size::applyAsInt).toArray());
  }

  /** A convolution with weights in PyTorch's order. */
  TorchLayer.Plain convolution(NDArray weight, NDArray bias, int groups) {
    boolean symmetric = axes.stream().allMatch(axis -> axis.padStart() == axis.padEnd());
    return x ->
        JniUtils.convolution(
            (PtNDArray) (symmetric ? spatial(x) : padded(x, 0)),
            (PtNDArray) weight,
            (PtNDArray) bias,
            stride,
            symmetric ? padding : none,
            dilation,
            groups);
  }

  /** Max pooling. */
  TorchLayer.Plain maxPooling() {
    boolean accepted = axes.stream().allMatch(TorchWindows::isPoolPadding);
    return x ->
        JniUtils.maxPool(
            (PtNDArray) (accepted ? spatial(x) : padded(x, Double.NEGATIVE_INFINITY)),
            kernel,
            stride,
            accepted ? padding : none,
            false);
  }

  /**
   * Average pooling. libtorch through DJL counts padding, whatever it is told: the average of ones
   * is then the share of the taps that count.
   */
  TorchLayer.Plain averagePooling(boolean countPadding) {
    TorchLayer.Plain counted =
        x -> JniUtils.avgPool((PtNDArray) padded(x, 0), kernel, stride, none, false, true);
    return countPadding || !isPadded()
        ? counted
        : x -> counted.apply(x).div(counted.apply(x.onesLike()));
  }

  /** Averages over all positions. */
  TorchLayer.Plain globalAveragePooling() {
    Shape one = sizes(axis -> 1);
    return x -> JniUtils.adaptiveAvgPool((PtNDArray) spatial(x), one);
  }

  private static boolean isPoolPadding(Axis axis) {
    return axis.padStart() == axis.padEnd() && axis.padStart() <= axis.kernel() / 2;
  }

  private boolean isPadded() {
    return axes.stream().anyMatch(axis -> axis.padStart() + axis.padEnd() > 0);
  }

  private NDArray padded(NDArray x, double value) {
    if (!isPadded()) {
      return spatial(x);
    }
    long[] amounts = new long[2 * axes.size()];
    for (int i = 0; i < axes.size(); i++) {
      // the last axis comes first
      Axis axis = axes.get(axes.size() - 1 - i);
      amounts[2 * i] = axis.padStart();
      amounts[2 * i + 1] = axis.padEnd();
    }
    return JniUtils.pad((PtNDArray) spatial(x), amounts, value);
  }

  private NDArray spatial(NDArray x) {
    return TorchValues.spatial(x, axes.stream().map(Axis::input).toList());
  }
}
