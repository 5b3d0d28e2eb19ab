package dev.convoy.plan;

import dev.convoy.layer.Operation;
import java.util.ArrayList;
import java.util.List;

/**
 * Groups the operations of a plan into segments. Lifetimes are measured in segments: the forward
 * pass runs them at times 0, 1, …; the backward pass runs them in reverse order at the times that
 * follow.
 *
 * <p>An operation that needs the whole batch at once is a segment of its own. One that must see the
 * batch before it runs starts a segment; its observer ends the previous segment, which may
 * otherwise be empty.
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

  /** The time at which an operation runs forward; a model input (negative index) has time 0. */
  int forwardTime(int operation) {
    return operation < 0 ? 0 : of(operation);
  }

  /**
   * The time at which an operation writes its input gradients and no longer needs its output
   * gradient.
   */
  int backwardTime(int operation) {
    return operation < 0 ? lastTime() : lastTime() - ofObserver(operation);
  }

  /** The time at which the backward pass starts. */
  int firstBackwardTime() {
    return count;
  }

  int lastTime() {
    return 2 * count - 1;
  }

  /**
   * The block size of each segment: as many examples as fit, or the whole batch if an operation
   * needs it. It does not depend on the kernels.
   *
   * @param sizes sizes of the operations' outputs
   * @param fitting maximum number of values in a block of examples
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
