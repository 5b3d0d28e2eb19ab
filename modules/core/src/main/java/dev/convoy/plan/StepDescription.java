package dev.convoy.plan;

/**
 * One line of {@code describe --plan}.
 *
 * @param segment number of the segment, from 0
 * @param block examples that go through the segment together
 * @param name the node
 * @param layer the layer in a few words
 * @param algorithm how it is computed
 * @param output where its output is held
 * @param gradients what of the backward pass is planned
 */
public record StepDescription(
    int segment,
    int block,
    String name,
    String layer,
    String algorithm,
    Output output,
    Gradients gradients) {
  /**
   * Where an output is held.
   *
   * @param buffer number of the buffer, from 0
   * @param bytes size of the output of one example
   * @param inPlace whether it overwrites the first input
   */
  public record Output(int buffer, long bytes, boolean inPlace) {}

  /**
   * What of a backward pass is planned.
   *
   * @param parameters whether gradients of parameters are computed
   * @param input whether the gradient of an input is
   */
  public record Gradients(boolean parameters, boolean input) {
    /** Whether there is a backward pass at all. */
    public boolean any() {
      return parameters || input;
    }
  }
}
