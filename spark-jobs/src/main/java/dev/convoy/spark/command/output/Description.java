package dev.convoy.spark.command.output;

import dev.convoy.check.StepProfile;
import dev.convoy.model.Model;
import dev.convoy.model.ModelSummary;
import dev.convoy.plan.StepDescription;
import java.util.List;
import java.util.Optional;

/**
 * What {@code describe} tells of a model.
 *
 * @param name what the user called it
 * @param model the model
 * @param summary its cost, layer by layer, for one example
 * @param batchSize examples of a batch
 * @param bytes what it holds and sends
 * @param steps what a training step does; empty if nobody asked
 * @param profile where its time goes, if somebody asked
 */
public record Description(
    String name,
    Model model,
    ModelSummary summary,
    int batchSize,
    Bytes bytes,
    List<StepDescription> steps,
    Optional<StepProfile> profile) {
  /**
   * What a model holds and sends.
   *
   * @param training what the buffers of a plan for training hold
   * @param inference what the buffers of a plan for inference hold
   * @param round what a round of averaging sends to each executor, and each worker sends back
   */
  public record Bytes(long training, long inference, long round) {}

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
