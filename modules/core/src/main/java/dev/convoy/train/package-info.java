/**
 * Training: a loop of rounds that asks a {@link dev.convoy.train.Cluster} to run a task on every
 * partition and folds what comes back. It knows no Spark.
 */
package dev.convoy.train;
