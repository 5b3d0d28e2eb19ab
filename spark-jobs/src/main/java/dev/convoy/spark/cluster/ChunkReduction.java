package dev.convoy.spark.cluster;

import dev.convoy.train.Reduction;

/**
 * The fold of one stretch of all workers' vectors.
 *
 * @param chunk index of the stretch
 * @param reduction its mean; of the first stretch also what the workers counted
 */
record ChunkReduction(int chunk, Reduction reduction) {}
