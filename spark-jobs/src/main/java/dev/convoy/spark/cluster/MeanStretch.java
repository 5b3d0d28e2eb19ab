package dev.convoy.spark.cluster;

import java.io.Serializable;

/**
 * The mean of one stretch of all workers' vectors.
 *
 * @param index of the stretch
 * @param values of the mean
 */
record MeanStretch(int index, float[] values) implements Serializable {}
