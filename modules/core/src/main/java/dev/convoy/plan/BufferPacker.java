package dev.convoy.plan;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Gives storages arrays so that those that are never alive together may share one: largest first,
 * each into the first array that is free in its time.
 */
final class BufferPacker {
  private BufferPacker() {}

  /** Assigns arrays and returns the number of floats they hold. */
  static long pack(List<Storage> storages, int maxBatch) {
    List<List<Storage>> buffers = new ArrayList<>();
    long total = 0;
    List<Storage> bySize =
        storages.stream().sorted(Comparator.comparingInt((Storage s) -> -s.size)).toList();
    for (Storage storage : bySize) {
      int index = firstFree(buffers, storage);
      if (index == buffers.size()) {
        buffers.add(new ArrayList<>());
        storage.array = new float[Math.multiplyExact(storage.size, maxBatch)];
        total += storage.array.length;
      } else {
        storage.array = buffers.get(index).get(0).array;
      }
      storage.buffer = index;
      buffers.get(index).add(storage);
    }
    return total;
  }

  private static int firstFree(List<List<Storage>> buffers, Storage storage) {
    int index = 0;
    while (index < buffers.size() && buffers.get(index).stream().anyMatch(storage::overlaps)) {
      index++;
    }
    return index;
  }
}
