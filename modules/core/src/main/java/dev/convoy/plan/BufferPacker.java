package dev.convoy.plan;

import dev.convoy.tensor.Shape;
import java.util.BitSet;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Gives storages arrays so that those that are never alive together may share one: largest first,
 * each into the first array that is free in its time.
 */
final class BufferPacker {
  private BufferPacker() {}

  /** Assigns buffers and returns the number of floats that they hold for each example. */
  static long pack(List<Storage> storages) {
    List<Storage> sorted = largestFirst(storages);
    int[] starts = sorted.stream().mapToInt(storage -> storage.start).toArray();
    int[] ends = sorted.stream().mapToInt(storage -> storage.end).toArray();
    int[] buffers = new int[sorted.size()];
    BitSet taken = new BitSet();
    int count = 0;
    long total = 0;
    for (int i = 0; i < buffers.length; i++) {
      // Plain arrays, because every pair is looked at: a deep network has tens of thousands.
      taken.clear();
      for (int j = 0; j < i; j++) {
        if (starts[j] <= ends[i] && starts[i] <= ends[j]) {
          taken.set(buffers[j]);
        }
      }
      buffers[i] = taken.nextClearBit(0);
      if (buffers[i] == count) {
        count++;
        total += sorted.get(i).size;
      }
      sorted.get(i).buffer = buffers[i];
    }
    return total;
  }

  /**
   * Gives packed storages the arrays of their buffers, for so many examples.
   *
   * @throws IllegalArgumentException if an array cannot be so long
   */
  static void allocate(List<Storage> storages, int maxBatch) {
    Map<Integer, float[]> arrays = new HashMap<>();
    for (Storage storage : largestFirst(storages)) {
      storage.array =
          arrays.computeIfAbsent(
              storage.buffer, buffer -> new float[length(storage.size, maxBatch)]);
    }
  }

  private static int length(int size, int maxBatch) {
    long length = (long) size * maxBatch;
    if (length > Shape.MOST_VALUES) {
      throw new IllegalArgumentException(
          "batch-size "
              + maxBatch
              + ": a buffer of "
              + length
              + " numbers must have at most "
              + Shape.MOST_VALUES);
    }
    return (int) length;
  }

  private static List<Storage> largestFirst(List<Storage> storages) {
    return storages.stream().sorted(Comparator.comparingInt((Storage s) -> -s.size)).toList();
  }
}
