package dev.convoy.spark.settings;

import static org.assertj.core.api.Assertions.assertThat;

import dev.convoy.spark.settings.ClusterShape.Place;
import java.util.OptionalInt;
import org.apache.spark.SparkConf;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is known of a cluster before it is there. */
class ClusterShapeTest {
  private static final long HEAP = 700L << 20;

  private static ClusterShape shape(String master, String... settings) {
    SparkConf conf = new SparkConf(false).set("spark.master", master);
    for (int i = 0; i < settings.length; i += 2) {
      conf.set(settings[i], settings[i + 1]);
    }
    return ClusterShape.of(conf, HEAP);
  }

  @Test
  void withALocalMasterTheDriverIsTheOneExecutor() {
    ClusterShape shape = shape("local[3]", "spark.executor.memory", "9g");

    assertThat(shape)
        .isEqualTo(
            new ClusterShape(
                Place.DRIVER, OptionalInt.of(1), OptionalInt.of(3), HEAP, HEAP, 1L << 30));
    assertThat(shape.slots()).isEqualTo(3);
  }

  @Test
  void aLocalClusterSaysHowManyExecutorsThereAreOnThisMachine() {
    ClusterShape shape = shape("local-cluster[2, 4,1024]", "spark.driver.maxResultSize", "3m");

    assertThat(shape)
        .isEqualTo(
            new ClusterShape(
                Place.MACHINE, OptionalInt.of(2), OptionalInt.of(4), 1L << 30, HEAP, 3L << 20));
    assertThat(shape.slots()).isEqualTo(8);
  }

  @Test
  void aTaskMayTakeSeveralCores() {
    ClusterShape shape =
        shape(
            "yarn",
            "spark.executor.instances",
            "5",
            "spark.executor.cores",
            "8",
            "spark.task.cpus",
            "2",
            "spark.executor.memory",
            "3g");

    assertThat(shape.place()).isEqualTo(Place.CLUSTER);
    assertThat(shape.slots()).isEqualTo(20);
    assertThat(shape.executorMemory()).isEqualTo(3L << 30);
  }

  @ParameterizedTest
  @CsvSource({
    "spark.cores.max, 12, 3",
    "spark.executor.instances, 7, 7",
    "spark.dynamicAllocation.maxExecutors, 9, ''"
  })
  void theNumberOfExecutorsIsFoundWhereSparkIsToldIt(String key, String value, String executors) {
    ClusterShape shape = shape("spark://host:7077", "spark.executor.cores", "4", key, value);

    assertThat(shape.isKnown()).isEqualTo(!executors.isEmpty());
    assertThat(shape.executors())
        .isEqualTo(
            executors.isEmpty()
                ? OptionalInt.empty()
                : OptionalInt.of(Integer.parseInt(executors)));
  }

  @Test
  void dynamicAllocationHasAMost() {
    ClusterShape shape =
        shape(
            "spark://host:7077",
            "spark.executor.cores",
            "4",
            "spark.executor.instances",
            "2",
            "spark.dynamicAllocation.enabled",
            "true",
            "spark.dynamicAllocation.maxExecutors",
            "9");

    assertThat(shape.executors()).hasValue(9);
  }
}
