package dev.convoy.plan;

/**
 * One line of {@code describe --plan}.
 *
 * @param segment number of the segment, from 0
 * @param block examples that go through the segment together
 * @param name the node
 * @param layer the layer in a few words
 * @param algorithm how it is computed
 * @param buffer number of the buffer that holds its output, from 0
 * @param outputBytes size of the output of one example
 * @param inPlace whether it overwrites its first input
 * @param gradients what of the backward pass is planned: {@code parameters}, {@code input}, both or
 *     none
 */
public record StepDescription(
    int segment,
    int block,
    String name,
    String layer,
    String algorithm,
    int buffer,
    long outputBytes,
    boolean inPlace,
    String gradients) {}
