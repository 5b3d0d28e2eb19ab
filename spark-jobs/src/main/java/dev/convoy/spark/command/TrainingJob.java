package dev.convoy.spark.command;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.convoy.checkpoint.Checkpoint;
import dev.convoy.checkpoint.Transfer;
import dev.convoy.data.DataSource;
import dev.convoy.data.DataSummary;
import dev.convoy.data.Normalization;
import dev.convoy.files.Secrets;
import dev.convoy.model.Initializer;
import dev.convoy.optim.Optimization;
import dev.convoy.optim.Penalties;
import dev.convoy.spark.cluster.ReduceMode;
import dev.convoy.train.OnNan;
import dev.convoy.train.RateScaling;
import dev.convoy.train.Recalibration;
import dev.convoy.train.Recipe;
import dev.convoy.train.Supervision;
import dev.convoy.train.Synchronization;
import dev.convoy.train.Trainer;
import dev.convoy.train.TrainingState;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * What {@code train} was asked to do. Its configuration is stored with the run: what the result
 * depends on must be the same when the run is resumed.
 *
 * @param modelName what the user called the model
 * @param recipe what to do with a batch
 * @param synchronization when and what to average
 * @param rateScaling what the number of workers does to the learning rate
 * @param initializer how weights start
 * @param workers number of partitions
 * @param onNan what to do with numbers that are not finite
 * @param reduceMode where vectors are averaged
 * @param training training data
 * @param test test data, if there are any
 * @param supervision what to make of evaluations
 * @param recalibrates whether the final model gets statistics of its own
 * @param fineTuning what is taken over from another run, and what stays as it is
 */
record TrainingJob(
    String modelName,
    Recipe recipe,
    Synchronization synchronization,
    RateScaling rateScaling,
    Initializer initializer,
    int workers,
    OnNan onNan,
    ReduceMode reduceMode,
    DataSource training,
    Optional<DataSource> test,
    Supervision supervision,
    boolean recalibrates,
    FineTuning fineTuning) {
  private static final String EPOCHS = "epochs";
  private static final String TEST_HASH = "testSha256";

  /** Settings that do not change what a run has computed so far, or may not. */
  private static final Set<String> MAY_DIFFER =
      Set.of("model", "data", "test", TEST_HASH, EPOCHS, "onNan", FineTuning.INIT_FROM);

  /** The key of the algorithm in the configuration. */
  static final String ALGORITHM = "algorithm";

  /** Checks that model and data fit together, and that there is what is needed. */
  TrainingJob {
    ModelFit.require(recipe.model(), recipe.loss(), training.summary());
    test.ifPresent(source -> ModelFit.require(recipe.model(), recipe.loss(), source.summary()));
    supervision.requireTestData(recipe, test.isPresent());
    if (recalibrates) {
      Recalibration.requireStatistics(recipe.model());
    }
  }

  /** The keys of settings with which a run may go on although it was started with others. */
  Set<String> mayDiffer() {
    Set<String> keys = new HashSet<>(MAY_DIFFER);
    if (recipe.optimization().schedule().curve().dependsOnLength()) {
      keys.remove(EPOCHS);
    }
    if (supervision.looksAtEvaluations(recipe)) {
      keys.remove(TEST_HASH);
    }
    return keys;
  }

  /** The effective configuration. */
  ObjectNode config(int epochs) {
    ObjectNode config = JsonNodeFactory.instance.objectNode();
    config.put("model", Secrets.masked(modelName));
    config.put("data", Secrets.masked(training.summary().name()));
    config.put("dataSha256", training.summary().fingerprint());
    // The order of examples depends on how they are cut into blocks.
    config.put("blockSize", training.blockSize());
    test.ifPresent(source -> config.put("test", Secrets.masked(source.summary().name())));
    test.ifPresent(source -> config.put(TEST_HASH, source.summary().fingerprint()));
    config.put(EPOCHS, epochs);
    config.put("onNan", onNan.toString());
    config.put("batchSize", recipe.batchSize());
    config.put("workers", workers);
    config.put("sync", synchronization.text());
    config.put("outer", synchronization.outer().text());
    config.put("innerState", synchronization.innerState().toString());
    config.put("warmupRounds", synchronization.warmUp().rounds());
    config.put("scaleRate", rateScaling.toString());
    config.put("wire", synchronization.wire().toString());
    Optimization optimization = recipe.optimization();
    config.put("optimizer", optimization.optimizer().text());
    config.put("loss", recipe.loss().name());
    config.put("initializer", initializer.toString());
    config.put("seed", recipe.seed());
    config.put(ALGORITHM, recipe.algorithm().text());
    Normalization normalization = recipe.normalization();
    ArrayNode mean = config.putArray("mean");
    normalization.mean().forEach(mean::add);
    ArrayNode deviation = config.putArray("deviation");
    normalization.deviation().forEach(deviation::add);
    config.put("augment", recipe.augmentations().text());
    config.put("schedule", optimization.schedule().curve().text());
    config.put("warmup", optimization.schedule().warmUpEpochs());
    config.put("labelSmoothing", recipe.loss().smoothing());
    config.put("classWeights", recipe.loss().classWeights().text());
    config.put("accumulate", optimization.accumulation());
    Penalties penalties = optimization.penalties();
    config.put("l1", penalties.l1());
    config.put("l2", penalties.l2());
    if (penalties.clips()) {
      config.put("clipNorm", penalties.clipNorm());
    }
    config.put("monitor", supervision.monitor().toString());
    supervision.earlyStopping().ifPresent(stopping -> config.put("earlyStopping", stopping.text()));
    config.put("average", supervision.average().text());
    config.put("recalibrate", recalibrates);
    fineTuning.addTo(config);
    return config;
  }

  /** Refuses to go on with another model than that of the run in {@code out}. */
  void requireSameModel(Checkpoint earlier, String out) {
    if (!earlier.model().equals(recipe.model())) {
      throw new IllegalArgumentException(
          "model '" + modelName + "' is not the one that the run in " + out + " was started with");
    }
  }

  /**
   * The state to train from: where an earlier driver has stopped, or else before the first epoch.
   * What is taken over from another run is not held any longer. To be called once.
   */
  TrainingState start(Trainer trainer, Optional<TrainingState> earlier) {
    Optional<Transfer> transfer = fineTuning.take();
    return earlier.orElseGet(
        () -> {
          TrainingState start = trainer.start(initializer);
          transfer.ifPresent(read -> read.copyTo(start.parameters()));
          return start;
        });
  }

  /** What the user should know of what is read, a line each. */
  List<String> remarks() {
    Stream<String> ofData =
        Stream.concat(Stream.of(training), test.stream())
            .flatMap(source -> source.remark().stream())
            .distinct();
    return Stream.concat(ofData, fineTuning.remarks().stream()).toList();
  }

  /** One line that says what would be better, if averaging is likely to cost accuracy. */
  Optional<String> advice(int epochs) {
    return new AveragingAdvice(workers, training.summary().size(), recipe.stepExamples(), epochs)
        .about(synchronization, rateScaling);
  }

  /** One line that says what will be done. */
  String text() {
    DataSummary summary = training.summary();
    return String.format(
        Locale.ROOT,
        "training %s on %,d examples of %s, %d worker(s), batch %d, sync %s, outer %s, %s, augment %s,"
            + " seed %d",
        modelName,
        summary.size(),
        summary.shape(),
        workers,
        recipe.batchSize(),
        synchronization.text(),
        synchronization.outer().text(),
        recipe.optimization().optimizer().text(),
        recipe.augmentations().text(),
        recipe.seed());
  }
}
