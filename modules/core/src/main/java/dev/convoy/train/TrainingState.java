package dev.convoy.train;

/**
 * Where training stands after an epoch; with the configuration it is all that going on needs.
 *
 * @param epoch number of epochs done
 * @param parameters the model's parameters
 * @param state what the driver keeps between rounds
 */
public record TrainingState(int epoch, float[] parameters, float[] state) {}
