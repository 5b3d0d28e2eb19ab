package dev.convoy.spark.wire;

import java.io.Serializable;

/**
 * The mean of one stretch of all workers' vectors.
 *
 * @param index of the stretch
 * @param values of the mean
 */
public record MeanStretch(int index, float[] values) implements Serializable {}
