package dev.convoy.spark.cluster;

import java.io.Serializable;
import java.util.Comparator;

/**
 * Which stretch of which worker's vector; sorts so that a stretch's are together, in partition
 * order.
 *
 * @param chunk index of the stretch
 * @param worker index of the partition
 */
record ChunkKey(int chunk, int worker) implements Comparable<ChunkKey>, Serializable {
  private static final Comparator<ChunkKey> ORDER =
      Comparator.comparingInt(ChunkKey::chunk).thenComparingInt(ChunkKey::worker);

  @Override
  public int compareTo(ChunkKey other) {
    return ORDER.compare(this, other);
  }
}
