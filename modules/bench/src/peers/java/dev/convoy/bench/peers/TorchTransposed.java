package dev.convoy.bench.peers;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.jni.JniUtils;
import dev.convoy.kernel.Axis;
import dev.convoy.layer.ConvTranspose;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.LongStream;

/**
 * A transposed convolution in libtorch. DJL does not reach libtorch's own, so it is composed of its
 * other operations: zeros between the inputs, then a convolution with mirrored filters.
 *
 * <p>Source: Dumoulin and Visin, A guide to convolution arithmetic for deep learning, 2016.
 */
final class TorchTransposed implements TorchLayer.Plain {
  /** Examples and channels come before the spatial axes. */
  private static final int BEFORE = 2;

  private final int groups;
  private final List<Axis> axes = new ArrayList<>();
  private final NDArray weight;
  private final NDArray bias;

  /**
   * Keeps the geometry.
   *
   * @param layer what to compute
   * @param output the shape of its output
   * @param weight [input channels, filters / groups, kernel sizes]
   */
  TorchTransposed(
      ConvTranspose layer, dev.convoy.tensor.Shape output, NDArray weight, NDArray bias) {
    this.groups = layer.groups();
    this.weight = weight;
    this.bias = bias;
    for (int i = 0; i < layer.kernel().size(); i++) {
      axes.add(
          layer
              .padding()
              .axis(
                  i,
                  output.spatial().get(i),
                  layer.kernel().get(i),
                  layer.stride().get(i),
                  layer.dilation().get(i)));
    }
  }

  @Override
  public NDArray apply(NDArray x) {
    NDArray spread = x;
    long[] amounts = new long[2 * axes.size()];
    for (int i = 0; i < axes.size(); i++) {
      Axis axis = axes.get(i);
      spread = spread(spread, i, axis);
      int before = axis.extent() - 1 - axis.padStart();
      int length = axis.output() * axis.stride();
      // the last axis comes first; a negative amount cuts off
      int at = 2 * (axes.size() - 1 - i);
      amounts[at] = before;
      amounts[at + 1] = axis.input() + axis.extent() - 1 - length - before;
    }
    return JniUtils.convolution(
        JniUtils.pad((PtNDArray) spread, amounts, 0),
        (PtNDArray) mirrored(x),
        (PtNDArray) bias,
        all(1),
        all(0),
        new Shape(axes.stream().mapToLong(Axis::dilation).toArray()),
        groups);
  }

  private Shape all(long size) {
    return new Shape(LongStream.generate(() -> size).limit(axes.size()).toArray());
  }

  /** Puts zeros behind each position of an axis, to a multiple of the stride. */
  private NDArray spread(NDArray x, int index, Axis axis) {
    long[] spatial = new long[axes.size()];
    long rest = 1;
    for (int i = 0; i < axes.size(); i++) {
      spatial[i] = axes.get(i).output() * (i <= index ? (long) axes.get(i).stride() : 1);
      rest *= i > index ? spatial[i] : 1;
    }
    NDArray positions = x.reshape(-1, axis.output(), 1, rest);
    NDArray padded =
        JniUtils.pad((PtNDArray) positions, new long[] {0, 0, 0, axis.stride() - 1L}, 0);
    long channels = weight.size(0);
    return padded.reshape(
        LongStream.concat(LongStream.of(-1, channels), LongStream.of(spatial)).toArray());
  }

  /** The filters of a convolution, [filters, input channels / groups, kernel sizes]. */
  private NDArray mirrored(NDArray x) {
    long[] kernel = axes.stream().mapToLong(Axis::kernel).toArray();
    long in = weight.size(0) / groups;
    long out = weight.size(1);
    NDArray divided =
        weight.reshape(
            LongStream.concat(LongStream.of(groups, in, out), LongStream.of(kernel)).toArray());
    // what is made of a parameter goes when what is made of the input goes
    divided.attach(x.getManager());
    return divided
        .swapAxes(1, 2)
        .reshape(
            LongStream.concat(LongStream.of(groups * out, in), LongStream.of(kernel)).toArray())
        .flip(IntStream.range(BEFORE, BEFORE + axes.size()).toArray());
  }
}
