package dev.convoy.spark.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import dev.convoy.data.DataSets;
import dev.convoy.data.ExampleCursor;
import dev.convoy.data.ReadRange;
import dev.convoy.files.LocalStorage;
import dev.convoy.spark.reduce.ReduceMode;
import dev.convoy.spark.settings.SparkSettings;
import dev.convoy.spark.wire.ParameterVector;
import dev.convoy.worker.Contribution;
import dev.convoy.worker.Task;
import dev.convoy.worker.WorkerContext;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.spark.SparkConf;
import org.apache.spark.SparkEnv;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.storage.BlockId;
import org.apache.spark.storage.BlockManager;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import scala.jdk.javaapi.CollectionConverters;

/** Hundreds of rounds leave nothing behind: no vector, no file of a shuffle, no memory. */
class RoundLeakTest {
  private static final int ROUNDS = 300;

  /** A vector of 400 kB: one of each round that stays is seen four times over. */
  private static final int LENGTH = 100_000;

  private static final long BYTES = (long) LENGTH * Float.BYTES;
  private static final int MOST_VECTORS = 50;

  @TempDir private Path local;

  record Echo() implements Task<Contribution> {
    @Override
    public ReadRange reading() {
      return ReadRange.everything();
    }

    @Override
    public Contribution run(float[] parameters, ExampleCursor cursor, WorkerContext context) {
      return new Contribution(parameters.clone(), 1, 0, 0);
    }
  }

  private JavaSparkContext context() {
    SparkConf conf =
        new SparkConf()
            .setMaster("local[2]")
            .set("spark.ui.enabled", "false")
            .set("spark.driver.host", "127.0.0.1")
            .set("spark.local.dir", local.toString());
    // What Spark remembers for its pages is bounded, but would grow for the first 1,000 jobs.
    for (String kind : List.of("Jobs", "Stages", "Tasks")) {
      conf.set("spark.ui.retained" + kind, "20");
    }
    return new JavaSparkContext(SparkSettings.withDefaults(conf));
  }

  @ParameterizedTest
  @EnumSource(
      value = ReduceMode.class,
      names = {"COLLECT", "SHUFFLE"})
  void hundredsOfRoundsLeaveNothingBehind(ReduceMode mode)
      throws IOException, InterruptedException {
    ClusterSettings settings = ClusterSettings.of(2, 1).with(mode);
    try (JavaSparkContext spark = context();
        SparkCluster cluster =
            new SparkCluster(
                spark,
                settings,
                Optional.of(DataSets.training("generated:10:4x4x1", new LocalStorage())),
                Optional.empty())) {
      float[] parameters = new float[LENGTH];
      long early = 0;
      for (int round = 1; round <= ROUNDS; round++) {
        parameters = cluster.reduce("round " + round, parameters, new Echo()).mean().orElseThrow();
        if (round == ROUNDS / 3) {
          assertThat(eventuallyEmpty(RoundLeakTest::vectors)).isEmpty();
          early = heapAfterCollection();
        }
      }

      assertThat(eventuallyEmpty(RoundLeakTest::vectors)).isEmpty();
      assertThat(eventuallyEmpty(this::shuffleFiles)).isEmpty();
      // Spark itself still loads and caches things; a vector of each round would be 200.
      assertThat(heapAfterCollection() - early).isLessThan(MOST_VECTORS * BYTES);
    }
  }

  @Test
  void aBroadcastThatStaysWouldBeSeen() {
    try (JavaSparkContext spark = context()) {
      spark.broadcast(new ParameterVector(new float[LENGTH]));

      assertThat(vectors()).isNotEmpty();
    }
  }

  private static long heapAfterCollection() {
    System.gc();
    return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
  }

  /**
   * What Spark keeps that is as large as a vector, broadcasts or contributions; its own broadcasts,
   * of tasks, are smaller and go with a collection.
   */
  private static List<String> vectors() {
    BlockManager blocks = SparkEnv.get().blockManager();
    return CollectionConverters.asJava(blocks.getMatchingBlockIds(id -> true)).stream()
        .filter(id -> blocks.getStatus(id).exists(status -> status.memSize() >= BYTES))
        .map(BlockId::name)
        .toList();
  }

  private List<String> shuffleFiles() throws IOException {
    try (Stream<Path> files = Files.walk(local)) {
      return files
          .map(path -> path.getFileName().toString())
          .filter(name -> name.startsWith("shuffle_"))
          .toList();
    }
  }

  private interface Remains {
    List<String> list() throws IOException;
  }

  /** Spark removes them on threads of its own. */
  private static List<String> eventuallyEmpty(Remains remains)
      throws IOException, InterruptedException {
    List<String> left = remains.list();
    for (int i = 0; i < 500 && !left.isEmpty(); i++) {
      Thread.sleep(20);
      left = remains.list();
    }
    return left;
  }
}
