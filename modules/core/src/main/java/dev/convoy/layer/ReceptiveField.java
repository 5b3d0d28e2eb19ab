package dev.convoy.layer;

/**
 * What the outputs of a layer see of its input on one spatial axis.
 *
 * @param extent length of the range that one output can see
 * @param step how far apart two neighbours look; below 1 where the output is longer than the input
 */
public record ReceptiveField(int extent, double step) {}
