package dev.convoy.plan;

import java.util.ArrayList;
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
    List<List<Storage>> buffers = new ArrayList<>();
    long total = 0;
    for (Storage storage : largestFirst(storages)) {
      int index = firstFree(buffers, storage);
      if (index == buffers.size()) {
        buffers.add(new ArrayList<>());
        total += storage.size;
      }
      storage.buffer = index;
      buffers.get(index).add(storage);
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
    if (length > Integer.MAX_VALUE) {
      throw new IllegalArgumentException(
          "batch-size "
              + maxBatch
              + ": a buffer of "
              + length
              + " numbers must have at most "
              + Integer.MAX_VALUE);
    }
    return (int) length;
  }

  private static List<Storage> largestFirst(List<Storage> storages) {
    return storages.stream().sorted(Comparator.comparingInt((Storage s) -> -s.size)).toList();
  }

  private static int firstFree(List<List<Storage>> buffers, Storage storage) {
    int index = 0;
    while (index < buffers.size() && buffers.get(index).stream().anyMatch(storage::overlaps)) {
      index++;
    }
    return index;
  }
}
