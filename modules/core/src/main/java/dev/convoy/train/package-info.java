/**
 * Training: a loop of rounds that asks a {@link dev.convoy.cluster.Cluster} to run a task for every
 * worker and folds what comes back. It knows no Spark.
 */
package dev.convoy.train;
