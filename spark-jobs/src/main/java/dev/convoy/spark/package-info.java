/** Convoy on Spark: the main class of the one jar that spark-submit runs. */
package dev.convoy.spark;
