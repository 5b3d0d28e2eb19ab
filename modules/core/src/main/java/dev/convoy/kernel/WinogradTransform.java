package dev.convoy.kernel;

/**
 * The transforms of F(2×2, 3×3) as their definition reads: in place on a tile of four lines of four
 * floats, in one dimension down every column, then along every line.
 */
enum WinogradTransform {
  /** Values of the image, Bᵀ d B. */
  VALUES(4, 4) {
    @Override
    void line(float[] t, int at, int step) {
      float d0 = t[at];
      float d1 = t[at + step];
      float d2 = t[at + 2 * step];
      float d3 = t[at + 3 * step];
      t[at] = d0 - d2;
      t[at + step] = d1 + d2;
      t[at + 2 * step] = d2 - d1;
      t[at + 3 * step] = d3 - d1;
    }
  },
  /** Three by three taps, G g Gᵀ; a mirrored filter gives the planes in another order. */
  FILTER(3, 4) {
    @Override
    void line(float[] t, int at, int step) {
      float g0 = t[at];
      float g1 = t[at + step];
      float g2 = t[at + 2 * step];
      t[at + step] = ((g0 + g2) + g1) * 0.5f;
      t[at + 2 * step] = ((g0 + g2) - g1) * 0.5f;
      t[at + 3 * step] = g2;
    }
  },
  /** Two by two results, Aᵀ m A. */
  RESULTS(4, 2) {
    @Override
    void line(float[] t, int at, int step) {
      float m0 = t[at];
      float m1 = t[at + step];
      float m2 = t[at + 2 * step];
      float m3 = t[at + 3 * step];
      t[at] = (m0 + m1) + m2;
      t[at + step] = (m1 - m2) + m3;
    }
  },
  /** The gradient of two by two results, A e Aᵀ. */
  RESULTS_GRADIENT(2, 4) {
    @Override
    void line(float[] t, int at, int step) {
      float e0 = t[at];
      float e1 = t[at + step];
      t[at + step] = e0 + e1;
      t[at + 2 * step] = e0 - e1;
      t[at + 3 * step] = e1;
    }
  },
  /** The gradient of three by three taps, Gᵀ s G. */
  FILTER_GRADIENT(4, 3) {
    @Override
    void line(float[] t, int at, int step) {
      float s0 = t[at];
      float s1 = t[at + step];
      float s2 = t[at + 2 * step];
      float s3 = t[at + 3 * step];
      t[at] = s0 + (s1 + s2) * 0.5f;
      t[at + step] = (s1 - s2) * 0.5f;
      t[at + 2 * step] = s3 + (s1 + s2) * 0.5f;
    }
  };

  private final int from;
  private final int to;

  WinogradTransform(int from, int to) {
    this.from = from;
    this.to = to;
  }

  /** Transforms the tile at {@code at}. */
  void apply(float[] tile, int at) {
    for (int column = 0; column < from; column++) {
      line(tile, at + column, 4);
    }
    for (int line = 0; line < to; line++) {
      line(tile, at + 4 * line, 1);
    }
  }

  abstract void line(float[] tile, int at, int step);
}
