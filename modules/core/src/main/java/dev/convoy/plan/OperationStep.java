package dev.convoy.plan;

import dev.convoy.layer.Buffers;
import dev.convoy.layer.Operation;
import java.util.List;

/**
 * One operation of a plan with its memory.
 *
 * @param name the node's name
 * @param operation the operation to run
 * @param buffers the operation's memory
 * @param runsBackward whether any gradient flows through the operation
 * @param additions gradients to add after the backward pass
 */
record OperationStep(
    String name,
    Operation operation,
    Buffers buffers,
    boolean runsBackward,
    List<Addition> additions)
    implements Step {
  @Override
  public void prepare(float[] parameters) {
    operation.prepare(parameters, buffers);
  }

  @Override
  public void forward(float[] parameters, int first, int count) {
    operation.forward(parameters, buffers, first, count);
  }

  @Override
  public void backward(float[] parameters, float[] gradient, int first, int count) {
    operation.backward(parameters, gradient, buffers, first, count);
    for (int i = 0; i < additions.size(); i++) {
      additions.get(i).add(first, count);
    }
  }

  @Override
  public void finishBackward(float[] gradient) {
    operation.finishBackward(gradient, buffers);
  }

  /** Adds one consumer's gradient of a value to the sum over earlier consumers. */
  record Addition(float[] from, float[] to, int size) {
    void add(int first, int count) {
      for (int i = first * size; i < (first + count) * size; i++) {
        to[i] += from[i];
      }
    }
  }
}
