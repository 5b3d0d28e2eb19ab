package dev.convoy.spark.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.convoy.checkpoint.ParametersHash;
import dev.convoy.data.Partition;
import dev.convoy.random.CounterRandom;
import dev.convoy.spark.TinyModel;
import dev.convoy.train.Contribution;
import dev.convoy.train.Reduction;
import dev.convoy.train.Task;
import dev.convoy.train.WorkerContext;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.spark.SparkConf;
import org.apache.spark.SparkException;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The fold through a shuffle equals the fold of what was collected. */
class ChunkedReduceTest {
  @TempDir private static Path local;
  private static JavaSparkContext spark;

  @BeforeAll
  static void start() {
    SparkConf conf =
        new SparkConf()
            .setMaster("local[2]")
            .set("spark.ui.enabled", "false")
            .set("spark.driver.host", "127.0.0.1")
            .set("spark.local.dir", local.toString());
    spark = new JavaSparkContext(SparkSettings.withDefaults(conf));
  }

  @AfterAll
  static void stop() {
    spark.close();
  }

  /** Contributes random values; some workers have none, one its vector discarded. */
  record Contribute(int length) implements Task<Contribution> {
    @Override
    public Contribution run(float[] parameters, Partition partition, WorkerContext context) {
      int worker = partition.worker();
      if (worker % 5 == 3) {
        return worker == 3 ? Contribution.none() : new Contribution(new float[0], 0, 7.5, 0, 11);
      }
      float[] values = new float[length];
      for (int i = 0; i < length; i++) {
        values[i] = parameters[i] + CounterRandom.bits(worker, i) * 0x1p-60f;
      }
      return new Contribution(values, 10 + worker, worker / 3.0, worker);
    }
  }

  private static JavaRDD<Partition> partitions(int workers) {
    return spark
        .parallelize(IntStream.range(0, workers).boxed().toList(), workers)
        .map(worker -> new Partition(worker, List.of()));
  }

  private static float[] parameters(int length) {
    float[] parameters = new float[length];
    for (int i = 0; i < length; i++) {
      parameters[i] = i;
    }
    return parameters;
  }

  @ParameterizedTest
  @CsvSource({
    "100, 7,  1",
    "100, 7,  4",
    "100, 7,  9",
    "100, 10, 9",
    "100, 100, 5",
    "100, 1000, 5",
    "1,   1,  3",
    "5000, 13, 2"
  })
  void aShuffledFoldHasTheBitsOfACollectedOne(int length, int chunk, int workers) {
    JavaRDD<Partition> partitions = partitions(workers);
    float[] parameters = parameters(length);
    Broadcast<ParameterVector> broadcast = spark.broadcast(new ParameterVector(parameters));
    Contribute task = new Contribute(length);

    final Reduction shuffled =
        new ChunkedReduce(length, chunk).run(partitions, new TimedWork(task, broadcast));

    Reduction collected =
        Reduction.of(partitions.map(new TaskFunction<>(task, broadcast)).collect());
    assertThat(shuffled.mean().orElseThrow()).isEqualTo(collected.mean().orElseThrow());
    assertThat(shuffled.contributions())
        .usingRecursiveComparison()
        .ignoringFields("time")
        .isEqualTo(collected.contributions());
  }

  @Test
  void nobodyContributesNoMean() {
    Broadcast<ParameterVector> broadcast = spark.broadcast(new ParameterVector(new float[9]));
    Task<Contribution> idle = (parameters, partition, context) -> Contribution.none();

    Reduction reduction =
        new ChunkedReduce(9, 2).run(partitions(3), new TimedWork(idle, broadcast));

    assertThat(reduction.mean()).isEmpty();
    assertThat(reduction.contributions()).hasSize(3);
  }

  @Test
  void aMeanThatIsNotFiniteFails() {
    Broadcast<ParameterVector> broadcast = spark.broadcast(new ParameterVector(new float[9]));
    Task<Contribution> infinite =
        (parameters, partition, context) -> {
          float[] values = new float[9];
          values[8] = Float.POSITIVE_INFINITY;
          return new Contribution(values, 1, 0, 0);
        };

    assertThatThrownBy(
            () -> new ChunkedReduce(9, 2).run(partitions(2), new TimedWork(infinite, broadcast)))
        .isInstanceOf(SparkException.class)
        .hasMessageContaining("worker 0 is no longer finite");
  }

  @Test
  void theFilesOfAShuffleAreRemoved() throws IOException, InterruptedException {
    Broadcast<ParameterVector> broadcast = spark.broadcast(new ParameterVector(parameters(1000)));

    new ChunkedReduce(1000, 100).run(partitions(4), new TimedWork(new Contribute(1000), broadcast));

    for (int wait = 0; wait < 100 && shuffleFiles() > 0; wait++) {
      Thread.sleep(100);
    }
    assertThat(shuffleFiles()).isZero();
  }

  private static long shuffleFiles() throws IOException {
    try (Stream<Path> files = Files.walk(local)) {
      return files
          .map(Path::toFile)
          .map(File::getName)
          .filter(n -> n.startsWith("shuffle"))
          .count();
    }
  }

  @ParameterizedTest
  @CsvSource({"epoch, average, 121, 2", "steps:2, nesterov, 121, 4", "gradient, average, 3, 7"})
  void trainingIsTheSameWhereverItIsFolded(String sync, String outer, int examples, int workers) {
    TinyModel.Settings settings = TinyModel.SETTINGS.with(examples, workers).withSync(sync, outer);
    try (SparkCluster cluster =
        new SparkCluster(
            spark,
            new ClusterSettings(
                workers, settings.seed(), "auto", Duration.ofMinutes(5), ReduceMode.SHUFFLE),
            Optional.of(TinyModel.data(examples)),
            Optional.empty())) {
      assertThat(ParametersHash.of(TinyModel.train(settings, cluster, 2)))
          .isEqualTo(ParametersHash.of(TinyModel.trainInProcess(settings, 2)));
    }
  }

  @ParameterizedTest
  @CsvSource({
    "AUTO,    8, 421642,   false",
    "AUTO,    8, 25000000, true",
    "AUTO,    64, 421642,  true",
    "COLLECT, 64, 25000000, false",
    "SHUFFLE, 1, 1,        true"
  })
  void largeVectorsAreShuffled(ReduceMode mode, int workers, int length, boolean shuffles) {
    assertThat(mode.shuffles(workers, length)).isEqualTo(shuffles);
    assertThat(ReduceMode.named(mode.text())).isEqualTo(mode);
  }

  @Test
  void anUnknownModeIsRefused() {
    assertThatThrownBy(() -> ReduceMode.named("tree"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("reduce 'tree' must be auto, collect or shuffle");
  }
}
