package dev.convoy.kernel;

/**
 * Winograd's algorithm F(2×2, 3×3) as its definition reads: image and filter are transformed,
 * multiplied plane by plane, and transformed back. See {@link Kernels#winograd} for the order of
 * every sum and {@link WinogradTransform} for the transforms.
 */
final class ReferenceWinograd implements Convolution {
  private static final int SIDE = WinogradTiles.VALUES;
  private static final int PLANES = WinogradTiles.PLANES;

  private final WinogradTiles forward;
  private final WinogradTiles gradient;
  private final int inputChannels;
  private final int outputChannels;

  ReferenceWinograd(Window window, int inputChannels, int outputChannels) {
    this.forward = WinogradTiles.forward(window);
    this.gradient = WinogradTiles.gradient(window);
    this.inputChannels = inputChannels;
    this.outputChannels = outputChannels;
  }

  /** The filter for the forward pass, then the mirrored one, {@code [from][to][plane]}. */
  @Override
  public int packedSize() {
    return 2 * filterSize();
  }

  private int filterSize() {
    return inputChannels * outputChannels * PLANES;
  }

  /** Transformed values of all channels and one tile of sums. */
  @Override
  public int scratchSize(int examples) {
    return (inputChannels + outputChannels + 1) * PLANES;
  }

  @Override
  public void prepare(float[] weights, int weightsAt, float[] packed) {
    for (int c = 0; c < inputChannels; c++) {
      for (int k = 0; k < outputChannels; k++) {
        int to = (c * outputChannels + k) * PLANES;
        int mirrored = filterSize() + (k * inputChannels + c) * PLANES;
        for (int i = 0; i < 3; i++) {
          for (int j = 0; j < 3; j++) {
            int tap = 3 * i + j;
            float weight = weights[weightsAt + (tap * inputChannels + c) * outputChannels + k];
            packed[to + i * SIDE + j] = weight;
            packed[mirrored + (2 - i) * SIDE + 2 - j] = weight;
          }
        }
        WinogradTransform.FILTER.apply(packed, to);
        WinogradTransform.FILTER.apply(packed, mirrored);
      }
    }
  }

  @Override
  public void forward(
      int examples, float[] packed, float[] x, int xAt, float[] y, int yAt, float[] scratch) {
    int from = inputChannels;
    int to = outputChannels;
    correlate(forward, examples, packed, 0, from, x, xAt, to, y, yAt, scratch);
  }

  @Override
  public void inputGradient(
      int examples, float[] packed, float[] dy, int dyAt, float[] dx, int dxAt, float[] scratch) {
    int from = outputChannels;
    int to = inputChannels;
    correlate(gradient, examples, packed, filterSize(), from, dy, dyAt, to, dx, dxAt, scratch);
  }

  private static void correlate(
      WinogradTiles tiles,
      int examples,
      float[] packed,
      int packedAt,
      int channels,
      float[] x,
      int xAt,
      int filters,
      float[] y,
      int yAt,
      float[] scratch) {
    int sums = channels * PLANES;
    for (int n = 0; n < examples; n++) {
      int image = xAt + n * tiles.inputs() * channels;
      int result = yAt + n * tiles.outputs() * filters;
      for (int tile = 0; tile < tiles.count(); tile++) {
        values(tiles, tile, channels, x, image, scratch);
        for (int k = 0; k < filters; k++) {
          for (int plane = 0; plane < PLANES; plane++) {
            float sum = 0;
            for (int c = 0; c < channels; c++) {
              float weight = packed[packedAt + (c * filters + k) * PLANES + plane];
              sum = Math.fma(scratch[c * PLANES + plane], weight, sum);
            }
            scratch[sums + plane] = sum;
          }
          WinogradTransform.RESULTS.apply(scratch, sums);
          for (int i = 0; i < WinogradTiles.RESULTS; i++) {
            for (int j = 0; j < WinogradTiles.RESULTS; j++) {
              int position = tiles.output(tile, i, j);
              if (position >= 0) {
                y[result + position * filters + k] += scratch[sums + i * SIDE + j];
              }
            }
          }
        }
      }
    }
  }

  /** The transformed values that a tile sees, {@code [channel][plane]}. */
  private static void values(
      WinogradTiles tiles, int tile, int channels, float[] x, int image, float[] to) {
    for (int c = 0; c < channels; c++) {
      for (int plane = 0; plane < PLANES; plane++) {
        int position = tiles.input(tile, plane / SIDE, plane % SIDE);
        to[c * PLANES + plane] = position < 0 ? 0f : x[image + position * channels + c];
      }
      WinogradTransform.VALUES.apply(to, c * PLANES);
    }
  }

  @Override
  public int sumSize() {
    return filterSize();
  }

  @Override
  public void weightGradient(
      int examples,
      float[] x,
      int xAt,
      float[] dy,
      int dyAt,
      float[] sum,
      int sumAt,
      float[] scratch) {
    int gradients = inputChannels * PLANES;
    for (int n = 0; n < examples; n++) {
      int image = xAt + n * forward.inputs() * inputChannels;
      int result = dyAt + n * forward.outputs() * outputChannels;
      for (int tile = 0; tile < forward.count(); tile++) {
        values(forward, tile, inputChannels, x, image, scratch);
        for (int k = 0; k < outputChannels; k++) {
          int to = gradients + k * PLANES;
          for (int i = 0; i < WinogradTiles.RESULTS; i++) {
            for (int j = 0; j < WinogradTiles.RESULTS; j++) {
              int position = forward.output(tile, i, j);
              scratch[to + i * SIDE + j] =
                  position < 0 ? 0f : dy[result + position * outputChannels + k];
            }
          }
          WinogradTransform.RESULTS_GRADIENT.apply(scratch, to);
        }
        for (int c = 0; c < inputChannels; c++) {
          for (int k = 0; k < outputChannels; k++) {
            for (int plane = 0; plane < PLANES; plane++) {
              int at = sumAt + (c * outputChannels + k) * PLANES + plane;
              float gradient = scratch[gradients + k * PLANES + plane];
              sum[at] = Math.fma(scratch[c * PLANES + plane], gradient, sum[at]);
            }
          }
        }
      }
    }
  }

  @Override
  public void addSum(float[] sum, int sumAt, float[] dw, int dwAt) {
    for (int i = 0; i < inputChannels * outputChannels; i++) {
      int at = sumAt + i * PLANES;
      WinogradTransform.FILTER_GRADIENT.apply(sum, at);
      for (int tap = 0; tap < 9; tap++) {
        dw[dwAt + tap * inputChannels * outputChannels + i] += sum[at + tap / 3 * SIDE + tap % 3];
      }
    }
  }

  @Override
  public String algorithm() {
    return "winograd 2×2, naive";
  }
}
