package dev.convoy.simd;

import dev.convoy.kernel.Axis;
import dev.convoy.kernel.Window;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Divides the positions of a depthwise pass into tiles of eight, four or one that see the same taps
 * at equal distances: along the innermost axis where that goes, else along another. So borders,
 * strides and dilation cost tiles of their own, but no padding and no copies.
 */
final class TapCover {
  private final Sight[] sights;
  private final boolean[] done;
  private final List<Piece> pieces = new ArrayList<>();

  /**
   * What one position sees.
   *
   * @param start the first source
   * @param list for each tap in order the distance of its source from the first, then its number
   */
  record Sight(int start, List<Integer> list) {
    private static Sight of(List<Integer> pairs) {
      int start = pairs.isEmpty() ? 0 : pairs.get(0);
      List<Integer> list = new ArrayList<>(pairs);
      for (int i = 0; i < list.size(); i += 2) {
        list.set(i, pairs.get(i) - start);
      }
      return new Sight(start, List.copyOf(list));
    }

    /** Number of taps. */
    int taps() {
      return list.size() / 2;
    }

    /** Whether all taps are in lines of three with sources at this distance. */
    boolean hasLines(int step) {
      for (int tap = 0; tap < taps(); tap++) {
        boolean within = tap % ChannelLine.TAPS > 0;
        if (within && list.get(2 * tap) - list.get(2 * tap - 2) != step) {
          return false;
        }
      }
      return taps() % ChannelLine.TAPS == 0;
    }
  }

  /**
   * Some positions that see alike.
   *
   * @param size how many
   * @param first the first of them
   * @param distance distance of two of them
   * @param step distance of what two of them see
   * @param sight what the first sees
   */
  record Piece(int size, int first, int distance, int step, Sight sight) {
    /** Number of lines of three taps, 0 if the taps are not such lines. */
    int lines() {
      return size > 1 && sight.hasLines(step) ? sight.taps() / ChannelLine.TAPS : 0;
    }
  }

  private TapCover(List<List<Integer>> pairs, int[] distances) {
    this.sights = pairs.stream().map(Sight::of).toArray(Sight[]::new);
    this.done = new boolean[sights.length];
    for (int distance : distances) {
      cover(8, distance);
      cover(4, distance);
    }
    cover(1, 0);
    // neighbours in memory together
    pieces.sort(Comparator.comparingInt(Piece::first));
  }

  /** The forward pass: a position of the output sees inputs, in the order of taps. */
  static List<Piece> forward(Window window) {
    int taps = window.taps();
    int[] sources = window.sources();
    List<List<Integer>> pairs = lists(window.outputs());
    for (int i = 0; i < sources.length; i++) {
      if (sources[i] != Window.PADDING) {
        pairs.get(i / taps).addAll(List.of(sources[i], i % taps));
      }
    }
    return new TapCover(pairs, distances(window, false)).pieces;
  }

  /** The input gradient: a position of the input sees gradients of outputs, in their order. */
  static List<Piece> gradient(Window window) {
    int taps = window.taps();
    int[] sources = window.sources();
    List<List<Integer>> pairs = lists(window.inputs());
    for (int i = 0; i < sources.length; i++) {
      if (sources[i] != Window.PADDING) {
        pairs.get(sources[i]).addAll(List.of(i / taps, i % taps));
      }
    }
    return new TapCover(pairs, distances(window, true)).pieces;
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
      if (!sights[first].list.isEmpty() && alike(first, size, distance)) {
        int step = size == 1 ? 0 : sights[first + distance].start - sights[first].start;
        pieces.add(new Piece(size, first, distance, step, sights[first]));
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
}
