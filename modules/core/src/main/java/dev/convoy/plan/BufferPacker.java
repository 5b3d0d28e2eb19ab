package dev.convoy.plan;

import dev.convoy.tensor.Shape;
import java.util.BitSet;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Assigns storages to arrays so that storages with disjoint lifetimes can share one. It takes the
 * largest storage first and uses the first array that is free during its lifetime.
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
      // Plain arrays for speed, because every pair is compared: a deep network has tens of
      // thousands.
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
   * Allocates the arrays of packed storages for up to {@code maxBatch} examples.
   *
   * @throws IllegalArgumentException if an array would be too long
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
