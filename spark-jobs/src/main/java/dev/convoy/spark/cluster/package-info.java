/** A {@link dev.convoy.train.Cluster} of Spark executors, and how its data travel. */
package dev.convoy.spark.cluster;
