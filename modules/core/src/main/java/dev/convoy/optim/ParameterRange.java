package dev.convoy.optim;

/**
 * A range of the parameter vector that an optimizer updates.
 *
 * @param from start, inclusive
 * @param to end, exclusive
 * @param weights whether the range holds the weights of one linear map rather than a bias or a
 *     scale; some optimizers treat them differently
 */
public record ParameterRange(int from, int to, boolean weights) {}
