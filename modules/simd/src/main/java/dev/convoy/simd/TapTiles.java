package dev.convoy.simd;

import dev.convoy.kernel.Window;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A forward pass or an input gradient of a depthwise convolution as {@link ChannelTile}s and {@link
 * ChannelLine}s, as {@link TapCover} divides it. Taps on padding are left out: they would add
 * nothing to a finite sum.
 */
final class TapTiles {
  private final int channels;
  private final int[] sizes;
  private final int[] outs;
  private final int[] outSteps;
  private final int[] starts;
  private final int[][] steps;
  private final int[] firsts;
  private final int[] counts;
  private final int[] lines;
  private final int[] taps;
  private final int[] weights;

  private TapTiles(List<TapCover.Piece> pieces, int channels) {
    int count = pieces.size();
    this.channels = channels;
    this.sizes = new int[count];
    this.outs = new int[count];
    this.outSteps = new int[count];
    this.starts = new int[count];
    this.steps = new int[count][];
    this.firsts = new int[count];
    this.counts = new int[count];
    this.lines = new int[count];
    Map<List<Integer>, Integer> lists = new HashMap<>();
    Map<List<Integer>, int[]> tables = new HashMap<>();
    List<Integer> entries = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      TapCover.Piece piece = pieces.get(i);
      TapCover.Sight sight = piece.sight();
      sizes[i] = piece.size();
      outs[i] = piece.first() * channels;
      outSteps[i] = piece.distance() * channels;
      starts[i] = sight.start() * channels;
      counts[i] = sight.taps();
      lines[i] = piece.lines();
      steps[i] =
          tables.computeIfAbsent(
              List.of(piece.step() * channels, counts[i]), key -> table(key.get(0), key.get(1)));
      Integer first = lists.putIfAbsent(sight.list(), entries.size() / 2);
      if (first == null) {
        first = entries.size() / 2;
        entries.addAll(sight.list());
      }
      firsts[i] = first;
    }
    this.taps = new int[entries.size() / 2];
    this.weights = new int[taps.length];
    for (int i = 0; i < taps.length; i++) {
      taps[i] = entries.get(2 * i) * channels;
      weights[i] = entries.get(2 * i + 1) * Tile.LANES;
    }
  }

  private static int[] table(int value, int size) {
    int[] table = new int[size];
    Arrays.fill(table, value);
    return table;
  }

  /** The forward pass. */
  static TapTiles forward(Window window, int channels) {
    return new TapTiles(TapCover.forward(window), channels);
  }

  /** The input gradient. */
  static TapTiles gradient(Window window, int channels) {
    return new TapTiles(TapCover.gradient(window), channels);
  }

  /**
   * Adds the pass over one image to {@code c}.
   *
   * @param b the weights, {@code [vector of channels][tap][lane]}
   * @param filter floats of a vector of channels in {@code b}
   */
  void add(float[] a, int aAt, float[] b, int filter, float[] c, int cAt) {
    for (int i = 0; i < sizes.length; i++) {
      int at = 0;
      for (int channel = 0; channel < channels; channel += Tile.LANES) {
        // the last vector reaches back: its weights are zero where channels are done already
        int lane = Math.min(channel, channels - Tile.LANES);
        if (lines[i] > 0) {
          ChannelLine.add(
              sizes[i],
              lines[i],
              a,
              aAt + starts[i] + lane,
              steps[i],
              taps,
              weights,
              firsts[i],
              b,
              at,
              c,
              cAt + outs[i] + lane,
              outSteps[i]);
        } else {
          ChannelTile.add(
              sizes[i],
              counts[i],
              a,
              aAt + starts[i] + lane,
              steps[i],
              taps,
              weights,
              firsts[i],
              b,
              at,
              c,
              cAt + outs[i] + lane,
              outSteps[i]);
        }
        at += filter;
      }
    }
  }
}
