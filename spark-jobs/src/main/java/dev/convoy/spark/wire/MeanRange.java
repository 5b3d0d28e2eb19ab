package dev.convoy.spark.wire;

import java.io.Serializable;

/**
 * The mean of one range of all workers' vectors.
 *
 * @param index of the range
 * @param values of the mean
 */
public record MeanRange(int index, float[] values) implements Serializable {}
