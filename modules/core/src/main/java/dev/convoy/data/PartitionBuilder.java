package dev.convoy.data;

import dev.convoy.tensor.Shape;
import java.util.ArrayList;
import java.util.List;

/** Collects the records of one worker, in any order, into blocks. */
final class PartitionBuilder {
  private static final int BLOCK_BYTES = 16 << 20;

  private final long from;
  private final int exampleSize;
  private final int blockSize;
  private final List<Block> blocks = new ArrayList<>();

  PartitionBuilder(Shape shape, long from, long to) {
    this.from = from;
    this.exampleSize = shape.size();
    this.blockSize = Math.max(1, BLOCK_BYTES / exampleSize);
    for (long first = from; first < to; first += blockSize) {
      int count = (int) Math.min(blockSize, to - first);
      blocks.add(new Block(shape, first, new byte[count * exampleSize], new int[count]));
    }
  }

  /** The array that takes the pixels of the example at this permuted position. */
  byte[] pixels(long position) {
    return block(position).pixels();
  }

  /** Where in that array they start. */
  int pixelsAt(long position) {
    return (int) ((position - from) % blockSize) * exampleSize;
  }

  void label(long position, int label) {
    block(position).labels()[(int) ((position - from) % blockSize)] = label;
  }

  Partition build(int worker) {
    return new Partition(worker, blocks);
  }

  private Block block(long position) {
    return blocks.get((int) ((position - from) / blockSize));
  }
}
