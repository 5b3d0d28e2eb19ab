/** A {@link dev.convoy.cluster.Cluster} of Spark executors, and how its data travel. */
package dev.convoy.spark.cluster;
