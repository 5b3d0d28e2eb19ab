/**
 * The training loop: each round runs a task for every worker of a {@link
 * dev.convoy.cluster.Cluster} and folds the results. It does not depend on Spark.
 */
package dev.convoy.train;
