package dev.convoy.spark.wire;

import java.io.Serializable;

/**
 * Parameters on their way from the driver to the executors. In local mode the executor sees the
 * driver's own array, so nobody writes to it.
 *
 * @param values in layout order
 */
public record ParameterVector(float[] values) implements Serializable {}
