package dev.convoy.spark.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.convoy.cluster.InProcessCluster;
import dev.convoy.cluster.Split;
import dev.convoy.data.ExampleCursor;
import dev.convoy.evaluate.DetailedEvaluation;
import dev.convoy.evaluate.Evaluator;
import dev.convoy.files.LocalStorage;
import dev.convoy.kernel.Algorithm;
import dev.convoy.spark.TinyModel;
import dev.convoy.spark.reduce.ReduceMode;
import dev.convoy.spark.settings.SparkSettings;
import dev.convoy.spark.task.ExecutorContext;
import dev.convoy.spark.watch.RoundCancelledException;
import dev.convoy.weights.ParametersHash;
import dev.convoy.worker.Contribution;
import dev.convoy.worker.Evaluation;
import dev.convoy.worker.Task;
import dev.convoy.worker.TrainingFailedException;
import dev.convoy.worker.WorkerContext;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import org.apache.spark.SparkConf;
import org.apache.spark.SparkEnv;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerJobStart;
import org.apache.spark.storage.BlockId;
import org.apache.spark.storage.BlockManager;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import scala.jdk.javaapi.CollectionConverters;

/** Spark is a place to run tasks; the numbers do not know it. */
class SparkClusterTest {
  /** Two threads; a task may fail three times before the job does. */
  private static final String MASTER = "local[2,4]";

  private static JavaSparkContext spark;

  @BeforeAll
  static void start() {
    spark = context(MASTER);
  }

  @AfterAll
  static void stop() {
    spark.close();
  }

  private static JavaSparkContext context(String master) {
    SparkConf conf =
        new SparkConf()
            .setMaster(master)
            .set("spark.ui.enabled", "false")
            .set("spark.driver.host", "127.0.0.1")
            // What is not removed stays, whether or not there is a garbage collection.
            .set("spark.cleaner.referenceTracking", "false");
    return new JavaSparkContext(SparkSettings.withDefaults(conf));
  }

  private static SparkCluster cluster(TinyModel.Settings settings) {
    return new SparkCluster(
        spark,
        ClusterSettings.of(settings.workers(), settings.seed()),
        Optional.of(TinyModel.data(settings.examples())),
        Optional.empty());
  }

  private static String hashOnSpark(TinyModel.Settings settings) {
    try (SparkCluster cluster = cluster(settings)) {
      return ParametersHash.of(TinyModel.train(settings, cluster, 2));
    }
  }

  private static String hashInProcess(TinyModel.Settings settings) {
    return ParametersHash.of(TinyModel.trainInProcess(settings, 2));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "epoch;    average;  120; 1; ''",
        "epoch;    average;  121; 2; ''",
        "epoch;    nesterov; 120; 4; ''",
        "epoch;    average;  3;   7; ''",
        "steps:2;  nesterov; 121; 1; ''",
        "steps:2;  average;  121; 2; ''",
        "steps:2;  average;  3;   7; ''",
        "gradient; average;  120; 1; ''",
        "gradient; average;  121; 4; ''",
        "gradient; average;  3;   7; ''",
        "epoch;    nesterov; 121; 3; innerState=average wire=bfloat16 scaleRate=sqrt",
        "steps:2;  nesterov; 121; 3; innerState=average scaleRate=sqrt",
        "epoch;    average;  3;   7; innerState=average wire=bfloat16",
        "gradient; average;  121; 3; wire=bfloat16 scaleRate=sqrt"
      })
  void sparkAndOneProcessTrainToTheSameBits(
      String sync, String outer, int examples, int workers, String variant) {
    TinyModel.Settings settings =
        TinyModel.SETTINGS.with(examples, workers).withSync(sync, outer).with(variant);

    assertThat(hashOnSpark(settings)).isEqualTo(hashInProcess(settings));
  }

  @ParameterizedTest
  @CsvSource({"epoch, DIRECT", "gradient, DIRECT", "epoch, WINOGRAD", "gradient, WINOGRAD"})
  void theKernelsDoNotChangeABit(String sync, Algorithm algorithm) {
    TinyModel.Settings settings =
        TinyModel.SETTINGS.with(120, 2).withSync(sync, "average").withAlgorithm(algorithm);

    String reference = hashOnSpark(settings.withKernels("reference"));

    assertThat(hashOnSpark(settings.withKernels("simd"))).isEqualTo(reference);
    assertThat(hashOnSpark(settings.withKernels("auto"))).isEqualTo(reference);
    assertThat(hashInProcess(settings)).isEqualTo(reference);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 5, 9, 16})
  void theKernelsAgreeOnBatchesFarSmallerThanThePlan(int examples) {
    TinyModel.Settings settings =
        TinyModel.settings(
            examples,
            "workers=1 batchSize=64 sync=epoch outer=average seed=1 kernels=simd"
                + " optimizer=sgd:0.05,0.9");
    float[] parameters = TinyModel.trainInProcess(settings, 2);

    assertThat(parameters)
        .isEqualTo(TinyModel.trainInProcess(settings.withKernels("reference"), 2));
    assertThat(evaluate(settings, parameters))
        .isEqualTo(evaluate(settings.withKernels("reference"), parameters));
  }

  private static Evaluation evaluate(TinyModel.Settings settings, float[] parameters) {
    try (SparkCluster cluster = cluster(settings)) {
      return Evaluator.evaluate(
          cluster, "evaluate", Split.TRAINING, TinyModel.recipe(settings), parameters);
    }
  }

  @Test
  void theNumberOfThreadsDoesNotChangeABit() {
    TinyModel.Settings settings = TinyModel.SETTINGS.with(120, 4);
    final String expected = hashOnSpark(settings);
    spark.close();
    try {
      for (String master : new String[] {"local[1]", "local[4]"}) {
        spark = context(master);
        assertThat(hashOnSpark(settings)).as(master).isEqualTo(expected);
        spark.close();
      }
    } finally {
      spark = context(MASTER);
    }
  }

  @Test
  void readingDataWarmsTheKernelsOfTheProcess() {
    try (SparkCluster cluster = cluster(TinyModel.SETTINGS.with(20, 2))) {
      cluster.run("read", Split.TRAINING, new float[0], new WhoAmI());

      assertThat(ExecutorContext.INSTANCE.warmUp("auto")).as("started only now").isFalse();
    }
  }

  @Test
  void anEvaluationOnSparkCountsWhatOneProcessCounts() throws IOException {
    TinyModel.Settings settings = TinyModel.SETTINGS.with(150, 3);
    float[] parameters = TinyModel.trainInProcess(settings, 3);
    DetailedEvaluation onSpark;
    try (SparkCluster cluster =
        new SparkCluster(
            spark, ClusterSettings.of(3, 1), Optional.empty(), Optional.of(TinyModel.data(150)))) {
      onSpark =
          DetailedEvaluation.of(
              cluster, "evaluate", Split.TEST, TinyModel.recipe(settings), parameters);
    }
    try (InProcessCluster cluster =
        new InProcessCluster(
            3, 1, 1, Optional.empty(), Optional.of(TinyModel.data(150)), new LocalStorage())) {
      assertThat(onSpark)
          .usingRecursiveComparison()
          .isEqualTo(
              DetailedEvaluation.of(
                  cluster, "evaluate", Split.TEST, TinyModel.recipe(settings), parameters));
    }
    assertThat(onSpark.total().examples()).isEqualTo(150);
  }

  @Test
  void resultsComeInPartitionOrder() {
    try (SparkCluster cluster = cluster(TinyModel.SETTINGS.with(20, 5))) {
      assertThat(cluster.workers()).isEqualTo(5);
      assertThat(cluster.run("who", Split.TRAINING, new float[0], new WhoAmI()))
          .containsExactly(0, 1, 2, 3, 4);
    }
  }

  /** The slower, the smaller the worker's number. */
  record WhoAmI() implements Task<Integer> {
    @Override
    public Integer run(float[] parameters, ExampleCursor cursor, WorkerContext context) {
      try {
        Thread.sleep(10L * (5 - cursor.worker()));
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
      return cursor.worker();
    }
  }

  @Test
  void aTaskThatKeepsFailingIsReportedInOneLine() {
    try (SparkCluster cluster = cluster(TinyModel.SETTINGS.with(20, 2))) {
      assertThatThrownBy(
              () ->
                  cluster.run(
                      "epoch 3 of 5, round 2 of 4", Split.TRAINING, new float[1], new FailUntil(9)))
          .isInstanceOf(TrainingFailedException.class)
          .hasMessageMatching(
              "epoch 3 of 5, round 2 of 4: Task 1 in stage \\S+ failed 4 times, most recent failure:"
                  + " [^\\n]*IllegalStateException: worker 1 refuses");
    }
  }

  @Test
  void aTaskThatFailsOnceIsRunAgainWithTheSameResult() {
    try (SparkCluster cluster = cluster(TinyModel.SETTINGS.with(20, 3))) {
      assertThat(cluster.run("flaky", Split.TRAINING, new float[] {1.5f, 2f}, new FailUntil(1)))
          .containsExactly(3.5, 4.5, 5.5);
    }
  }

  @Test
  void whatFailsAndRunsAgainIsToldInALineEach() throws InterruptedException {
    BlockingQueue<String> lines = new ArrayBlockingQueue<>(100);
    String where = "executor driver on \\S+ \\(attempt ";
    try (SparkCluster cluster = cluster(TinyModel.SETTINGS.with(20, 2))) {
      cluster.awaitExecutors(lines::add);
      cluster.run("epoch 1 of 2, round 3 of 4", Split.TRAINING, new float[1], new FailUntil(2));

      for (int attempt = 1; attempt <= 2; attempt++) {
        assertThat(lines.poll(60, TimeUnit.SECONDS))
            .matches(
                "epoch 1 of 2, round 3 of 4: task 1 failed on "
                    + where
                    + attempt
                    + "\\): java.lang.IllegalStateException: worker 1 refuses");
        assertThat(lines.poll(60, TimeUnit.SECONDS))
            .matches(
                "epoch 1 of 2, round 3 of 4: task 1 runs again on "
                    + where
                    + (attempt + 1)
                    + "\\)");
      }
    }
    assertThat(lines).isEmpty();
  }

  /**
   * The sum of the parameters and the worker's number; worker 1 fails at first.
   *
   * @param attempts that fail
   */
  record FailUntil(int attempts) implements Task<Double> {
    @Override
    public Double run(float[] parameters, ExampleCursor cursor, WorkerContext context) {
      if (cursor.worker() == 1 && TaskContext.get().attemptNumber() < attempts) {
        throw new IllegalStateException("worker 1 refuses");
      }
      double sum = cursor.worker();
      for (float parameter : parameters) {
        sum += parameter;
      }
      return sum;
    }
  }

  /** Worker 1 never ends by itself. */
  record WaitForEver() implements Task<Integer> {
    @Override
    public Integer run(float[] parameters, ExampleCursor cursor, WorkerContext context) {
      while (cursor.worker() == 1) {
        context.checkCancelled();
        Thread.onSpinWait();
      }
      return cursor.worker();
    }
  }

  private static SparkCluster cluster(int workers, Duration limit) {
    return new SparkCluster(
        spark,
        ClusterSettings.of(workers, 1).withRoundLimit(limit),
        Optional.of(TinyModel.data(20)),
        Optional.empty());
  }

  @Test
  void aRoundThatTakesTooLongFailsAndSaysForWhomItWaited() {
    try (SparkCluster cluster = cluster(2, Duration.ofSeconds(5))) {
      assertThatThrownBy(
              () ->
                  cluster.run(
                      "epoch 1 of 2, round 3 of 4",
                      Split.TRAINING,
                      new float[1],
                      new WaitForEver()))
          .isInstanceOf(TrainingFailedException.class)
          .hasMessageMatching(
              "epoch 1 of 2, round 3 of 4: no result after 5 s \\(--round-timeout\\); waited for [12] of 2"
                  + " workers, of which [12] were running");
      // The core is free again, and the next round has its own limit.
      assertThat(cluster.run("next", Split.TRAINING, new float[0], new WhoAmI()))
          .containsExactly(0, 1);
    }
  }

  @Test
  void workersAreCountedOnceIfTheirContributionsAreShuffled() {
    ClusterSettings settings =
        ClusterSettings.of(2, 1).withRoundLimit(Duration.ofSeconds(5)).with(ReduceMode.SHUFFLE);
    Task<Contribution> waiting =
        (parameters, cursor, context) -> {
          new WaitForEver().run(parameters, cursor, context);
          return Contribution.none();
        };
    try (SparkCluster cluster =
        new SparkCluster(spark, settings, Optional.of(TinyModel.data(20)), Optional.empty())) {
      assertThatThrownBy(() -> cluster.reduce("round", new float[1], waiting))
          .isInstanceOf(TrainingFailedException.class)
          .hasMessageContaining("; waited for ")
          .hasMessageContaining(" of 2 workers, of which ");
    }
  }

  @Test
  void aRoundThatIsGivenUpEndsAndNoOtherBegins() throws Exception {
    try (SparkCluster cluster = cluster(2, Duration.ofHours(1))) {
      Thread canceller =
          new Thread(
              () -> {
                while (spark.statusTracker().getActiveJobIds().length == 0) {
                  Thread.onSpinWait();
                }
                cluster.cancel("SIGTERM");
              });
      canceller.start();
      assertThatThrownBy(
              () -> cluster.run("round 1", Split.TRAINING, new float[1], new WaitForEver()))
          .isInstanceOf(RoundCancelledException.class)
          .hasMessage("round 1: given up, SIGTERM");
      assertThatThrownBy(() -> cluster.run("round 2", Split.TRAINING, new float[1], new WhoAmI()))
          .isInstanceOf(RoundCancelledException.class)
          .hasMessage("round 2: not started, SIGTERM");
      canceller.join();
    }
  }

  @Test
  void anApplicationThatIsEndedElsewhereIsSaidToBeInALine() throws Exception {
    spark.close();
    spark = context(MASTER);
    try (SparkCluster cluster = cluster(2, Duration.ofHours(1))) {
      Thread master =
          new Thread(
              () -> {
                while (spark.statusTracker().getActiveJobIds().length == 0) {
                  Thread.onSpinWait();
                }
                spark.sc().stop();
              });
      master.start();
      String line =
          ": Spark has ended the application with master "
              + MASTER
              + "; the master is gone, or somebody ended it there";
      assertThatThrownBy(
              () -> cluster.run("round 1", Split.TRAINING, new float[1], new WaitForEver()))
          .isInstanceOf(TrainingFailedException.class)
          .hasMessage("round 1" + line);
      assertThatThrownBy(() -> cluster.run("round 2", Split.TRAINING, new float[1], new WhoAmI()))
          .isInstanceOf(TrainingFailedException.class)
          .hasMessage("round 2" + line);
      master.join();
    } finally {
      spark.close();
      spark = context(MASTER);
    }
  }

  @Test
  void aRoundIsAJobGroupThatSparksPagesDescribe() throws Exception {
    BlockingQueue<Properties> started = new ArrayBlockingQueue<>(10);
    SparkListener listener =
        new SparkListener() {
          @Override
          public void onJobStart(SparkListenerJobStart job) {
            started.add(job.properties());
          }
        };
    spark.sc().addSparkListener(listener);
    try (SparkCluster cluster = cluster(2, Duration.ofHours(1))) {
      cluster.run("epoch 3 of 10, round 2 of 4", Split.TRAINING, new float[1], new FailUntil(0));
      cluster.run("epoch 3 of 10, round 3 of 4", Split.TRAINING, new float[1], new FailUntil(0));
      Properties first = started.poll(60, TimeUnit.SECONDS);
      Properties second = started.poll(60, TimeUnit.SECONDS);
      assertThat(first.getProperty("spark.job.description"))
          .isEqualTo("epoch 3 of 10, round 2 of 4");
      assertThat(second.getProperty("spark.job.description"))
          .isEqualTo("epoch 3 of 10, round 3 of 4");
      assertThat(first.getProperty("spark.jobGroup.id"))
          .startsWith("convoy-")
          .isNotEqualTo(second.getProperty("spark.jobGroup.id"));
    } finally {
      spark.sc().removeSparkListener(listener);
    }
  }

  @Test
  void roundsLeaveNothingBehind() throws InterruptedException {
    int floats = 250_000;
    try (SparkCluster cluster = cluster(TinyModel.SETTINGS.with(20, 2))) {
      cluster.run("first", Split.TRAINING, new float[floats], new FailUntil(0));
      final long bytesBefore = broadcastBytes();
      for (int round = 0; round < 50; round++) {
        cluster.run("round " + round, Split.TRAINING, new float[floats], new FailUntil(0));
      }

      assertThat(spark.getPersistentRDDs()).hasSize(1);
      // Removal is asynchronous, and Spark keeps small broadcasts of its own; but 50 vectors of a
      // megabyte would stay.
      long mostBytes = bytesBefore + 20L * floats * Float.BYTES;
      for (int wait = 0; broadcastBytes() > mostBytes && wait < 100; wait++) {
        Thread.sleep(100);
      }
      assertThat(broadcastBytes()).isLessThanOrEqualTo(mostBytes);
    }
    assertThat(spark.getPersistentRDDs()).isEmpty();
  }

  private static long broadcastBytes() {
    BlockManager blocks = SparkEnv.get().blockManager();
    long bytes = 0;
    for (BlockId id :
        CollectionConverters.asJava(blocks.getMatchingBlockIds(BlockId::isBroadcast))) {
      bytes += blocks.getStatus(id).map(status -> status.memSize()).getOrElse(() -> 0L);
    }
    return bytes;
  }

  @Test
  void theParametersOfARoundAreNotWrittenTo() {
    TinyModel.Settings settings = TinyModel.SETTINGS.with(60, 2);
    float[] parameters = TinyModel.trainInProcess(settings, 0);
    float[] before = parameters.clone();
    try (SparkCluster cluster = cluster(settings)) {
      Evaluator.evaluate(
          cluster, "evaluate", Split.TRAINING, TinyModel.recipe(settings), parameters);
    }

    assertThat(parameters).isEqualTo(before);
  }
}
