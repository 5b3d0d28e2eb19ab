package dev.convoy.plan;

/**
 * One line of {@code describe --plan}.
 *
 * @param segment number of the segment, from 0
 * @param block number of examples in a block of the segment
 * @param name the node's name
 * @param layer short description of the layer
 * @param algorithm algorithm that computes the layer
 * @param output buffer of the output
 * @param gradients the planned parts of the backward pass
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
   * The buffer of an output.
   *
   * @param buffer number of the buffer, from 0
   * @param bytes size of the output for one example
   * @param inPlace whether the output overwrites the first input
   */
  public record Output(int buffer, long bytes, boolean inPlace) {}

  /**
   * The planned parts of a backward pass.
   *
   * @param parameters whether parameter gradients are computed
   * @param input whether the gradient of an input is computed
   */
  public record Gradients(boolean parameters, boolean input) {
    /** Whether there is a backward pass at all. */
    public boolean any() {
      return parameters || input;
    }
  }
}
