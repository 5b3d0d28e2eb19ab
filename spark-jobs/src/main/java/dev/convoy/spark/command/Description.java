package dev.convoy.spark.command;

import dev.convoy.model.Model;
import dev.convoy.model.ModelSummary;
import dev.convoy.plan.StepDescription;
import dev.convoy.train.StepProfile;
import java.util.List;
import java.util.Optional;

/**
 * What {@code describe} tells of a model.
 *
 * @param name what the user called it
 * @param model the model
 * @param summary its cost, layer by layer, for one example
 * @param batchSize examples of a batch
 * @param trainingBytes what the buffers of a plan for training hold
 * @param inferenceBytes what the buffers of a plan for inference hold
 * @param roundBytes what a round of averaging sends to each executor, and each worker sends back
 * @param steps what a training step does; empty if nobody asked
 * @param profile where its time goes, if somebody asked
 */
record Description(
    String name,
    Model model,
    ModelSummary summary,
    int batchSize,
    long trainingBytes,
    long inferenceBytes,
    long roundBytes,
    List<StepDescription> steps,
    Optional<StepProfile> profile) {

  /** What the layers of the whole model put out for a batch. */
  long activationBytes() {
    return bytes(summary.activations());
  }

  /** What a layer puts out for a batch. */
  long activationBytes(ModelSummary.Row row) {
    return bytes(row.output().size());
  }

  private long bytes(long values) {
    return values * Float.BYTES * batchSize;
  }
}
