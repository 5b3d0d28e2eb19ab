package dev.convoy.spark.settings;

import static org.assertj.core.api.Assertions.assertThat;

import dev.convoy.spark.wire.ConvoyKryoRegistrator;
import java.util.OptionalInt;
import org.apache.spark.SparkConf;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The settings that Convoy wants, and what it reads of the master. */
class SparkSettingsTest {
  private static final String HEARTBEAT_LIMIT = "spark.storage.blockManagerHeartbeatTimeoutMs";

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "local; 1",
        "local[1]; 1",
        "local[2]; 2",
        "local[64]; 64",
        "local[3,4]; 3",
        "local[2, 4]; 2",
        "local[007]; 7"
      })
  void aLocalMasterSaysItsThreads(String master, int threads) {
    assertThat(SparkSettings.localThreads(master)).isEqualTo(OptionalInt.of(threads));
  }

  @ParameterizedTest
  @ValueSource(strings = {"local[*]", "local[*,4]"})
  void aStarIsTheProcessorsOfThisMachine(String master) {
    assertThat(SparkSettings.localThreads(master))
        .isEqualTo(OptionalInt.of(Runtime.getRuntime().availableProcessors()));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "yarn",
        "spark://host:7077",
        "k8s://https://host:443",
        "local-cluster[2,1,1024]",
        "local[]",
        "local[two]",
        "local[-1]",
        "local[2",
        "xlocal[2]"
      })
  void anotherMasterSaysNothing(String master) {
    assertThat(SparkSettings.localThreads(master)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "local-cluster[2,1,1024]; 0; 2",
        "local-cluster[ 4 , 1 , 768 ]; 9; 4",
        "yarn; 16; 16",
      })
  void howManyExecutorsToWaitForIsKnownFromTheSettings(
      String master, String instances, int executors) {
    SparkConf conf =
        new SparkConf(false).setMaster(master).set("spark.executor.instances", instances);

    assertThat(SparkSettings.executors(conf)).isEqualTo(OptionalInt.of(executors));
  }

  @ParameterizedTest
  @ValueSource(strings = {"spark://host:7077", "local-cluster[two,1,1]", "yarn"})
  void orItIsNot(String master) {
    SparkConf conf = new SparkConf(false).setMaster(master);

    assertThat(SparkSettings.executors(conf)).isEmpty();
  }

  @Test
  void whatTheUserSetsStays() {
    SparkConf conf = new SparkConf(false).set("spark.app.name", "mine");

    SparkSettings.withDefaults(conf);

    assertThat(conf.get("spark.app.name")).isEqualTo("mine");
  }

  @ParameterizedTest
  @CsvSource({
    "'', convoy train lenet5 → ftp://***@host/run",
    "Convoy, convoy train lenet5 → ftp://***@host/run",
    "convoy.jar, convoy train lenet5 → ftp://***@host/run",
    "dev.convoy.spark.Convoy, convoy train lenet5 → ftp://***@host/run",
    "mine, mine"
  })
  void theApplicationIsCalledAfterTheRunUnlessTheUserCallsItSomething(String given, String name) {
    SparkConf conf = new SparkConf(false).set("spark.app.name", given);

    SparkSettings.named(conf, "convoy train lenet5 → ftp://user:password@host/run");

    assertThat(conf.get("spark.app.name")).isEqualTo(name);
  }

  @Test
  void anExecutorThatHangsIsGivenUpSoon() {
    SparkConf conf = SparkSettings.withDefaults(new SparkConf(false).setMaster("yarn"));

    assertThat(conf.get(HEARTBEAT_LIMIT)).isEqualTo("20s");
    assertThat(conf.get("spark.executor.heartbeatInterval")).isEqualTo("5s");
    assertThat(conf.get("spark.task.maxFailures")).isEqualTo("8");
  }

  @ParameterizedTest
  @CsvSource({
    "local[2], spark.app.name, mine",
    "yarn, spark.network.timeout, 600s",
    "yarn, spark.storage.blockManagerSlaveTimeoutMs, 300s",
    "yarn, spark.executor.heartbeatInterval, 60s",
    "yarn, spark.network.timeoutInterval, 1s",
  })
  void asLateAsSparkDoesWhereThereIsNoOtherOrTheUserHasALimit(
      String master, String setting, String value) {
    SparkConf conf = new SparkConf(false).setMaster(master).set(setting, value);

    SparkSettings.withDefaults(conf);

    assertThat(conf.contains(HEARTBEAT_LIMIT)).isFalse();
    assertThat(conf.get(setting)).isEqualTo(value);
  }

  @Test
  void aNameNodeThatDoesNotAnswerIsNotWaitedForForAQuarterOfAnHour() {
    String retries = "ipc.client.connect.max.retries.on.timeouts";
    SparkConf conf = SparkSettings.withDefaults(new SparkConf(false));
    SparkConf asked = new SparkConf(false).set("spark.hadoop." + retries, "45");

    assertThat(SparkSettings.hadoop(conf).get(retries)).isEqualTo("2");
    assertThat(SparkSettings.hadoop(SparkSettings.withDefaults(asked)).get(retries))
        .isEqualTo("45");
  }

  @Test
  void theWireAcceptsOnlyTypesThatAreRegistered() {
    SparkConf conf = SparkSettings.withDefaults(new SparkConf(false));

    assertThat(conf.get("spark.serializer"))
        .isEqualTo("org.apache.spark.serializer.KryoSerializer");
    assertThat(conf.get("spark.kryo.registrationRequired")).isEqualTo("true");
    assertThat(conf.get("spark.kryo.registrator")).isEqualTo(ConvoyKryoRegistrator.class.getName());
  }

  @ParameterizedTest
  @CsvSource({
    "spark.broadcast.compress, false",
    "spark.shuffle.compress, false",
    "spark.shuffle.checksum.enabled, false",
    "spark.shuffle.io.mode, NIO",
  })
  void nothingIsSpentOnRandomFloatsInVain(String setting, String value) {
    assertThat(SparkSettings.withDefaults(new SparkConf(false)).get(setting)).isEqualTo(value);
  }

  @Test
  void settingsOfHadoopAreHandedOn() {
    SparkConf conf = new SparkConf(false).set("spark.hadoop.fs.defaultFS", "hdfs://example:8020");

    assertThat(SparkSettings.hadoop(conf).get("fs.defaultFS")).isEqualTo("hdfs://example:8020");
  }
}
