package dev.convoy.run;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.convoy.augment.Augmentations;
import dev.convoy.average.InnerState;
import dev.convoy.average.OuterUpdate;
import dev.convoy.average.RateScaling;
import dev.convoy.average.Synchronization;
import dev.convoy.average.WireFormat;
import dev.convoy.files.Storage;
import dev.convoy.model.Initializer;
import dev.convoy.model.Model;
import dev.convoy.model.zoo.ModelChoice;
import dev.convoy.model.zoo.NamedModels;
import dev.convoy.optim.Optimizers;
import dev.convoy.optim.UpdateConfig;
import dev.convoy.text.StrictJson;
import dev.convoy.worker.BatchConfig;
import dev.convoy.worker.Recipe;
import java.io.IOException;
import java.util.List;
import java.util.Set;

/**
 * The hyperparameters of a run: everything except the model and the data that affects its result.
 * The defaults are those of {@code convoy train}. The {@code with…} methods return changed copies.
 *
 * <pre>{@code
 * RunConfig config = RunConfig.forWorkers(4).withEpochs(20).withOptimizer("adam:0.001");
 * RunDefinition run = config.train("lenet5", RunData.open("/data/mnist", storage), storage);
 * }</pre>
 *
 * @param length number of epochs, and how to handle values that are not finite
 * @param seed the random seed; the same seed gives the same result
 * @param batch how a batch is processed
 * @param loss the loss
 * @param optimizer how parameters are updated
 * @param averaging the workers and how they synchronize
 * @param selection which parameters the run ends with
 */
public record RunConfig(
    RunLength length,
    long seed,
    BatchConfig batch,
    LossConfig loss,
    OptimizerConfig optimizer,
    Averaging averaging,
    SelectionConfig selection) {
  /**
   * The default configuration.
   *
   * @param workers number of replicas, each trained on its share of the data; affects the result
   */
  public static RunConfig forWorkers(int workers) {
    return new RunConfig(
        RunLength.STANDARD,
        1,
        BatchConfig.STANDARD,
        LossConfig.STANDARD,
        OptimizerConfig.STANDARD,
        new Averaging(
            workers,
            Synchronization.parse(
                "epoch", new OuterUpdate.Average(), InnerState.RESET, WireFormat.FLOAT32),
            RateScaling.NONE),
        SelectionConfig.STANDARD);
  }

  /**
   * Reads a configuration from JSON: one object whose keys are options of {@code convoy train},
   * such as {@code batch-size} or {@code batchSize}, with the same values as on the command line.
   * Missing keys keep their defaults, but {@code workers} is required.
   *
   * @param source name of the JSON source, for messages
   * @param json UTF-8
   * @throws IllegalArgumentException in one line that names the key, the value and the rule
   */
  public static RunConfig read(String source, byte[] json) {
    ObjectNode object = StrictJson.object(source, json);
    if (!object.has("workers")) {
      throw StrictJson.malformed(source, "lacks workers, their number decides the result", null);
    }
    return RunConfigJson.read(source, object, forWorkers(1));
  }

  /** The configuration as JSON that {@link #read} reads. */
  public String toJson() {
    return StrictJson.lines(RunConfigJson.write(this));
  }

  /** Changes the options that a JSON object contains; the format is that of {@link #read}. */
  public RunConfig with(String source, byte[] json) {
    return RunConfigJson.read(source, StrictJson.object(source, json), this);
  }

  /** Changes the number of epochs (default: 8). */
  public RunConfig withEpochs(int epochs) {
    return with(new RunLength(epochs, length.onNan()));
  }

  /** Changes when the run ends. */
  public RunConfig with(RunLength changed) {
    return new RunConfig(changed, seed, batch, loss, optimizer, averaging, selection);
  }

  /** Changes the seed (default: 1). */
  public RunConfig withSeed(long changed) {
    return new RunConfig(length, changed, batch, loss, optimizer, averaging, selection);
  }

  /** Changes the batch size of each worker (default: 64). */
  public RunConfig withBatchSize(int size) {
    return with(new BatchConfig(size, batch.augmentations(), batch.algorithm(), batch.kernels()));
  }

  /** Changes training images at random, as in {@code --augment}: {@code flip}, {@code crop:2}, … */
  public RunConfig withAugmentations(String... steps) {
    Augmentations changed = Augmentations.parse(List.of(steps));
    return with(new BatchConfig(batch.size(), changed, batch.algorithm(), batch.kernels()));
  }

  /** Changes how a batch is processed. */
  public RunConfig with(BatchConfig changed) {
    return new RunConfig(length, seed, changed, loss, optimizer, averaging, selection);
  }

  /** Changes the loss. */
  public RunConfig with(LossConfig changed) {
    return new RunConfig(length, seed, batch, changed, optimizer, averaging, selection);
  }

  /** Changes the optimizer, as in {@code --optimizer} (default: {@code sgd:0.02,0.9}). */
  public RunConfig withOptimizer(String text) {
    return with(
        new OptimizerConfig(
            Optimizers.parse(text),
            optimizer.schedule(),
            optimizer.warmUpEpochs(),
            optimizer.penalties(),
            optimizer.accumulation()));
  }

  /** Changes how parameters are updated. */
  public RunConfig with(OptimizerConfig changed) {
    return new RunConfig(length, seed, batch, loss, changed, averaging, selection);
  }

  /** Changes how workers synchronize. */
  public RunConfig with(Averaging changed) {
    return new RunConfig(length, seed, batch, loss, optimizer, changed, selection);
  }

  /** Changes which parameters the run ends with. */
  public RunConfig with(SelectionConfig changed) {
    return new RunConfig(length, seed, batch, loss, optimizer, averaging, changed);
  }

  /**
   * Defines a run that trains a named model, sized for the data, from random weights.
   *
   * @param model such as {@code lenet5} or {@code resnet20}
   * @throws IllegalArgumentException if there is no such model, or it does not fit the data
   */
  public RunDefinition train(String model, RunData data, Storage storage) throws IOException {
    ModelChoice choice =
        ModelChoice.parse(model)
            .orElseThrow(
                () ->
                    new IllegalArgumentException(
                        "model '" + model + "' must be one of " + NamedModels.names()));
    Model network = RunData.modelFor(choice, data.training());
    StartingPoint random =
        new StartingPoint(Initializer.GLOROT_UNIFORM, FineTuning.anew(List.of()));
    return train(model, network, data, random, storage);
  }

  /**
   * Defines a run that trains a model.
   *
   * @param name the model's name in messages
   * @param start the initial parameters
   * @throws IllegalArgumentException if the model does not fit the data or the configuration
   * @throws IOException if labels must be counted and the data cannot be read
   */
  public RunDefinition train(
      String name, Model model, RunData data, StartingPoint start, Storage storage)
      throws IOException {
    UpdateConfig optimization =
        optimizer
            .optimization(averaging.rateScaling().schedule(averaging.workers()), length.epochs())
            .freezing(Set.copyOf(start.fineTuning().frozen()));
    Recipe recipe =
        new Recipe(
            model,
            loss.loss(data.training(), seed, storage),
            optimization,
            data.training().summary().normalization(),
            batch,
            seed);
    return new RunDefinition(
        name, recipe, averaging, start, data, length, selection.selection(length.epochs()));
  }

  /** Checks everything that does not depend on a model or data, such as the schedule. */
  public void requireValid() {
    optimizer.optimization(averaging.rateScaling().schedule(averaging.workers()), length.epochs());
    selection.selection(length.epochs());
  }
}
