package dev.convoy.spark.cluster;

import java.io.Serializable;

/**
 * Parameters on their way from the driver to the executors. In local mode the executor sees the
 * driver's own array, so nobody writes to it.
 *
 * @param values in layout order
 */
record ParameterVector(float[] values) implements Serializable {}
