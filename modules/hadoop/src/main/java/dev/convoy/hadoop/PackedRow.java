package dev.convoy.hadoop;

import java.io.Serializable;

/**
 * An image on its way into packed data.
 *
 * @param number of the image in its data set, from 0
 * @param label its class
 * @param pixels unsigned bytes in height, width, channel order
 */
public record PackedRow(long number, int label, byte[] pixels) implements Serializable {}
