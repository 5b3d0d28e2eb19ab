package dev.convoy.spark.cluster;

import java.util.Optional;

/**
 * The mean of one stretch of all workers' vectors.
 *
 * @param index of the stretch
 * @param values of the mean; nothing if a vector could not be had
 */
record MeanStretch(int index, Optional<float[]> values) {}
