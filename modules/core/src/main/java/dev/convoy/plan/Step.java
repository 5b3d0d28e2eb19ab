package dev.convoy.plan;

import dev.convoy.layer.Buffers;
import dev.convoy.layer.Operation;
import java.util.List;

/**
 * One operation of a plan and the memory it works on.
 *
 * @param name the node's name
 * @param operation what to run
 * @param buffers its memory
 * @param backward whether any gradient flows through it
 * @param additions gradients to add up after its backward pass
 */
record Step(
    String name, Operation operation, Buffers buffers, boolean backward, List<Addition> additions) {
  void backward(float[] parameters, float[] gradient, int first, int count) {
    operation.backward(parameters, gradient, buffers, first, count);
    for (int i = 0; i < additions.size(); i++) {
      additions.get(i).add(first, count);
    }
  }

  /** Adds one consumer's gradient of a value to those of the consumers before. */
  record Addition(float[] from, float[] to, int size) {
    void add(int first, int count) {
      for (int i = first * size; i < (first + count) * size; i++) {
        to[i] += from[i];
      }
    }
  }
}
