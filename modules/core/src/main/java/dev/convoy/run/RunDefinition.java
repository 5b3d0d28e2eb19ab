package dev.convoy.run;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.convoy.checkpoint.Checkpoint;
import dev.convoy.checkpoint.PretrainedWeights;
import dev.convoy.cluster.Cluster;
import dev.convoy.data.Normalization;
import dev.convoy.evaluate.Recalibration;
import dev.convoy.files.Secrets;
import dev.convoy.loss.Loss;
import dev.convoy.optim.UpdateConfig;
import dev.convoy.train.ModelSelection;
import dev.convoy.train.RunPolicy;
import dev.convoy.train.Trainer;
import dev.convoy.train.TrainingListener;
import dev.convoy.train.TrainingState;
import dev.convoy.worker.Recipe;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Everything that affects the result of a training run. Two runs with the same definition end with
 * the same parameters, bit for bit, on any cluster. The definition is stored with the run as {@code
 * config.json}. A run can be resumed only with its original definition.
 *
 * @param modelName the name that the user gave for the model
 * @param recipe the model, its loss and how a batch is processed
 * @param averaging the workers and how they synchronize
 * @param start the initial parameters
 * @param data training and test data
 * @param length when the run ends
 * @param selection which parameters it ends with
 */
public record RunDefinition(
    String modelName,
    Recipe recipe,
    Averaging averaging,
    StartingPoint start,
    RunData data,
    RunLength length,
    Selection selection) {
  private static final String EPOCHS = "epochs";
  private static final String TEST_HASH = "testSha256";
  static final String CLASS_NAMES = "classNames";
  static final String PREPROCESSING = "preprocessing";

  /** Settings that may differ on resume, because they do not affect the epochs already trained. */
  private static final Set<String> MAY_DIFFER =
      Set.of("model", "data", "test", TEST_HASH, EPOCHS, "onNan", FineTuning.INIT_FROM);

  private static final String INITIALIZER = "initializer";
  private static final String KERNELS = "kernels";
  private static final String SCALE_RATE = "scaleRate";

  /** Keys of a stored configuration that describe the run and are not hyperparameters. */
  private static final Set<String> OF_THE_RUN =
      Set.of(
          "model",
          "data",
          "dataSha256",
          "blockSize",
          "test",
          TEST_HASH,
          INITIALIZER,
          "mean",
          "deviation",
          CLASS_NAMES,
          PREPROCESSING,
          FineTuning.INIT_FROM,
          "initSha256",
          "frozen");

  /** Settings of the first version, which have no effect on the use of the model. */
  private static final Set<String> RETIRED = Set.of("warmupRounds");

  private static final String RETIRED_SCALING = "linear";

  /**
   * Checks that model, loss and data fit together.
   *
   * @throws IllegalArgumentException in one line that names what does not fit, or is missing
   */
  public RunDefinition {
    ModelFit.require(recipe.model(), recipe.loss(), data.training().summary());
    if (data.test().isPresent()) {
      ModelFit.requireSameClasses(data.classNames(), data.test().get());
      ModelFit.require(recipe.model(), recipe.loss(), data.test().get().summary());
    }
    selection.modelSelection().requireTestData(recipe, data.test().isPresent());
    if (selection.recalibrates()) {
      Recalibration.requireStatistics(recipe.model());
    }
  }

  /** The keys of the configuration that may differ on resume. */
  Set<String> mayDiffer() {
    Set<String> keys = new HashSet<>(MAY_DIFFER);
    if (recipe.optimization().schedule().curve().dependsOnLength()) {
      keys.remove(EPOCHS);
    }
    if (selection.modelSelection().looksAtEvaluations(recipe)) {
      keys.remove(TEST_HASH);
    }
    return keys;
  }

  /** The configuration as it is stored in {@code config.json}; credentials are masked. */
  public ObjectNode config() {
    ObjectNode config = JsonNodeFactory.instance.objectNode();
    putData(config);
    config.setAll(RunConfigJson.write(settings()));
    // Kernels do not affect the result.
    config.remove(KERNELS);
    config.put(INITIALIZER, start.initializer().toString());
    putNormalization(config, recipe.normalization());
    start.fineTuning().addTo(config);
    return config;
  }

  /** The hyperparameters, with defaults and values that depend on the data filled in. */
  private RunConfig settings() {
    Loss loss = recipe.loss();
    UpdateConfig optimization = recipe.optimization();
    ModelSelection modelSelection = selection.modelSelection();
    return new RunConfig(
        length,
        recipe.seed(),
        recipe.batch(),
        new LossConfig(loss.name(), loss.smoothing(), loss.classWeights().text()),
        new OptimizerConfig(
            optimization.optimizer(),
            optimization.schedule().curve().text(),
            optimization.schedule().warmUpEpochs(),
            optimization.penalties(),
            optimization.accumulation()),
        averaging,
        new SelectionConfig(
            modelSelection.monitor(),
            modelSelection.earlyStopping(),
            modelSelection.average().text(),
            selection.recalibrates()));
  }

  /**
   * The hyperparameters in a stored configuration.
   *
   * @param config as {@link #config} wrote it, or an earlier version
   * @throws IllegalArgumentException in one line, if a value is malformed
   */
  static RunConfig settings(ObjectNode config) {
    ObjectNode settings = config.deepCopy();
    settings.remove(OF_THE_RUN);
    settings.remove(RETIRED);
    if (settings.path(SCALE_RATE).asText().equals(RETIRED_SCALING)) {
      settings.remove(SCALE_RATE);
    }
    return RunConfigJson.read("config.json", settings, RunConfig.forWorkers(1));
  }

  private void putData(ObjectNode config) {
    config.put("model", Secrets.masked(modelName));
    config.put("data", Secrets.masked(data.training().summary().name()));
    config.put("dataSha256", data.training().summary().fingerprint());
    // The block size affects the order of examples.
    config.put("blockSize", data.training().blockSize());
    if (!data.classNames().isEmpty()) {
      data.classNames().forEach(config.withArray(CLASS_NAMES)::add);
    }
    data.training()
        .preprocessing()
        .ifPresent(preprocessing -> config.put(PREPROCESSING, preprocessing.text()));
    data.test().ifPresent(test -> config.put("test", Secrets.masked(test.summary().name())));
    data.test().ifPresent(test -> config.put(TEST_HASH, test.summary().fingerprint()));
  }

  private static void putNormalization(ObjectNode config, Normalization normalization) {
    ArrayNode mean = config.putArray("mean");
    normalization.mean().forEach(mean::add);
    ArrayNode deviation = config.putArray("deviation");
    normalization.deviation().forEach(deviation::add);
  }

  /** Refuses to resume a run of another model. */
  void requireSameModel(Checkpoint earlier, String run) {
    if (!earlier.model().equals(recipe.model())) {
      throw new IllegalArgumentException(
          "model '" + modelName + "' is not the one that the run in " + run + " was started with");
    }
  }

  /** A trainer of this run on a cluster that has its data. */
  public Trainer trainer(Cluster cluster, TrainingListener listener, RunPolicy policy) {
    return new Trainer(
        recipe,
        averaging.synchronization(),
        cluster,
        data.sizes(),
        listener,
        policy,
        selection.modelSelection());
  }

  /**
   * The state to train from: the one at which the run was interrupted, or else the initial one.
   * Call it once: it hands over the parameters of a trained model and releases them.
   */
  TrainingState initialState(Trainer trainer, Optional<TrainingState> earlier) {
    Optional<PretrainedWeights> transfer = start.fineTuning().take();
    return earlier.orElseGet(
        () -> {
          TrainingState initial = trainer.start(start.initializer());
          transfer.ifPresent(read -> read.copyTo(initial.parameters()));
          return initial;
        });
  }

  /** Whether the run ends with this state. */
  public boolean isLast(TrainingState state) {
    return state.epoch() >= length.epochs() || selection.modelSelection().stops(state);
  }

  /** Notes about data and initial parameters for the user, one line each. */
  public List<String> remarks() {
    List<String> remarks = new ArrayList<>(data.remarks());
    remarks.addAll(start.fineTuning().remarks());
    return remarks;
  }
}
