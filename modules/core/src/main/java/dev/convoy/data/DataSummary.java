package dev.convoy.data;

import dev.convoy.tensor.Shape;
import java.io.Serializable;

/**
 * What is known of a data set before it is read by workers.
 *
 * @param name what to call it in messages
 * @param shape shape of one example
 * @param size number of examples, at least 1
 * @param classes the largest label plus 1
 * @param normalization mean and deviation of its pixels
 * @param fingerprint SHA-256 of its contents
 */
public record DataSummary(
    String name,
    Shape shape,
    long size,
    int classes,
    Normalization normalization,
    String fingerprint)
    implements Serializable {}
