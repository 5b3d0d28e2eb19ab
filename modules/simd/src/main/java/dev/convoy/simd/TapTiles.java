package dev.convoy.simd;

import dev.convoy.kernel.Axis;
import dev.convoy.kernel.Window;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A forward pass or an input gradient of a depthwise convolution as {@link ChannelTile}s. Positions
 * that see the same taps at equal distances form a tile, along the innermost axis if they can, else
 * along another; so borders, strides and dilation cost tiles of their own, but no padding and no
 * copies. Taps on padding are left out: they would add nothing to a finite sum.
 */
final class TapTiles {
  private final Sight[] sights;
  private final boolean[] done;
  private final List<int[]> tiles = new ArrayList<>();
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

  /**
   * What one position sees.
   *
   * @param start the first source
   * @param list the taps and the distances of their sources from the first
   */
  private record Sight(int start, List<Integer> list) {
    static Sight of(List<Integer> pairs) {
      int start = pairs.isEmpty() ? 0 : pairs.get(0);
      List<Integer> list = new ArrayList<>(pairs);
      for (int i = 0; i < list.size(); i += 2) {
        list.set(i, pairs.get(i) - start);
      }
      return new Sight(start, List.copyOf(list));
    }

    boolean isEmpty() {
      return list.isEmpty();
    }

    /** Whether all taps are in lines of three with sources at this distance. */
    boolean hasLines(int step) {
      int line = 2 * ChannelLine.TAPS;
      for (int i = 0; i < list.size(); i += 2) {
        if (i % line > 0 && list.get(i) - list.get(i - 2) != step) {
          return false;
        }
      }
      return list.size() % line == 0;
    }
  }

  private TapTiles(List<List<Integer>> pairs, int[] distances, int channels) {
    this.sights = pairs.stream().map(Sight::of).toArray(Sight[]::new);
    this.done = new boolean[sights.length];
    this.channels = channels;
    for (int distance : distances) {
      cover(8, distance);
      cover(4, distance);
    }
    cover(1, 0);
    // neighbours in memory together
    tiles.sort((a, b) -> Integer.compare(a[1], b[1]));

    Map<List<Integer>, Integer> lists = new HashMap<>();
    List<Integer> entries = new ArrayList<>();
    int count = tiles.size();
    this.sizes = new int[count];
    this.outs = new int[count];
    this.outSteps = new int[count];
    this.starts = new int[count];
    this.steps = new int[count][];
    this.firsts = new int[count];
    this.counts = new int[count];
    this.lines = new int[count];
    Map<List<Integer>, int[]> stepTables = new HashMap<>();
    for (int i = 0; i < count; i++) {
      int[] tile = tiles.get(i);
      Sight sight = sights[tile[1]];
      sizes[i] = tile[0];
      outs[i] = tile[1] * channels;
      outSteps[i] = tile[2] * channels;
      starts[i] = sight.start * channels;
      counts[i] = sight.list.size() / 2;
      lines[i] = tile[0] > 1 && sight.hasLines(tile[3]) ? counts[i] / ChannelLine.TAPS : 0;
      steps[i] =
          stepTables.computeIfAbsent(
              List.of(tile[3], counts[i]), key -> table(key.get(0) * channels, key.get(1)));
      Integer first = lists.putIfAbsent(sight.list, entries.size() / 2);
      if (first == null) {
        first = entries.size() / 2;
        entries.addAll(sight.list);
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

  /** The forward pass: a position of the output sees inputs, in the order of taps. */
  static TapTiles forward(Window window, int channels) {
    int taps = window.taps();
    int[] sources = window.sources();
    List<List<Integer>> pairs = lists(window.outputs());
    for (int i = 0; i < sources.length; i++) {
      if (sources[i] != Window.PADDING) {
        pairs.get(i / taps).addAll(List.of(sources[i], i % taps));
      }
    }
    return new TapTiles(pairs, distances(window, false), channels);
  }

  /** The input gradient: a position of the input sees gradients of outputs, in their order. */
  static TapTiles gradient(Window window, int channels) {
    int taps = window.taps();
    int[] sources = window.sources();
    List<List<Integer>> pairs = lists(window.inputs());
    for (int i = 0; i < sources.length; i++) {
      if (sources[i] != Window.PADDING) {
        pairs.get(sources[i]).addAll(List.of(i / taps, i % taps));
      }
    }
    return new TapTiles(pairs, distances(window, true), channels);
  }

  private static List<List<Integer>> lists(int count) {
    List<List<Integer>> lists = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      lists.add(new ArrayList<>());
    }
    return lists;
  }

  /** How far apart positions are that see the same taps, from the innermost axis out. */
  private static int[] distances(Window window, boolean gradient) {
    List<Axis> axes = window.axes();
    int[] distances = new int[axes.size()];
    int line = 1;
    for (int i = 0; i < distances.length; i++) {
      Axis axis = axes.get(axes.size() - 1 - i);
      distances[i] = line * (gradient ? axis.stride() : 1);
      line *= gradient ? axis.input() : axis.output();
    }
    return distances;
  }

  /** Makes tiles of so many positions at this distance wherever they see alike. */
  private void cover(int size, int distance) {
    for (int first = 0; first + (size - 1) * distance < sights.length; first++) {
      if (!sights[first].isEmpty() && alike(first, size, distance)) {
        int step = size == 1 ? 0 : sights[first + distance].start - sights[first].start;
        tiles.add(new int[] {size, first, distance, step});
        for (int r = 0; r < size; r++) {
          done[first + r * distance] = true;
        }
      }
    }
  }

  private boolean alike(int first, int size, int distance) {
    Sight sight = sights[first];
    for (int r = 0; r < size; r++) {
      int position = first + r * distance;
      int second = first + (r == 0 ? 0 : distance);
      if (done[position]
          || !sights[position].list.equals(sight.list)
          || sights[position].start - sight.start != r * (sights[second].start - sight.start)) {
        return false;
      }
    }
    return true;
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
