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
import dev.convoy.image.Fit;
import dev.convoy.image.Preprocessing;
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
 * A trained model: its parameters at the end of a run or at a checkpoint, and the settings needed
 * to use it. Its outputs are logits; apply softmax to get probabilities.
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
   * Reads the final model of a complete run, or the newest checkpoint of an incomplete one.
   *
   * @param directory the directory of a run or of one of its checkpoints
   * @param skipped receives one line for each damaged checkpoint that is skipped
   * @throws IllegalArgumentException if there is no complete model and no intact checkpoint
   */
  public static TrainedModel read(FilePath directory, Storage storage, Consumer<String> skipped)
      throws IOException {
    return new TrainedModel(RunDirectory.read(directory, storage, skipped));
  }

  /** Reads a trained model by path or URI, and logs damaged checkpoints that are skipped. */
  public static TrainedModel read(String directory, Storage storage) throws IOException {
    return read(FilePath.of(directory), storage, LOG::warn);
  }

  /**
   * Reads a model without its parameters.
   *
   * @param path the path of a run directory, of one of its checkpoints, or of a model file
   * @throws IllegalArgumentException in one line, if it is malformed
   */
  public static Model readModel(FilePath path, Storage storage) throws IOException {
    return storage.status(path).filter(FileEntry::isDirectory).isPresent()
        ? read(path, storage, skipped -> {}).model()
        : ModelFile.read(path, storage);
  }

  /** The model; it has one input and one output. */
  public Model model() {
    return checkpoint.model();
  }

  /** The parameters in layout order; not a copy. */
  public float[] parameters() {
    return checkpoint.parameters();
  }

  /** The SHA-256 of the parameters, as {@code train} reports it. */
  public String parametersSha256() {
    return ParametersHash.of(parameters());
  }

  /** Number of epochs that the model was trained for. */
  public int epoch() {
    return checkpoint.epoch();
  }

  /** The normalization of the training data, which turns bytes into the model's input. */
  public Normalization normalization() {
    return new Normalization(numbers("mean"), numbers("deviation"));
  }

  /** Names of the classes in the order of the model's outputs; empty if they have none. */
  public List<String> classNames() {
    List<String> names = new ArrayList<>();
    checkpoint.config().path(RunDefinition.CLASS_NAMES).forEach(name -> names.add(name.asText()));
    return names;
  }

  /**
   * How the training data's pixels were made of encoded images; if they were pixels already, images
   * are cropped to the size of the model's input.
   *
   * @throws IllegalArgumentException if the model reads no images of 1 or 3 channels
   */
  public Preprocessing preprocessing() {
    String recorded = checkpoint.config().path(RunDefinition.PREPROCESSING).asText();
    return recorded.isEmpty()
        ? new Preprocessing(model().onlyInput().shape(), Fit.CROP)
        : Preprocessing.parse(recorded);
  }

  /** The loss that training minimized. */
  public Loss loss() {
    return Loss.named(settings.loss().name());
  }

  /** The convolution algorithm used in training; it affects the result. */
  public Algorithm algorithm() {
    return settings.batch().algorithm();
  }

  /** Number of workers that trained the model, at least 1. */
  public int workers() {
    return settings.averaging().workers();
  }

  /**
   * The recipe for evaluating the model.
   *
   * @param batchSize number of examples in a batch
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

  /** The hyperparameters of the run, without the kernels, which are not recorded. */
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
