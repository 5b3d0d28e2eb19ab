package dev.convoy.run;

import com.fasterxml.jackson.databind.JsonNode;
import dev.convoy.augment.Augmentations;
import dev.convoy.checkpoint.Checkpoint;
import dev.convoy.checkpoint.ModelFile;
import dev.convoy.checkpoint.RunDirectory;
import dev.convoy.data.Normalization;
import dev.convoy.files.FileEntry;
import dev.convoy.files.FilePath;
import dev.convoy.files.Storage;
import dev.convoy.kernel.Algorithm;
import dev.convoy.loss.Loss;
import dev.convoy.model.Model;
import dev.convoy.optim.UpdateConfig;
import dev.convoy.weights.ParametersHash;
import dev.convoy.worker.BatchConfig;
import dev.convoy.worker.Recipe;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A model with the parameters that a run ended with, or had at a checkpoint, and what the run
 * recorded of how to use it. The model's outputs are logits: apply softmax to get probabilities.
 */
public final class TrainedModel {
  private static final Logger LOG = LoggerFactory.getLogger(TrainedModel.class);

  private final Checkpoint checkpoint;
  private final RunConfig settings;

  private TrainedModel(Checkpoint checkpoint) {
    this.checkpoint = checkpoint;
    this.settings = RunDefinition.settings(checkpoint.config());
  }

  /**
   * Reads the final model of a complete run, or the newest checkpoint of another.
   *
   * @param directory of a run or of one of its checkpoints
   * @param skipped receives one line for each damaged checkpoint that was passed over
   * @throws IllegalArgumentException if there is no complete model and no whole checkpoint
   */
  public static TrainedModel read(FilePath directory, Storage storage, Consumer<String> skipped)
      throws IOException {
    return new TrainedModel(RunDirectory.read(directory, storage, skipped));
  }

  /** Likewise, by path or URI; logs what was passed over. */
  public static TrainedModel read(String directory, Storage storage) throws IOException {
    return read(FilePath.of(directory), storage, LOG::warn);
  }

  /**
   * Reads a model without its parameters.
   *
   * @param path of a run directory, of one of its checkpoints, or of a model file
   * @throws IllegalArgumentException in one line, if it is malformed
   */
  public static Model readModel(FilePath path, Storage storage) throws IOException {
    return storage.status(path).filter(FileEntry::isDirectory).isPresent()
        ? read(path, storage, skipped -> {}).model()
        : ModelFile.read(path, storage);
  }

  /** The model; one input and one output. */
  public Model model() {
    return checkpoint.model();
  }

  /** Its parameters in layout order; not a copy. */
  public float[] parameters() {
    return checkpoint.parameters();
  }

  /** The SHA-256 of its parameters, as {@code train} reports it. */
  public String parametersSha256() {
    return ParametersHash.of(parameters());
  }

  /** Number of epochs that it was trained for. */
  public int epoch() {
    return checkpoint.epoch();
  }

  /** How bytes become the numbers that the model was trained on. */
  public Normalization normalization() {
    return new Normalization(numbers("mean"), numbers("deviation"));
  }

  /** The loss that was minimized. */
  public Loss loss() {
    return Loss.named(settings.loss().name());
  }

  /** How convolutions were computed; part of the result. */
  public Algorithm algorithm() {
    return settings.batch().algorithm();
  }

  /** Number of workers that trained it, at least 1. */
  public int workers() {
    return settings.averaging().workers();
  }

  /**
   * The recipe to evaluate it with.
   *
   * @param batchSize examples that go through the model at once
   * @param kernels name of the kernels
   */
  public Recipe recipe(int batchSize, String kernels) {
    return new Recipe(
        model(),
        loss(),
        UpdateConfig.of(settings.optimizer().optimizer()),
        normalization(),
        new BatchConfig(batchSize, Augmentations.none(), algorithm(), kernels),
        settings.seed());
  }

  /** The hyperparameters of the run; the kernels are not recorded. */
  public RunConfig settings() {
    return settings;
  }

  private List<Float> numbers(String key) {
    List<Float> numbers = new ArrayList<>();
    for (JsonNode number : checkpoint.config().path(key)) {
      numbers.add((float) number.asDouble());
    }
    return numbers;
  }
}
