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
 * Each loop is a method that is longer than the JIT compiler inlines (325 bytes) and, with all that
 * a vector operation is made of, shorter than it inlines into (8,000 bytes, about fifty
 * operations): beyond that it leaves vectors boxed.
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
    transformUpper(image, at, row, to, toAt);
    transformLower(image, at + row, row, to, toAt + 2 * WinogradTiles.VALUES * plane());
  }

  /** The first two lines of planes, from the first three lines of values. */
  private void transformUpper(float[] image, int at, int row, float[] to, int toAt) {
    int plane = plane();
    for (int c = 0; c < channels; c += LANES) {
      int i = at + c;
      int o = toAt + c;
      FloatVector d00 = FloatVector.fromArray(Tile.SPECIES, image, i);
      FloatVector d01 = FloatVector.fromArray(Tile.SPECIES, image, i + channels);
      FloatVector d02 = FloatVector.fromArray(Tile.SPECIES, image, i + 2 * channels);
      FloatVector d03 = FloatVector.fromArray(Tile.SPECIES, image, i + 3 * channels);
      i += row;
      FloatVector d10 = FloatVector.fromArray(Tile.SPECIES, image, i);
      FloatVector d11 = FloatVector.fromArray(Tile.SPECIES, image, i + channels);
      FloatVector d12 = FloatVector.fromArray(Tile.SPECIES, image, i + 2 * channels);
      FloatVector d13 = FloatVector.fromArray(Tile.SPECIES, image, i + 3 * channels);
      i += row;
      FloatVector d20 = FloatVector.fromArray(Tile.SPECIES, image, i);
      FloatVector d21 = FloatVector.fromArray(Tile.SPECIES, image, i + channels);
      FloatVector d22 = FloatVector.fromArray(Tile.SPECIES, image, i + 2 * channels);
      FloatVector d23 = FloatVector.fromArray(Tile.SPECIES, image, i + 3 * channels);
      FloatVector s = d00.sub(d20);
      FloatVector t = d01.sub(d21);
      FloatVector u = d02.sub(d22);
      FloatVector v = d03.sub(d23);
      s.sub(u).intoArray(to, o);
      t.add(u).intoArray(to, o + plane);
      u.sub(t).intoArray(to, o + 2 * plane);
      v.sub(t).intoArray(to, o + 3 * plane);
      o += 4 * plane;
      s = d10.add(d20);
      t = d11.add(d21);
      u = d12.add(d22);
      v = d13.add(d23);
      s.sub(u).intoArray(to, o);
      t.add(u).intoArray(to, o + plane);
      u.sub(t).intoArray(to, o + 2 * plane);
      v.sub(t).intoArray(to, o + 3 * plane);
    }
  }

  /** The last two lines of planes, from the last three lines of values. */
  private void transformLower(float[] image, int at, int row, float[] to, int toAt) {
    int plane = plane();
    for (int c = 0; c < channels; c += LANES) {
      int i = at + c;
      int o = toAt + c;
      FloatVector d10 = FloatVector.fromArray(Tile.SPECIES, image, i);
      FloatVector d11 = FloatVector.fromArray(Tile.SPECIES, image, i + channels);
      FloatVector d12 = FloatVector.fromArray(Tile.SPECIES, image, i + 2 * channels);
      FloatVector d13 = FloatVector.fromArray(Tile.SPECIES, image, i + 3 * channels);
      i += row;
      FloatVector d20 = FloatVector.fromArray(Tile.SPECIES, image, i);
      FloatVector d21 = FloatVector.fromArray(Tile.SPECIES, image, i + channels);
      FloatVector d22 = FloatVector.fromArray(Tile.SPECIES, image, i + 2 * channels);
      FloatVector d23 = FloatVector.fromArray(Tile.SPECIES, image, i + 3 * channels);
      i += row;
      FloatVector d30 = FloatVector.fromArray(Tile.SPECIES, image, i);
      FloatVector d31 = FloatVector.fromArray(Tile.SPECIES, image, i + channels);
      FloatVector d32 = FloatVector.fromArray(Tile.SPECIES, image, i + 2 * channels);
      FloatVector d33 = FloatVector.fromArray(Tile.SPECIES, image, i + 3 * channels);
      FloatVector s = d20.sub(d10);
      FloatVector t = d21.sub(d11);
      FloatVector u = d22.sub(d12);
      FloatVector v = d23.sub(d13);
      s.sub(u).intoArray(to, o);
      t.add(u).intoArray(to, o + plane);
      u.sub(t).intoArray(to, o + 2 * plane);
      v.sub(t).intoArray(to, o + 3 * plane);
      o += 4 * plane;
      s = d30.sub(d10);
      t = d31.sub(d11);
      u = d32.sub(d12);
      v = d33.sub(d13);
      s.sub(u).intoArray(to, o);
      t.add(u).intoArray(to, o + plane);
      u.sub(t).intoArray(to, o + 2 * plane);
      v.sub(t).intoArray(to, o + 3 * plane);
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
    addFirstLine(products, from, y, at, column);
    addSecondLine(products, from + WinogradTiles.VALUES * plane(), y, at + row, column);
  }

  private void addFirstLine(float[] products, int from, float[] y, int at, int column) {
    int plane = plane();
    int line = WinogradTiles.VALUES * plane;
    for (int k = 0; k < channels; k += LANES) {
      int i = from + k;
      int j = i + line;
      int l = j + line;
      FloatVector a0 = FloatVector.fromArray(Tile.SPECIES, products, i);
      FloatVector b0 = FloatVector.fromArray(Tile.SPECIES, products, j);
      FloatVector c0 = FloatVector.fromArray(Tile.SPECIES, products, l);
      FloatVector s0 = a0.add(b0).add(c0);
      FloatVector a1 = FloatVector.fromArray(Tile.SPECIES, products, i + plane);
      FloatVector b1 = FloatVector.fromArray(Tile.SPECIES, products, j + plane);
      FloatVector c1 = FloatVector.fromArray(Tile.SPECIES, products, l + plane);
      FloatVector s1 = a1.add(b1).add(c1);
      FloatVector a2 = FloatVector.fromArray(Tile.SPECIES, products, i + 2 * plane);
      FloatVector b2 = FloatVector.fromArray(Tile.SPECIES, products, j + 2 * plane);
      FloatVector c2 = FloatVector.fromArray(Tile.SPECIES, products, l + 2 * plane);
      FloatVector s2 = a2.add(b2).add(c2);
      FloatVector a3 = FloatVector.fromArray(Tile.SPECIES, products, i + 3 * plane);
      FloatVector b3 = FloatVector.fromArray(Tile.SPECIES, products, j + 3 * plane);
      FloatVector c3 = FloatVector.fromArray(Tile.SPECIES, products, l + 3 * plane);
      FloatVector s3 = a3.add(b3).add(c3);
      int o = at + k;
      FloatVector first = FloatVector.fromArray(Tile.SPECIES, y, o);
      FloatVector second = FloatVector.fromArray(Tile.SPECIES, y, o + column);
      s0.add(s1).add(s2).add(first).intoArray(y, o);
      s1.sub(s2).add(s3).add(second).intoArray(y, o + column);
    }
  }

  private void addSecondLine(float[] products, int from, float[] y, int at, int column) {
    int plane = plane();
    int line = WinogradTiles.VALUES * plane;
    for (int k = 0; k < channels; k += LANES) {
      int i = from + k;
      int j = i + line;
      int l = j + line;
      FloatVector a0 = FloatVector.fromArray(Tile.SPECIES, products, i);
      FloatVector b0 = FloatVector.fromArray(Tile.SPECIES, products, j);
      FloatVector c0 = FloatVector.fromArray(Tile.SPECIES, products, l);
      FloatVector s0 = a0.sub(b0).add(c0);
      FloatVector a1 = FloatVector.fromArray(Tile.SPECIES, products, i + plane);
      FloatVector b1 = FloatVector.fromArray(Tile.SPECIES, products, j + plane);
      FloatVector c1 = FloatVector.fromArray(Tile.SPECIES, products, l + plane);
      FloatVector s1 = a1.sub(b1).add(c1);
      FloatVector a2 = FloatVector.fromArray(Tile.SPECIES, products, i + 2 * plane);
      FloatVector b2 = FloatVector.fromArray(Tile.SPECIES, products, j + 2 * plane);
      FloatVector c2 = FloatVector.fromArray(Tile.SPECIES, products, l + 2 * plane);
      FloatVector s2 = a2.sub(b2).add(c2);
      FloatVector a3 = FloatVector.fromArray(Tile.SPECIES, products, i + 3 * plane);
      FloatVector b3 = FloatVector.fromArray(Tile.SPECIES, products, j + 3 * plane);
      FloatVector c3 = FloatVector.fromArray(Tile.SPECIES, products, l + 3 * plane);
      FloatVector s3 = a3.sub(b3).add(c3);
      int o = at + k;
      FloatVector first = FloatVector.fromArray(Tile.SPECIES, y, o);
      FloatVector second = FloatVector.fromArray(Tile.SPECIES, y, o + column);
      s0.add(s1).add(s2).add(first).intoArray(y, o);
      s1.sub(s2).add(s3).add(second).intoArray(y, o + column);
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
      FloatVector e00 = FloatVector.fromArray(Tile.SPECIES, dy, i);
      FloatVector e01 = FloatVector.fromArray(Tile.SPECIES, dy, i + channels);
      FloatVector e10 = FloatVector.fromArray(Tile.SPECIES, dy, i + row);
      FloatVector e11 = FloatVector.fromArray(Tile.SPECIES, dy, i + row + channels);
      int o = toAt + tiles * column + tile * width + k - column;
      FloatVector s = e00;
      FloatVector t = e01;
      s.intoArray(to, o);
      s.add(t).intoArray(to, o + panels);
      s.sub(t).intoArray(to, o + 2 * panels);
      t.intoArray(to, o + 3 * panels);
      o += 4 * panels;
      s = e00.add(e10);
      t = e01.add(e11);
      s.intoArray(to, o);
      s.add(t).intoArray(to, o + panels);
      s.sub(t).intoArray(to, o + 2 * panels);
      t.intoArray(to, o + 3 * panels);
      o += 4 * panels;
      s = e00.sub(e10);
      t = e01.sub(e11);
      s.intoArray(to, o);
      s.add(t).intoArray(to, o + panels);
      s.sub(t).intoArray(to, o + 2 * panels);
      t.intoArray(to, o + 3 * panels);
      o += 4 * panels;
      s = e10;
      t = e11;
      s.intoArray(to, o);
      s.add(t).intoArray(to, o + panels);
      s.sub(t).intoArray(to, o + 2 * panels);
      t.intoArray(to, o + 3 * panels);
    }
  }
}
