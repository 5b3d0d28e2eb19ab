package dev.convoy.plan;

import dev.convoy.layer.Operation;
import java.util.ArrayList;
import java.util.List;

/**
 * Which segment each operation of a plan belongs to. Segments are the plan's clock: forward they
 * run at times 0, 1, …, backward at those that follow, in reverse.
 *
 * <p>An operation that wants the whole batch is a segment of its own. One that must have seen the
 * batch starts a segment; its observer is the last of the segment before, an empty one if need be.
 */
final class Segmentation {
  private final List<Operation> operations;
  private final List<Integer> segments = new ArrayList<>();
  private int count;

  Segmentation(List<Operation> operations) {
    this.operations = operations;
    for (int i = 0; i < operations.size(); i++) {
      boolean observes = operations.get(i).observer().isPresent();
      boolean alone =
          i == 0 || operations.get(i).wholeBatch() || operations.get(i - 1).wholeBatch();
      count += i == 0 && observes ? 1 : 0;
      count += alone || observes ? 1 : 0;
      segments.add(count - 1);
    }
  }

  /** Number of segments. */
  int count() {
    return count;
  }

  /** The segment of an operation. */
  int of(int operation) {
    return segments.get(operation);
  }

  /** The segment of an operation's observer; that of the operation if it has none. */
  int ofObserver(int operation) {
    return of(operation) - (operations.get(operation).observer().isPresent() ? 1 : 0);
  }

  /** When an operation runs forward; what is before all runs at 0. */
  int forwardTime(int operation) {
    return operation < 0 ? 0 : of(operation);
  }

  /** When an operation writes the gradients of its inputs and is done with that of its output. */
  int backwardTime(int operation) {
    return operation < 0 ? lastTime() : lastTime() - ofObserver(operation);
  }

  /** When the backward pass starts. */
  int firstBackwardTime() {
    return count;
  }

  int lastTime() {
    return 2 * count - 1;
  }

  /**
   * How many examples go through each segment together: as many as fit, the whole batch if an
   * operation wants it. The same whatever the kernels.
   *
   * @param sizes of the operations' outputs
   * @param fitting number of values that a block of examples may have
   * @param maxBatch size of the batch
   */
  int[] blocks(List<Integer> sizes, int fitting, int maxBatch) {
    long[] floats = new long[count];
    boolean[] whole = new boolean[count];
    for (int i = 0; i < operations.size(); i++) {
      floats[of(i)] += sizes.get(i);
      whole[of(i)] |= operations.get(i).wholeBatch();
    }
    int[] blocks = new int[count];
    for (int s = 0; s < count; s++) {
      long most = Math.max(1, fitting / Math.max(1, floats[s]));
      blocks[s] = whole[s] ? maxBatch : (int) Math.min(maxBatch, most);
    }
    return blocks;
  }
}
