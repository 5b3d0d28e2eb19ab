package dev.convoy.run;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.convoy.checkpoint.Checkpoint;
import dev.convoy.checkpoint.Transfer;
import dev.convoy.data.Normalization;
import dev.convoy.files.Secrets;
import dev.convoy.optim.Optimization;
import dev.convoy.optim.Penalties;
import dev.convoy.train.Recalibration;
import dev.convoy.train.Recipe;
import dev.convoy.train.Trainer;
import dev.convoy.train.TrainingState;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Everything that decides the result of a training run. Two runs with the same definition end with
 * the same parameters, bit for bit, on any cluster. The definition is stored with the run as {@code
 * config.json}; a run is resumed only with the definition that it was started with.
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

  /** Settings that may differ when a run is resumed, because they do not change what was done. */
  private static final Set<String> MAY_DIFFER =
      Set.of("model", "data", "test", TEST_HASH, EPOCHS, "onNan", FineTuning.INIT_FROM);

  /** The key of the convolution algorithm in the configuration. */
  static final String ALGORITHM = "algorithm";

  /**
   * Checks that model, loss and data fit together.
   *
   * @throws IllegalArgumentException in one line that names what does not fit, or is missing
   */
  public RunDefinition {
    ModelFit.require(recipe.model(), recipe.loss(), data.training().summary());
    if (data.test().isPresent()) {
      ModelFit.require(recipe.model(), recipe.loss(), data.test().get().summary());
    }
    selection.supervision().requireTestData(recipe, data.test().isPresent());
    if (selection.recalibrates()) {
      Recalibration.requireStatistics(recipe.model());
    }
  }

  /** The keys of the configuration that may differ when the run is resumed. */
  Set<String> mayDiffer() {
    Set<String> keys = new HashSet<>(MAY_DIFFER);
    if (recipe.optimization().schedule().curve().dependsOnLength()) {
      keys.remove(EPOCHS);
    }
    if (selection.supervision().looksAtEvaluations(recipe)) {
      keys.remove(TEST_HASH);
    }
    return keys;
  }

  /** The configuration as it is stored in {@code config.json}; credentials are masked. */
  public ObjectNode config() {
    ObjectNode config = JsonNodeFactory.instance.objectNode();
    putData(config);
    config.put(EPOCHS, length.epochs());
    config.put("onNan", length.onNan().toString());
    config.put("batchSize", recipe.batchSize());
    putAveraging(config);
    Optimization optimization = recipe.optimization();
    config.put("optimizer", optimization.optimizer().text());
    config.put("loss", recipe.loss().name());
    config.put("initializer", start.initializer().toString());
    config.put("seed", recipe.seed());
    config.put(ALGORITHM, recipe.algorithm().text());
    putNormalization(config, recipe.normalization());
    config.put("augment", recipe.augmentations().text());
    config.put("schedule", optimization.schedule().curve().text());
    config.put("warmup", optimization.schedule().warmUpEpochs());
    config.put("labelSmoothing", recipe.loss().smoothing());
    config.put("classWeights", recipe.loss().classWeights().text());
    config.put("accumulate", optimization.accumulation());
    putPenalties(config, optimization.penalties());
    config.put("monitor", selection.supervision().monitor().toString());
    selection
        .supervision()
        .earlyStopping()
        .ifPresent(stopping -> config.put("earlyStopping", stopping.text()));
    config.put("average", selection.supervision().average().text());
    config.put("recalibrate", selection.recalibrates());
    start.fineTuning().addTo(config);
    return config;
  }

  private void putData(ObjectNode config) {
    config.put("model", Secrets.masked(modelName));
    config.put("data", Secrets.masked(data.training().summary().name()));
    config.put("dataSha256", data.training().summary().fingerprint());
    // The order of examples depends on how they are cut into blocks.
    config.put("blockSize", data.training().blockSize());
    data.test().ifPresent(test -> config.put("test", Secrets.masked(test.summary().name())));
    data.test().ifPresent(test -> config.put(TEST_HASH, test.summary().fingerprint()));
  }

  private void putAveraging(ObjectNode config) {
    config.put("workers", averaging.workers());
    config.put("sync", averaging.synchronization().text());
    config.put("outer", averaging.synchronization().outer().text());
    config.put("innerState", averaging.synchronization().innerState().toString());
    config.put("scaleRate", averaging.rateScaling().toString());
    config.put("wire", averaging.synchronization().wire().toString());
  }

  private static void putNormalization(ObjectNode config, Normalization normalization) {
    ArrayNode mean = config.putArray("mean");
    normalization.mean().forEach(mean::add);
    ArrayNode deviation = config.putArray("deviation");
    normalization.deviation().forEach(deviation::add);
  }

  private static void putPenalties(ObjectNode config, Penalties penalties) {
    config.put("l1", penalties.l1());
    config.put("l2", penalties.l2());
    if (penalties.clips()) {
      config.put("clipNorm", penalties.clipNorm());
    }
  }

  /** Refuses to resume a run of another model. */
  void requireSameModel(Checkpoint earlier, String run) {
    if (!earlier.model().equals(recipe.model())) {
      throw new IllegalArgumentException(
          "model '" + modelName + "' is not the one that the run in " + run + " was started with");
    }
  }

  /**
   * The state to train from: where the run was interrupted, or else the initial one. Parameters
   * taken from a trained model are handed over and no longer held, so this is called once.
   */
  TrainingState initialState(Trainer trainer, Optional<TrainingState> earlier) {
    Optional<Transfer> transfer = start.fineTuning().take();
    return earlier.orElseGet(
        () -> {
          TrainingState initial = trainer.start(start.initializer());
          transfer.ifPresent(read -> read.copyTo(initial.parameters()));
          return initial;
        });
  }

  /** Whether the run ends with this state. */
  public boolean isLast(TrainingState state) {
    return state.epoch() >= length.epochs() || selection.supervision().stops(state);
  }

  /** Notes about data and initial parameters for the user, one line each. */
  public List<String> remarks() {
    List<String> remarks = new ArrayList<>(data.remarks());
    remarks.addAll(start.fineTuning().remarks());
    return remarks;
  }
}
