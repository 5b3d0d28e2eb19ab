package dev.convoy.run;

import dev.convoy.model.Initializer;

/**
 * The parameters that a run starts from.
 *
 * @param initializer distribution of the initial weights
 * @param fineTuning parameters taken from a trained model, and parameters that are frozen
 */
public record StartingPoint(Initializer initializer, FineTuning fineTuning) {}
