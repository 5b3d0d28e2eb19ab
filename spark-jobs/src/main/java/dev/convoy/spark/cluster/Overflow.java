package dev.convoy.spark.cluster;

import java.util.Locale;
import org.apache.spark.storage.StorageLevel;

/**
 * What becomes of blocks that do not fit the memory of the executors; the result is the same. In
 * memory they are kept as they are: two arrays have the same size serialized, and each use would
 * copy them.
 */
public enum Overflow {
  /** They are written to local disks. */
  DISK(StorageLevel.MEMORY_AND_DISK()),
  /** They are read from their files again, each time. */
  REREAD(StorageLevel.MEMORY_ONLY());

  private final StorageLevel level;

  Overflow(StorageLevel level) {
    this.level = level;
  }

  /** The one that is written so. */
  public static Overflow named(String name) {
    for (Overflow overflow : values()) {
      if (overflow.text().equals(name)) {
        return overflow;
      }
    }
    throw new IllegalArgumentException("overflow '" + name + "' must be disk or reread");
  }

  /** How it is written in options. */
  public String text() {
    return name().toLowerCase(Locale.ROOT);
  }

  StorageLevel level() {
    return level;
  }
}
