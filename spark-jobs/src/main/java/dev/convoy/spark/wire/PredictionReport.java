package dev.convoy.spark.wire;

import java.io.Serializable;

/**
 * What a task has predicted.
 *
 * @param part index of the part
 * @param images number of rows
 * @param bad number of rows with an error
 */
public record PredictionReport(int part, long images, long bad) implements Serializable {}
