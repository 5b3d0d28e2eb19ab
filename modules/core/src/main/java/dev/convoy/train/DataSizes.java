package dev.convoy.train;

/**
 * Numbers of training and test examples.
 *
 * @param training number of training examples, at least 1; each epoch processes each exactly once
 * @param test number of test examples, for the evaluation after each epoch; 0 if there are none
 */
public record DataSizes(long training, long test) {}
