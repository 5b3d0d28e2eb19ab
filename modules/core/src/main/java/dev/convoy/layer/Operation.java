package dev.convoy.layer;

import java.util.Optional;

/**
 * A layer compiled for one place in a plan. It owns no memory: the plan lends {@link Buffers}, and
 * the parameters and their gradient arrive as flat vectors. It works on a range of examples so that
 * a plan can run several operations over one image while it is hot.
 */
public interface Operation {
  /** Number of floats to keep between {@link #prepare} and the last pass of a step. */
  default int packedSize() {
    return 0;
  }

  /** Number of floats of scratch that a call for so many examples needs. */
  default int scratchSize(int examples) {
    return 0;
  }

  /** Called once a step, after the parameters changed and before the forward pass. */
  default void prepare(float[] parameters, Buffers buffers) {}

  /** Overwrites the output of examples {@code first … first + count − 1}. */
  void forward(float[] parameters, Buffers buffers, int first, int count);

  /**
   * Overwrites the wanted input gradients of these examples and adds their part of the wanted
   * parameter gradients to {@code gradient}, examples in order from the first of the batch.
   */
  void backward(float[] parameters, float[] gradient, Buffers buffers, int first, int count);

  /**
   * Called once a step after the last {@link #backward}, and if no gradient flows through this
   * operation too: adds what is wanted and not in the gradient yet.
   */
  default void finishBackward(float[] gradient, Buffers buffers) {}

  /** Whether the backward pass reads the inputs' activations. */
  boolean backwardReadsInput();

  /** Whether the backward pass reads the output's activation. */
  boolean backwardReadsOutput();

  /** Whether the first input and the output (and their gradients) may be the same array. */
  default boolean inPlace() {
    return false;
  }

  /**
   * Whether it should see the whole batch at once because it reuses its weights across examples.
   */
  default boolean wholeBatch() {
    return false;
  }

  /**
   * What has to go through the whole batch before this operation puts out its first value. It has
   * the same {@link Buffers}. The plan runs it among the operations before, so that inputs are read
   * while they are hot: its forward pass looks at the inputs and overwrites nothing; its backward
   * pass follows the whole of this operation's, {@link #finishBackward} included, and overwrites
   * the gradients of the inputs, which this operation leaves to it.
   */
  default Optional<Operation> observer() {
    return Optional.empty();
  }

  /** What it does in a few words, for {@code describe --plan}. */
  String algorithm();
}
