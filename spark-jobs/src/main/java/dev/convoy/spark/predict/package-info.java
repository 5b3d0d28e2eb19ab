/** Predictions for whole data sets, written as tables by tasks. */
package dev.convoy.spark.predict;
