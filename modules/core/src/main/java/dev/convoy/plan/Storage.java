package dev.convoy.plan;

/**
 * Memory that is needed for a range of segments; {@link BufferPacker} assigns it an array. Several
 * values share one storage when a layer works in place.
 */
final class Storage {
  static final Storage NONE = new Storage(0);

  final int size;
  int start = Integer.MAX_VALUE;
  int end = Integer.MIN_VALUE;
  float[] array = {};
  int buffer = -1;

  Storage(int size) {
    this.size = size;
  }

  /** Extends the lifetime to include this time. */
  void use(int time) {
    start = Math.min(start, time);
    end = Math.max(end, time);
  }
}
