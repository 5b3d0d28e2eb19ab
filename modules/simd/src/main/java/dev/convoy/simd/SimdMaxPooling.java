package dev.convoy.simd;

import dev.convoy.kernel.Pooling;
import dev.convoy.kernel.Window;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;

/** Max pooling with lanes over channels; the gradient finds the first maximum again. */
final class SimdMaxPooling implements Pooling {
  private final PoolingGeometry geometry;

  SimdMaxPooling(Window window, int channels) {
    this.geometry = new PoolingGeometry(window, channels);
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
        if (geometry.fits(n, output, examples)) {
          for (int c = 0; c < channels; c += Tile.LANES) {
            maximum(first, end, x, image + c, y, to + c);
          }
        } else {
          for (int c = 0; c < channels; c++) {
            float maximum = Float.NEGATIVE_INFINITY;
            for (int s = first; s < end; s++) {
              maximum = Math.max(maximum, x[image + geometry.sources[s] + c]);
            }
            y[to + c] = maximum;
          }
        }
      }
    }
  }

  private void maximum(int first, int end, float[] x, int xAt, float[] y, int yAt) {
    int[] sources = geometry.sources;
    FloatVector maximum = FloatVector.broadcast(Tile.SPECIES, Float.NEGATIVE_INFINITY);
    for (int s = first; s < end; s++) {
      maximum = FloatVector.fromArray(Tile.SPECIES, x, xAt + sources[s]).max(maximum);
    }
    maximum.intoArray(y, yAt);
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
      int image = xAt + n * geometry.inputSize;
      int dimage = dxAt + n * geometry.inputSize;
      for (int output = 0; output < geometry.outputs; output++) {
        int first = geometry.firsts[output];
        int end = geometry.firsts[output + 1];
        int at = n * geometry.outputSize + output * channels;
        if (geometry.fits(n, output, examples)) {
          for (int c = 0; c < channels; c += Tile.LANES) {
            int lanes = Math.min(Tile.LANES, channels - c);
            int from = at + c;
            scatter(
                first, end, lanes, x, image + c, y, yAt + from, dy, dyAt + from, dx, dimage + c);
          }
        } else {
          for (int c = 0; c < channels; c++) {
            scatterOne(
                first, end, x, image + c, y[yAt + at + c], dy[dyAt + at + c], dx, dimage + c);
          }
        }
      }
    }
  }

  private void scatter(
      int first,
      int end,
      int lanes,
      float[] x,
      int xAt,
      float[] y,
      int yAt,
      float[] dy,
      int dyAt,
      float[] dx,
      int dxAt) {
    int[] sources = geometry.sources;
    FloatVector zero = FloatVector.zero(Tile.SPECIES);
    FloatVector maximum = FloatVector.fromArray(Tile.SPECIES, y, yAt);
    VectorMask<Float> beyond =
        FloatVector.fromArray(Tile.SPECIES, Rows.LANE_NUMBERS, 0)
            .compare(VectorOperators.GE, (float) lanes);
    FloatVector gradient = FloatVector.fromArray(Tile.SPECIES, dy, dyAt).blend(0f, beyond);
    for (int s = first; s < end; s++) {
      FloatVector value = FloatVector.fromArray(Tile.SPECIES, x, xAt + sources[s]);
      FloatVector hit = zero.blend(gradient, value.compare(VectorOperators.EQ, maximum));
      FloatVector.fromArray(Tile.SPECIES, dx, dxAt + sources[s])
          .add(hit)
          .intoArray(dx, dxAt + sources[s]);
      gradient = zero.blend(gradient, value.compare(VectorOperators.NE, maximum));
    }
  }

  private void scatterOne(
      int first, int end, float[] x, int xAt, float y, float dy, float[] dx, int dxAt) {
    for (int s = first; s < end; s++) {
      int source = geometry.sources[s];
      if (x[xAt + source] == y) {
        dx[dxAt + source] += dy;
        return;
      }
    }
  }

  @Override
  public boolean gradientReadsActivations() {
    return true;
  }
}
