package dev.convoy.simd;

import dev.convoy.kernel.Window;
import dev.convoy.kernel.WinogradTiles;

/**
 * An image in which every tile lies whole, with zeros around: copied to scratch, unless the
 * caller's is already so.
 */
final class WinogradImage {
  private final Rearrangement grid;
  private final int size;
  private final int lineLength;
  private final int channels;
  private final boolean direct;

  private WinogradImage(int[] sources, int positions, int lineLength, int channels) {
    this.grid = new Rearrangement(sources, channels);
    this.size = positions * channels;
    this.lineLength = lineLength * channels;
    this.channels = channels;
    // the last vector of the last position must not reach beyond the image
    this.direct = grid.isIdentity(size) && channels % Tile.LANES == 0;
  }

  /** The values that tiles see. */
  static WinogradImage values(WinogradTiles tiles, int channels) {
    int width = WinogradTiles.RESULTS * tiles.columns() + 2;
    int[] sources = new int[(WinogradTiles.RESULTS * tiles.rows() + 2) * width];
    for (int i = 0; i < sources.length; i++) {
      int line = i / width - tiles.top();
      int column = i % width - tiles.left();
      boolean inside =
          line >= 0 && line < tiles.inputHeight() && column >= 0 && column < tiles.inputWidth();
      sources[i] = inside ? line * tiles.inputWidth() + column : Window.PADDING;
    }
    return new WinogradImage(sources, tiles.inputs(), width, channels);
  }

  /** The gradient of the results of tiles. */
  static WinogradImage gradients(WinogradTiles tiles, int channels) {
    int width = WinogradTiles.RESULTS * tiles.columns();
    int[] sources = new int[WinogradTiles.RESULTS * tiles.rows() * width];
    for (int i = 0; i < sources.length; i++) {
      int line = i / width;
      int column = i % width;
      boolean inside = line < tiles.outputHeight() && column < tiles.outputWidth();
      sources[i] = inside ? line * tiles.outputWidth() + column : Window.PADDING;
    }
    return new WinogradImage(sources, tiles.outputs(), width, channels);
  }

  /** Floats of scratch. */
  int scratchSize() {
    return direct ? 0 : grid.size() + Tile.LANES;
  }

  /** Whether tiles are read from the caller's array. */
  boolean direct() {
    return direct;
  }

  /** Floats of a line. */
  int line() {
    return lineLength;
  }

  /** Floats of an image in the caller's array. */
  int size() {
    return size;
  }

  /** Where tile (i, j) begins in an image. */
  int place(int i, int j) {
    return WinogradTiles.RESULTS * (i * lineLength + j * channels);
  }

  /** Writes the zeros, once a call. */
  void clear(float[] scratch, int at) {
    if (!direct) {
      grid.clear(scratch, at);
    }
  }

  /** Makes an image in scratch. */
  void copy(float[] images, int imageAt, float[] scratch, int at) {
    if (!direct) {
      grid.copy(images, imageAt, scratch, at);
    }
  }
}
