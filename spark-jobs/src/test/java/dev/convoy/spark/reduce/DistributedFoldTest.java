package dev.convoy.spark.reduce;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.convoy.cluster.Reduction;
import dev.convoy.data.Block;
import dev.convoy.data.ExampleCursor;
import dev.convoy.data.ExampleOrder;
import dev.convoy.data.ReadRange;
import dev.convoy.data.Sharding;
import dev.convoy.random.CounterRandom;
import dev.convoy.spark.TinyModel;
import dev.convoy.spark.cluster.ClusterSettings;
import dev.convoy.spark.cluster.SparkCluster;
import dev.convoy.spark.settings.SparkSettings;
import dev.convoy.spark.task.ParameterBroadcast;
import dev.convoy.spark.task.TimedWork;
import dev.convoy.spark.wire.ContributionRange;
import dev.convoy.spark.wire.MeanRange;
import dev.convoy.spark.wire.PartialSum;
import dev.convoy.spark.wire.Receipt;
import dev.convoy.weights.ParametersHash;
import dev.convoy.worker.Contribution;
import dev.convoy.worker.ExactSum;
import dev.convoy.worker.Task;
import dev.convoy.worker.TrainingFailedException;
import dev.convoy.worker.WorkTime;
import dev.convoy.worker.WorkerContext;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.apache.spark.MapOutputTrackerMaster;
import org.apache.spark.SparkConf;
import org.apache.spark.SparkEnv;
import org.apache.spark.SparkException;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerStageSubmitted;
import org.apache.spark.scheduler.SparkListenerTaskEnd;
import org.apache.spark.storage.BlockId;
import org.apache.spark.storage.BlockManager;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import scala.Tuple2;
import scala.collection.Seq;
import scala.jdk.javaapi.CollectionConverters;

/** The fold through a shuffle equals the fold of what was collected. */
class DistributedFoldTest {
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
    public Contribution run(float[] parameters, ExampleCursor cursor, WorkerContext context) {
      int worker = cursor.worker();
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

  /** Nothing to read for so many workers. */
  private static JavaRDD<Block> blocks(int workers) {
    return spark.parallelize(List.<Block>of(), workers);
  }

  private static TimedWork function(int workers, Task<Contribution> task, float[] parameters) {
    ExampleOrder order = new ExampleOrder(new Sharding(0, workers, 1), 1, 1);
    return new TimedWork(task, order, new ParameterBroadcast(spark, parameters));
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
  void aFoldOnExecutorsHasTheBitsOfACollectedOne(int length, int range, int workers) {
    TimedWork collecting = function(workers, new Contribute(length), parameters(length));
    TimedWork folding = function(workers, new Contribute(length), parameters(length));

    final Reduction folded =
        new DistributedFold(length, range).run(blocks(workers), folding).orElseThrow();

    Reduction collected =
        Reduction.of(
            blocks(workers)
                .mapPartitionsWithIndex(collecting, false)
                .map(ContributionRange::whole)
                .collect());
    assertThat(folded.mean().orElseThrow()).isEqualTo(collected.mean().orElseThrow());
    assertThat(folded.contributions())
        .usingRecursiveComparison()
        .ignoringFields("time")
        .isEqualTo(collected.contributions());
  }

  @ParameterizedTest
  @CsvSource({
    "100,        7,    4,  4",
    "100,        70,   4,  2",
    "0,          70,   4,  1",
    "25000000,   32768, 4,  24",
    "25000000,   32768, 32, 32",
    "1000000000, 32768, 64, 954"
  })
  void aTaskThatMakesMeansMakesNoMoreThan4Megabytes(int length, int range, int atOnce, int tasks) {
    assertThat(new DistributedFold(length, range).tasks(atOnce)).isEqualTo(tasks);
  }

  @Test
  void nobodyContributesNoMean() {
    Task<Contribution> idle = (parameters, cursor, context) -> Contribution.none();

    Reduction reduction =
        new DistributedFold(9, 2).run(blocks(3), function(3, idle, new float[9])).orElseThrow();

    assertThat(reduction.mean()).isEmpty();
    assertThat(reduction.contributions()).hasSize(3);
  }

  @Test
  void aMeanThatIsNotFiniteFails() {
    Task<Contribution> infinite =
        (parameters, cursor, context) -> {
          float[] values = new float[9];
          values[8] = Float.POSITIVE_INFINITY;
          return new Contribution(values, 1, 0, 0);
        };

    assertThatThrownBy(
            () -> new DistributedFold(9, 2).run(blocks(2), function(2, infinite, new float[9])))
        .isInstanceOf(SparkException.class)
        .hasMessageContaining("a parameter or gradient is no longer finite");
  }

  @Test
  void neitherFilesNorVectorsStay() throws IOException, InterruptedException {
    TimedWork function = function(4, new Contribute(1000), parameters(1000));

    new DistributedFold(1000, 100).run(blocks(4), function);

    assertThat(spark.sc().getPersistentRDDs().size()).isZero();
    for (int wait = 0; wait < 100 && shuffleFiles() > 0; wait++) {
      Thread.sleep(100);
    }
    assertThat(shuffleFiles()).isZero();
  }

  @Test
  void ofAnExecutorThatHasLostAVectorNothingComesThatCouldPassForItsSum() {
    TimedWork function = function(4, new Contribute(1000), parameters(1000));
    try (CachedContributions kept = new CachedContributions(blocks(4), function, 100)) {
      final List<Receipt> receipts = kept.receipts();
      function.parameters().close();
      kept.rdd().unpersist(true);

      assertThat(
              PartialSums.of(kept.rdd(), receipts, 100)
                  .toJavaRDD()
                  .map(pair -> pair._2().toString())
                  .collect())
          .isEmpty();
    }
  }

  @Test
  void aRoundWhoseVectorIsLostRunsAgain() {
    LoseFirst.attempts.set(0);
    assertThat(reduceLosing(2).mean().orElseThrow()).containsExactly(3.5f, 4.5f);
    assertThat(LoseFirst.attempts).hasValue(3);
  }

  @Test
  void aRoundWhoseVectorsAreLostAgainAndAgainFails() {
    LoseFirst.attempts.set(0);
    assertThatThrownBy(() -> reduceLosing(9))
        .isInstanceOf(TrainingFailedException.class)
        .hasMessage("reduce: a vector was lost before it was averaged, in 4 attempts");
  }

  @Test
  void aRangeToWhichAVectorIsMissingHasNoMean() {
    Contribution four = new Contribution(new float[] {1, 2, 3, 4, 5}, 4, 0, 0);
    ExactSum six = ExactSum.none(3);
    six.add(6, new float[] {2, 3, 4}, 0, new double[3]);

    MeanRanges means =
        new MeanRanges(
            new DistributedFold(5, 3),
            10,
            List.of(
                    new Tuple2<Integer, PartialSum>(0, new ContributionRange(four, 0, 3)),
                    new Tuple2<Integer, PartialSum>(1, new ContributionRange(four, 3, 5)),
                    new Tuple2<Integer, PartialSum>(0, new PartialSum.OfSeveral(six)))
                .iterator());

    MeanRange mean = means.next();
    assertThat(mean.index()).isZero();
    assertThat(mean.values()).containsExactly(1.6f, 2.6f, 3.6f);
    assertThat(means.hasNext()).isFalse();
  }

  @Test
  void whoHasReadAVectorElsewhereIsNotTakenForItsHolder() {
    Contribution made = Contribution.none().timed(new WorkTime("7@host", 1, 2, 3));
    Contribution again = Contribution.none().timed(new WorkTime("9@host", 4, 5, 6));
    Receipt holder = new Receipt("executor_host_1", "host:1", made);

    assertThat(
            CachedContributions.newest(
                List.of(holder, holder),
                List.of(
                    new Receipt("executor_host_2", "host:2", made),
                    new Receipt("executor_host_3", "host:3", again))))
        .extracting(Receipt::executor)
        .containsExactly("executor_host_1", "executor_host_3");
  }

  /**
   * Means that are on the driver already are not made again, so only those that are made later can
   * show that what Spark makes again of a lost sum is not what it was.
   */
  @Test
  void aSumThatIsLostWhileMeansAreMadeSpoilsNone() {
    LoseSums losing = new LoseSums();
    spark.sc().addSparkListener(losing);
    boolean ranAgain = false;
    try (SparkCluster cluster = folding()) {
      // Which means are made when Spark tells of the first is a matter of chance.
      for (int round = 0; round < 20 && !ranAgain; round++) {
        Halves.made.set(0);
        losing.armed.set(true);
        float[] mean = cluster.reduce("reduce", MANY, new Halves()).mean().orElseThrow();
        assertThat(Arrays.equals(mean, expected())).isTrue();
        ranAgain = Halves.made.get() > 2;
      }
    } finally {
      spark.sc().removeSparkListener(losing);
    }
    assertThat(ranAgain).isTrue();
  }

  private static final float[] MANY = new float[8 << 20];

  private static float[] expected() {
    float[] mean = new float[MANY.length];
    Arrays.fill(mean, 1.5f);
    return mean;
  }

  /** Contributes a 1 everywhere, or a 2. */
  record Halves() implements Task<Contribution> {
    static final AtomicInteger made = new AtomicInteger();

    @Override
    public Contribution run(float[] parameters, ExampleCursor cursor, WorkerContext context) {
      made.incrementAndGet();
      float[] values = new float[parameters.length];
      Arrays.fill(values, 1 + cursor.worker());
      return new Contribution(values, 1, 0, 0);
    }

    @Override
    public ReadRange reading() {
      return ReadRange.everything();
    }
  }

  /** Loses vectors and what was made of them when the first mean of a round is there. */
  private static final class LoseSums extends SparkListener {
    private final AtomicBoolean armed = new AtomicBoolean();
    private volatile int shuffle = -1;

    @Override
    public void onStageSubmitted(SparkListenerStageSubmitted submitted) {
      if (submitted.stageInfo().shuffleDepId().isDefined()) {
        shuffle = (Integer) submitted.stageInfo().shuffleDepId().get();
      }
    }

    @Override
    public void onTaskEnd(SparkListenerTaskEnd end) {
      // The first job of a round has no shuffle.
      if (end.taskType().equals("ResultTask") && shuffle >= 0 && armed.getAndSet(false)) {
        BlockManager blocks = SparkEnv.get().blockManager();
        CollectionConverters.asJava(blocks.getMatchingBlockIds(BlockId::isRDD))
            .forEach(block -> blocks.removeBlock(block, true));
        ((MapOutputTrackerMaster) SparkEnv.get().mapOutputTracker())
            .unregisterAllMapAndMergeOutput(shuffle);
        shuffle = -1;
      }
    }
  }

  /** The second worker waits for the vector of the first, and loses it so often. */
  record LoseFirst(int times) implements Task<Contribution> {
    static final AtomicInteger attempts = new AtomicInteger();

    @Override
    public Contribution run(float[] parameters, ExampleCursor cursor, WorkerContext context) {
      if (cursor.worker() == 1 && attempts.incrementAndGet() <= times) {
        BlockManager blocks = SparkEnv.get().blockManager();
        Seq<BlockId> vectors = vectors(blocks);
        while (vectors.isEmpty()) {
          Thread.onSpinWait();
          vectors = vectors(blocks);
        }
        blocks.removeBlock(vectors.head(), true);
      }
      return new Contribution(new float[] {3 + cursor.worker(), 4 + cursor.worker()}, 1, 0, 0);
    }

    private static Seq<BlockId> vectors(BlockManager blocks) {
      return blocks.getMatchingBlockIds(id -> id.isRDD() && id.asRDDId().get().splitIndex() == 0);
    }

    @Override
    public ReadRange reading() {
      return ReadRange.everything();
    }
  }

  private static SparkCluster folding() {
    return new SparkCluster(
        spark,
        ClusterSettings.of(2, 1).with(ReduceMode.SHUFFLE),
        Optional.of(TinyModel.data(2)),
        Optional.empty());
  }

  private static Reduction reduceLosing(int times) {
    try (SparkCluster cluster = folding()) {
      return cluster.reduce("reduce", new float[2], new LoseFirst(times));
    }
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

  @Test
  void parametersAreLetGoOfBeforeTheMeanIsMade() {
    TimedWork function = function(4, new Contribute(1000), parameters(1000));

    new DistributedFold(1000, 100).run(blocks(4), function);

    assertThatThrownBy(function.parameters()::values)
        .isInstanceOf(ParameterBroadcast.GoneException.class);
  }

  @ParameterizedTest
  @CsvSource({
    "epoch,    average,  121, 2, ''",
    "steps:2,  nesterov, 121, 4, ''",
    "gradient, average,  3,   7, ''",
    "epoch,    nesterov, 121, 3, innerState=average wire=bfloat16 scaleRate=sqrt",
    "gradient, average,  121, 3, wire=bfloat16"
  })
  void trainingIsTheSameWhereverItIsFolded(
      String sync, String outer, int examples, int workers, String variant) {
    TinyModel.Settings settings =
        TinyModel.SETTINGS.with(examples, workers).withSync(sync, outer).with(variant);
    try (SparkCluster cluster =
        new SparkCluster(
            spark,
            ClusterSettings.of(workers, settings.seed()).with(ReduceMode.SHUFFLE),
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
