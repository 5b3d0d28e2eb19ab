package dev.convoy.simd;

import dev.convoy.kernel.WinogradTiles;
import jdk.incubator.vector.FloatVector;

/**
 * Some tiles on their way through Winograd's algorithm, as {@code [tile][plane][channel]}: then a
 * plane of a tile is contiguous and its rows are tiles. A plane is padded to whole vectors, what
 * pads it is never read as a result; a tile is padded by a cache line, for planes that are powers
 * of two apart would evict each other.
 *
 * <p>All transforms add and subtract in the order of {@link dev.convoy.kernel.Kernels#winograd}.
 *
 * @param channels channels of a plane
 */
record WinogradBlock(int channels) {
  private static final int LANES = Tile.LANES;

  /** Floats of a cache line; what is apart by so much more than a power of two evicts nothing. */
  static final int LINE = 16;

  /** Floats of a plane. */
  int plane() {
    return (channels + LANES - 1) / LANES * LANES;
  }

  /** Floats of a tile. */
  int tile() {
    return WinogradTiles.PLANES * plane() + LINE;
  }

  /**
   * Transforms the values that a tile sees.
   *
   * @param at the first value; whole vectors are read of each
   * @param row distance of two lines of values
   */
  void transformValues(float[] image, int at, int row, float[] to, int toAt) {
    int plane = plane();
    for (int k = 0; k < channels; k += LANES) {
      int i = at + k;
      int o = toAt + k;
      FloatVector d00 = load(image, i);
      FloatVector d01 = load(image, i + channels);
      FloatVector d02 = load(image, i + 2 * channels);
      FloatVector d03 = load(image, i + 3 * channels);
      i += row;
      FloatVector d10 = load(image, i);
      FloatVector d11 = load(image, i + channels);
      FloatVector d12 = load(image, i + 2 * channels);
      FloatVector d13 = load(image, i + 3 * channels);
      i += row;
      FloatVector d20 = load(image, i);
      FloatVector d21 = load(image, i + channels);
      FloatVector d22 = load(image, i + 2 * channels);
      FloatVector d23 = load(image, i + 3 * channels);
      i += row;
      FloatVector d30 = load(image, i);
      FloatVector d31 = load(image, i + channels);
      FloatVector d32 = load(image, i + 2 * channels);
      FloatVector d33 = load(image, i + 3 * channels);
      FloatVector a = d00.sub(d20);
      FloatVector b = d01.sub(d21);
      FloatVector c = d02.sub(d22);
      FloatVector d = d03.sub(d23);
      a.sub(c).intoArray(to, o);
      b.add(c).intoArray(to, o + plane);
      c.sub(b).intoArray(to, o + 2 * plane);
      d.sub(b).intoArray(to, o + 3 * plane);
      o += 4 * plane;
      a = d10.add(d20);
      b = d11.add(d21);
      c = d12.add(d22);
      d = d13.add(d23);
      a.sub(c).intoArray(to, o);
      b.add(c).intoArray(to, o + plane);
      c.sub(b).intoArray(to, o + 2 * plane);
      d.sub(b).intoArray(to, o + 3 * plane);
      o += 4 * plane;
      a = d20.sub(d10);
      b = d21.sub(d11);
      c = d22.sub(d12);
      d = d23.sub(d13);
      a.sub(c).intoArray(to, o);
      b.add(c).intoArray(to, o + plane);
      c.sub(b).intoArray(to, o + 2 * plane);
      d.sub(b).intoArray(to, o + 3 * plane);
      o += 4 * plane;
      a = d30.sub(d10);
      b = d31.sub(d11);
      c = d32.sub(d12);
      d = d33.sub(d13);
      a.sub(c).intoArray(to, o);
      b.add(c).intoArray(to, o + plane);
      c.sub(b).intoArray(to, o + 2 * plane);
      d.sub(b).intoArray(to, o + 3 * plane);
    }
  }

  /**
   * Adds the transformed results of a tile.
   *
   * @param at the first result; whole vectors are written of each
   * @param column distance of two results in a line
   * @param row distance of two lines of results
   */
  void addResults(float[] products, int from, float[] y, int at, int column, int row) {
    int plane = plane();
    for (int k = 0; k < channels; k += LANES) {
      int i = from + k;
      FloatVector m1 = load(products, i + 4 * plane);
      FloatVector m2 = load(products, i + 8 * plane);
      FloatVector u0 = load(products, i).add(m1).add(m2);
      FloatVector v0 = m1.sub(m2).add(load(products, i + 12 * plane));
      i += plane;
      m1 = load(products, i + 4 * plane);
      m2 = load(products, i + 8 * plane);
      FloatVector u1 = load(products, i).add(m1).add(m2);
      FloatVector v1 = m1.sub(m2).add(load(products, i + 12 * plane));
      i += plane;
      m1 = load(products, i + 4 * plane);
      m2 = load(products, i + 8 * plane);
      FloatVector u2 = load(products, i).add(m1).add(m2);
      FloatVector v2 = m1.sub(m2).add(load(products, i + 12 * plane));
      i += plane;
      m1 = load(products, i + 4 * plane);
      m2 = load(products, i + 8 * plane);
      FloatVector u3 = load(products, i).add(m1).add(m2);
      FloatVector v3 = m1.sub(m2).add(load(products, i + 12 * plane));
      int o = at + k;
      load(y, o).add(u0.add(u1).add(u2)).intoArray(y, o);
      load(y, o + column).add(u1.sub(u2).add(u3)).intoArray(y, o + column);
      o += row;
      load(y, o).add(v0.add(v1).add(v2)).intoArray(y, o);
      load(y, o + column).add(v1.sub(v2).add(v3)).intoArray(y, o + column);
    }
  }

  /**
   * Transforms the gradient of a tile's results to a row of the panels of each plane.
   *
   * @param at the first result; whole vectors are read of each
   * @param row distance of two lines of results
   * @param tiles rows of the panels
   * @param panels floats of the panels of a plane
   */
  void transformGradients(
      float[] dy, int at, int row, int tiles, int tile, float[] to, int toAt, int panels) {
    int width = 0;
    int column = 0;
    for (int k = 0; k < channels; k += LANES) {
      if (k == column + width) {
        column = k;
        width = Tile.vectors(channels - k) * LANES;
      }
      int i = at + k;
      FloatVector e00 = load(dy, i);
      FloatVector e01 = load(dy, i + channels);
      FloatVector e10 = load(dy, i + row);
      FloatVector e11 = load(dy, i + row + channels);
      int o = toAt + tiles * column + tile * width + k - column;
      spread(e00, e01, to, o, panels);
      o += 4 * panels;
      spread(e00.add(e10), e01.add(e11), to, o, panels);
      o += 4 * panels;
      spread(e00.sub(e10), e01.sub(e11), to, o, panels);
      o += 4 * panels;
      spread(e10, e11, to, o, panels);
    }
  }

  private static void spread(FloatVector e0, FloatVector e1, float[] to, int at, int panels) {
    e0.intoArray(to, at);
    e0.add(e1).intoArray(to, at + panels);
    e0.sub(e1).intoArray(to, at + 2 * panels);
    e1.intoArray(to, at + 3 * panels);
  }

  private static FloatVector load(float[] values, int at) {
    return FloatVector.fromArray(Tile.SPECIES, values, at);
  }
}
