package dev.convoy.train;

/**
 * Numbers of examples.
 *
 * @param training that each epoch goes through exactly once, at least 1
 * @param test that the model is evaluated on after each epoch; 0 if there are no test data
 */
public record DataSizes(long training, long test) {}
