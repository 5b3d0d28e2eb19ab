package dev.convoy.spark.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.convoy.cluster.InProcessCluster;
import dev.convoy.cluster.Split;
import dev.convoy.data.DataSource;
import dev.convoy.data.ExampleCursor;
import dev.convoy.data.ExampleOrder;
import dev.convoy.data.PositionRange;
import dev.convoy.data.ReadRange;
import dev.convoy.files.LocalStorage;
import dev.convoy.files.Storage;
import dev.convoy.spark.TinyModel;
import dev.convoy.spark.reduce.ReduceMode;
import dev.convoy.spark.settings.SparkSettings;
import dev.convoy.weights.ParametersHash;
import dev.convoy.worker.Task;
import dev.convoy.worker.TrainingFailedException;
import dev.convoy.worker.WorkerContext;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaSparkContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Rounds read what they use, wherever the blocks are, and the numbers do not know it. */
class BlockRddTest {
  private static final Storage STORAGE = new LocalStorage();
  private static final float[] NOTHING = {};

  private static JavaSparkContext context(String... settings) {
    SparkConf conf =
        new SparkConf()
            .setMaster("local[2,4]")
            .set("spark.ui.enabled", "false")
            .set("spark.driver.host", "127.0.0.1");
    for (int i = 0; i < settings.length; i += 2) {
      conf.set(settings[i], settings[i + 1]);
    }
    return new JavaSparkContext(SparkSettings.withDefaults(conf));
  }

  private static SparkCluster cluster(
      JavaSparkContext spark, int workers, DataSource source, Overflow overflow) {
    return new SparkCluster(
        spark,
        ClusterSettings.of(workers, 1).with(overflow),
        Optional.of(source),
        Optional.empty());
  }

  private static String hashInProcess(TinyModel.Settings settings, DataSource source)
      throws IOException {
    try (InProcessCluster cluster =
        new InProcessCluster(
            settings.workers(),
            1,
            settings.seed(),
            Optional.of(source),
            Optional.empty(),
            STORAGE)) {
      return ParametersHash.of(TinyModel.train(settings, cluster, 2));
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "epoch;    121; 1; 7;   2; COLLECT",
        "epoch;    121; 3; 1;   5; COLLECT",
        "epoch;    121; 3; 50;  1; SHUFFLE",
        "steps:2;  121; 2; 9;   3; COLLECT",
        "steps:2;  121; 2; 9;   3; SHUFFLE",
        "steps:1;  7;   3; 2;   1; COLLECT",
        "gradient; 121; 3; 6;   2; COLLECT",
        "gradient; 3;   7; 1;   1; SHUFFLE"
      })
  void sparkAndOneProcessTrainToTheSameBits(
      String sync, int examples, int workers, int blockSize, int groupBlocks, ReduceMode reduce)
      throws IOException {
    TinyModel.Settings settings =
        TinyModel.SETTINGS.with(examples, workers).withSync(sync, "average");
    ObservedSource source =
        new ObservedSource(TinyModel.data(examples), blockSize, groupBlocks, "equal");
    ClusterSettings collecting =
        ClusterSettings.of(workers, settings.seed())
            .withRoundLimit(Duration.ofMinutes(5))
            .with(reduce);
    try (JavaSparkContext spark = context();
        SparkCluster cluster =
            new SparkCluster(spark, collecting, Optional.of(source), Optional.empty())) {
      assertThat(ParametersHash.of(TinyModel.train(settings, cluster, 2)))
          .isEqualTo(hashInProcess(settings, source));
    }
  }

  /**
   * The positions of a reading.
   *
   * @param reading what to read
   */
  record Positions(ReadRange reading) implements Task<long[]> {
    @Override
    public long[] run(float[] parameters, ExampleCursor cursor, WorkerContext context) {
      long[] positions = new long[(int) cursor.remaining() + 1];
      positions[0] = cursor.worker();
      for (int i = 1; i < positions.length; i++) {
        cursor.advance();
        positions[i] = cursor.position();
      }
      return positions;
    }
  }

  @Test
  void aRoundReadsItsGroupsAndAnEpochEveryBlockOnce() {
    ObservedSource source = new ObservedSource(TinyModel.data(200), 10, 2, "rounds");
    ExampleOrder order = ExampleOrder.of(source, 2, 1);
    try (JavaSparkContext spark = context();
        SparkCluster cluster = cluster(spark, 2, source, Overflow.DISK)) {
      ReadRange first = new ReadRange(1, 5, 20);
      cluster.run("round", Split.TRAINING, NOTHING, new Positions(first));

      List<PositionRange> groups =
          IntStream.range(0, 2)
              .mapToObj(worker -> order.groups(worker, first))
              .flatMap(List::stream)
              .flatMap(group -> group.blocks().stream())
              .toList();
      assertThat(source.reads()).containsExactlyInAnyOrderElementsOf(groups).hasSize(8);

      ReadRange epoch = new ReadRange(1, 0, Long.MAX_VALUE);
      for (int again = 0; again < 2; again++) {
        List<long[]> positions =
            cluster.run("epoch", Split.TRAINING, NOTHING, new Positions(epoch));
        assertThat(
                positions.stream()
                    .flatMapToLong(worker -> LongStream.of(worker).skip(1))
                    .sorted()
                    .toArray())
            .isEqualTo(LongStream.range(0, 200).toArray());
      }
      assertThat(source.reads()).doesNotHaveDuplicates().hasSize(20);
      assertThat(cluster.storage())
          .singleElement()
          .asString()
          .startsWith("training data: 20 block(s), ");
    }
  }

  @Test
  void workersThatReadNothingKeepTheirPlace() {
    ObservedSource source = new ObservedSource(TinyModel.data(4), 1, 1, "idle");
    try (JavaSparkContext spark = context();
        SparkCluster cluster = cluster(spark, 3, source, Overflow.DISK)) {
      // 2, 1 and 1 examples
      List<long[]> positions =
          cluster.run("second", Split.TRAINING, NOTHING, new Positions(new ReadRange(1, 1, 9)));

      assertThat(positions.stream().map(worker -> worker[0])).containsExactly(0L, 1L, 2L);
      assertThat(positions.stream().map(worker -> worker.length)).containsExactly(2, 1, 1);
      assertThat(source.reads()).hasSize(1);
    }
  }

  @ParameterizedTest
  @EnumSource(Overflow.class)
  void dataLargerThanMemoryTrainToTheSameBits(Overflow overflow) throws IOException {
    TinyModel.Settings settings =
        TinyModel.SETTINGS.with(4000, 2).withSync("steps:40", "average").withKernels("auto");
    DataSource data = TinyModel.data(4000);
    final String expected = hashInProcess(settings, new ObservedSource(data, 100, 4, "in process"));
    ObservedSource source = new ObservedSource(data, 100, 4, overflow.text());
    // 592 KB of data; 150 KB for them and for what Spark broadcasts
    try (JavaSparkContext spark =
            context(
                "spark.testing.reservedMemory", "0",
                "spark.testing.memory", "300000",
                "spark.memory.fraction", "0.5",
                "spark.storage.unrollMemoryThreshold", "1000");
        SparkCluster cluster = cluster(spark, 2, source, overflow)) {
      // the trainer counts the examples of each epoch
      assertThat(ParametersHash.of(TinyModel.train(settings, cluster, 2))).isEqualTo(expected);

      if (overflow == Overflow.DISK) {
        assertThat(source.reads()).hasSize(40);
        assertThat(cluster.storage().get(0)).doesNotEndWith(" 0.0 MB on disk");
      } else {
        assertThat(source.reads()).hasSizeGreaterThan(2 * 40);
        assertThat(cluster.storage().get(0)).endsWith(" 0.0 MB on disk");
      }
    }
  }

  @Test
  void aBlockThatCannotBeReadOnceIsReadAgain() throws IOException {
    TinyModel.Settings settings = TinyModel.SETTINGS.with(60, 2);
    ObservedSource source = new ObservedSource(TinyModel.data(60), 10, 2, "flaky", 2);
    try (JavaSparkContext spark = context();
        SparkCluster cluster = cluster(spark, 2, source, Overflow.DISK)) {
      assertThat(ParametersHash.of(TinyModel.train(settings, cluster, 2)))
          .isEqualTo(
              hashInProcess(settings, new ObservedSource(TinyModel.data(60), 10, 2, "good")));
    }
  }

  @Test
  void aBlockThatCannotBeReadEndsTheRoundInOneLineThatNamesFileAndExamples() {
    ObservedSource source = new ObservedSource(TinyModel.data(60), 10, 2, "damaged", 99);
    try (JavaSparkContext spark = context();
        SparkCluster cluster = cluster(spark, 2, source, Overflow.DISK)) {
      assertThatThrownBy(
              () ->
                  cluster.run(
                      "epoch 1 of 2, round 1 of 1",
                      Split.TRAINING,
                      NOTHING,
                      new Positions(ReadRange.everything())))
          .isInstanceOf(TrainingFailedException.class)
          .hasMessageMatching(
              "epoch 1 of 2, round 1 of 1: Task 0 in stage \\S+ failed 4 times, most recent failure:"
                  + " [^\\n]*IOException: examples 0 to 9 cannot be read: file:/data/train.bin:"
                  + " wrong checksum");
      assertThat(source.reads().stream().filter(range -> range.from() == 0)).hasSize(4);
    }
  }

  @ParameterizedTest
  @EnumSource(Overflow.class)
  void whatBecomesOfTheRestIsNamed(Overflow overflow) {
    assertThat(Overflow.named(overflow.text())).isEqualTo(overflow);
    assertThatThrownBy(() -> Overflow.named("tape"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("overflow 'tape' must be disk or reread");
  }
}
