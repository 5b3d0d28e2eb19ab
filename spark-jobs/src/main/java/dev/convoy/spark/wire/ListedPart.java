package dev.convoy.spark.wire;

import dev.convoy.data.image.ImagePart;
import java.io.Serializable;

/**
 * A part of a data set of images, on its way to the task that reads it.
 *
 * @param part of any format
 */
public record ListedPart(ImagePart part) implements Serializable {}
