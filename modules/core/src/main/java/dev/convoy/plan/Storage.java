package dev.convoy.plan;

/**
 * Memory wanted for a range of a plan's time, in segments; {@link BufferPacker} gives it an array.
 * Several values may share one storage when a layer works in place.
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

  /** Extends the time in which the contents must stay. */
  void use(int time) {
    start = Math.min(start, time);
    end = Math.max(end, time);
  }
}
