package dev.convoy.spark.predict;

import java.io.Serializable;

/**
 * How to predict.
 *
 * @param layer the layer whose values are written; empty for class probabilities
 * @param top how many of the most probable classes are written; 0 for the probabilities of all
 * @param batchSize images that are predicted at a time; affects memory and speed only
 */
public record PredictionSettings(String layer, int top, int batchSize) implements Serializable {
  /** Probabilities of all classes, 64 images at a time. */
  public static final PredictionSettings USUAL = new PredictionSettings("", 0, 64);

  /** Checks the numbers. */
  public PredictionSettings {
    if (top < 0 || batchSize < 1) {
      throw new IllegalArgumentException(
          "top " + top + " must be at least 0 and batch-size " + batchSize + " at least 1");
    }
    if (!layer.isEmpty() && top > 0) {
      throw new IllegalArgumentException(
          "top " + top + " is about classes, layer '" + layer + "' about values");
    }
  }
}
