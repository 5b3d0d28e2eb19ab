package dev.convoy.bench.peers;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.jni.JniUtils;
import dev.convoy.layer.Upsample;
import java.util.List;
import java.util.stream.LongStream;

/**
 * Upsampling in libtorch. Of its own interpolations DJL reaches the nearest neighbour; linear ones
 * are products with a matrix of weights, one axis after the other.
 */
final class TorchUpsampling implements TorchLayer.Plain {
  /** DJL's number of the interpolation by the nearest neighbour. */
  private static final int NEAREST = 0;

  private final Upsample.Mode mode;
  private final List<Integer> from;
  private final List<Integer> to;

  TorchUpsampling(
      Upsample.Mode mode, dev.convoy.tensor.Shape input, dev.convoy.tensor.Shape output) {
    this.mode = mode;
    this.from = input.spatial();
    this.to = output.spatial();
  }

  @Override
  public NDArray apply(NDArray x) {
    long[] sizes = to.stream().mapToLong(Integer::longValue).toArray();
    return switch (mode) {
      case NEAREST ->
          JniUtils.interpolate((PtNDArray) TorchValues.spatial(x, from), sizes, NEAREST, false);
      case LINEAR -> linear(x, sizes);
    };
  }

  private NDArray linear(NDArray x, long[] sizes) {
    NDArray y = x;
    long rest = from.stream().reduce(1, (a, b) -> a * b);
    for (int i = 0; i < sizes.length; i++) {
      rest /= from.get(i);
      y = weights(x, from.get(i), to.get(i)).matMul(y.reshape(-1, from.get(i), rest));
    }
    LongStream before = LongStream.of(x.size(0), x.size(1));
    return y.reshape(LongStream.concat(before, LongStream.of(sizes)).toArray());
  }

  /** Output o lies at (o + ½) · from / to − ½, between two inputs or beyond the outermost. */
  private static NDArray weights(NDArray x, int from, int to) {
    float[] weights = new float[to * from];
    for (int o = 0; o < to; o++) {
      double place = Math.min(Math.max((o + 0.5) * from / to - 0.5, 0), from - 1);
      int lower = (int) place;
      int upper = Math.min(lower + 1, from - 1);
      weights[o * from + lower] += (float) (1 - (place - lower));
      weights[o * from + upper] += (float) (place - lower);
    }
    return x.getManager().create(weights, new Shape(to, from));
  }
}
