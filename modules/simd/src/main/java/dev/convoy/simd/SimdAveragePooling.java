package dev.convoy.simd;

import dev.convoy.kernel.Pooling;
import dev.convoy.kernel.Window;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;

/** Average pooling with lanes over channels. */
final class SimdAveragePooling implements Pooling {
  private final PoolingGeometry geometry;
  private final boolean countPadding;

  SimdAveragePooling(Window window, int channels, boolean countPadding) {
    this.geometry = new PoolingGeometry(window, channels);
    this.countPadding = countPadding;
  }

  private float divisor(int first, int end) {
    return countPadding ? geometry.taps : end - first;
  }

  @Override
  public void forward(int examples, float[] x, int xAt, float[] y, int yAt) {
    int channels = geometry.channels;
    for (int n = 0; n < examples; n++) {
      int image = xAt + n * geometry.inputSize;
      for (int output = 0; output < geometry.outputs; output++) {
        int first = geometry.firsts[output];
        int end = geometry.firsts[output + 1];
        int to = yAt + n * geometry.outputSize + output * channels;
        float divisor = divisor(first, end);
        if (geometry.fits(n, output, examples)) {
          for (int c = 0; c < channels; c += Tile.LANES) {
            average(first, end, divisor, x, image + c, y, to + c);
          }
        } else {
          for (int c = 0; c < channels; c++) {
            float sum = 0;
            for (int s = first; s < end; s++) {
              sum += x[image + geometry.sources[s] + c];
            }
            y[to + c] = sum / divisor;
          }
        }
      }
    }
  }

  private void average(int first, int end, float divisor, float[] x, int xAt, float[] y, int yAt) {
    int[] sources = geometry.sources;
    FloatVector sum = FloatVector.zero(Tile.SPECIES);
    for (int s = first; s < end; s++) {
      sum = FloatVector.fromArray(Tile.SPECIES, x, xAt + sources[s]).add(sum);
    }
    sum.div(divisor).intoArray(y, yAt);
  }

  @Override
  public void inputGradient(
      int examples,
      float[] x,
      int xAt,
      float[] y,
      int yAt,
      float[] dy,
      int dyAt,
      float[] dx,
      int dxAt) {
    int channels = geometry.channels;
    for (int n = 0; n < examples; n++) {
      int dimage = dxAt + n * geometry.inputSize;
      for (int output = 0; output < geometry.outputs; output++) {
        int first = geometry.firsts[output];
        int end = geometry.firsts[output + 1];
        int from = dyAt + n * geometry.outputSize + output * channels;
        float divisor = divisor(first, end);
        if (geometry.fits(n, output, examples)) {
          for (int c = 0; c < channels; c += Tile.LANES) {
            int lanes = Math.min(Tile.LANES, channels - c);
            spread(first, end, lanes, divisor, dy, from + c, dx, dimage + c);
          }
        } else {
          for (int c = 0; c < channels; c++) {
            float share = dy[from + c] / divisor;
            for (int s = first; s < end; s++) {
              dx[dimage + geometry.sources[s] + c] += share;
            }
          }
        }
      }
    }
  }

  private void spread(
      int first, int end, int lanes, float divisor, float[] dy, int dyAt, float[] dx, int dxAt) {
    int[] sources = geometry.sources;
    VectorMask<Float> beyond =
        FloatVector.fromArray(Tile.SPECIES, Rows.LANE_NUMBERS, 0)
            .compare(VectorOperators.GE, (float) lanes);
    FloatVector share =
        FloatVector.fromArray(Tile.SPECIES, dy, dyAt).blend(0f, beyond).div(divisor);
    for (int s = first; s < end; s++) {
      int to = dxAt + sources[s];
      FloatVector.fromArray(Tile.SPECIES, dx, to).add(share).intoArray(dx, to);
    }
  }

  @Override
  public boolean gradientReadsActivations() {
    return false;
  }
}
