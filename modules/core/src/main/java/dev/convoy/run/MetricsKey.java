package dev.convoy.run;

import java.util.List;

/** The keys of {@code metrics.jsonl}. The reference page about metrics is generated from them. */
public enum MetricsKey {
  /** Event of the line. */
  EVENT("event", "", "what the line is about: `round`, `epoch` or `recalibration`", true, true),
  /** Epoch. */
  EPOCH("epoch", "", "the epoch, from 1", true, true),
  /** First round. */
  ROUND("round", "", "the first round that the line covers, from 1 in each epoch", true, false),
  /** Number of rounds. */
  ROUNDS("rounds", "rounds", "number of rounds that the line covers", true, true),
  /** Number of examples. */
  EXAMPLES("examples", "examples", "training examples processed", true, true),
  /** Discarded examples. */
  DISCARDED_EXAMPLES(
      "discardedExamples",
      "examples",
      "examples whose contribution was left out because it was not finite"
          + " (`--on-nan skip`); absent if there are none",
      false,
      true),
  /** Training loss. */
  LOSS("loss", "", "mean training loss, measured while the parameters change", false, true),
  /** Training accuracy. */
  TRAIN_ACCURACY(
      "trainAccuracy",
      "0 to 1",
      "accuracy on the training batches, measured likewise",
      false,
      true),
  /** Test loss. */
  TEST_LOSS("testLoss", "", "mean loss on the test data; absent without test data", false, true),
  /** Test accuracy. */
  TEST_ACCURACY(
      "testAccuracy", "0 to 1", "accuracy on the test data; absent without test data", false, true),
  /** Best epoch. */
  BEST_EPOCH(
      "bestEpoch",
      "",
      "the epoch whose parameters would be the result now; present with early stopping",
      false,
      true),
  /** Wall-clock time. */
  SECONDS(
      "seconds",
      "s",
      "`round`: `broadcast` + `work` + `reduce` + `driver`; `epoch`: its rounds and the"
          + " evaluation",
      true,
      true),
  /** Fastest worker. */
  COMPUTE_MIN("computeMin", "s", "compute time of the fastest worker", true, false),
  /** Median worker. */
  COMPUTE_MEDIAN("computeMedian", "s", "compute time of the median worker", true, false),
  /** Slowest worker. */
  COMPUTE_MAX("computeMax", "s", "compute time of the slowest worker", true, false),
  /** Longest work time of an executor. */
  WORK(
      "work",
      "s",
      "from the first start of a worker to the last end, of the executor where that takes longest;"
          + " includes waiting for a core and reading blocks that are not in memory",
      true,
      false),
  /** Broadcast time. */
  BROADCAST(
      "broadcast",
      "s",
      "creating the broadcast, and the longest wait of a worker for it",
      true,
      false),
  /** The rest of the Spark job. */
  REDUCE(
      "reduce",
      "s",
      "the rest of the Spark job, beside `broadcast` and `work`: scheduling, transfer, and averaging"
          + " if executors do it",
      true,
      false),
  /** Driver time. */
  DRIVER(
      "driver",
      "s",
      "averaging if the driver does it, the outer update and its checks",
      true,
      false),
  /** Bytes from the driver. */
  BYTES_OUT(
      "bytesOut",
      "bytes",
      "the broadcast, once for each process; computed from sizes",
      true,
      false),
  /** Bytes to the driver. */
  BYTES_IN(
      "bytesIn",
      "bytes",
      "contributions, or what executors send in their place; computed from sizes",
      true,
      false),
  /** Training speed. */
  IMAGES_PER_SECOND(
      "imagesPerSecond",
      "images/s",
      "training examples per second of the rounds, evaluation excluded",
      true,
      true);

  private static final List<MetricsKey> RECALIBRATION = List.of(EVENT, TEST_LOSS, TEST_ACCURACY);

  private final String key;
  private final String unit;
  private final String meaning;
  private final boolean ofRounds;
  private final boolean ofEpochs;

  MetricsKey(String key, String unit, String meaning, boolean ofRounds, boolean ofEpochs) {
    this.key = key;
    this.unit = unit;
    this.meaning = meaning;
    this.ofRounds = ofRounds;
    this.ofEpochs = ofEpochs;
  }

  /** The key as it is written. */
  public String key() {
    return key;
  }

  /** The unit of the value; empty if it has none. */
  public String unit() {
    return unit;
  }

  /** The meaning of the key, in Markdown. */
  public String meaning() {
    return meaning;
  }

  /**
   * Whether lines for an event may have the key.
   *
   * @param event {@code round}, {@code epoch} or {@code recalibration}
   */
  public boolean isOf(String event) {
    return switch (event) {
      case "round" -> ofRounds;
      case "epoch" -> ofEpochs;
      default -> RECALIBRATION.contains(this);
    };
  }
}
