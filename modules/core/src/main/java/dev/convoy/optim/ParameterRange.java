package dev.convoy.optim;

/**
 * A part of a vector of parameters with which an optimizer takes a step.
 *
 * @param from where it starts
 * @param to where it ends
 * @param weights whether it is the weights of one linear map, and not its bias or a scale; some
 *     rules treat them differently
 */
public record ParameterRange(int from, int to, boolean weights) {}
