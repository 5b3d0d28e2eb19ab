package dev.convoy.spark.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.convoy.spark.TinyModel;
import dev.convoy.spark.reduce.ReduceMode;
import dev.convoy.spark.wire.ConvoyKryoRegistrator;
import dev.convoy.weights.ParametersHash;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaSparkContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Contexts that somebody made who does not know Convoy's settings. */
class ForeignContextTest {
  private static final String KRYO = "org.apache.spark.serializer.KryoSerializer";

  private static JavaSparkContext context(String master, Map<String, String> settings) {
    SparkConf conf =
        new SparkConf(false)
            .setMaster(master)
            .setAppName("another")
            .set("spark.executor.memory", "512m")
            .set("spark.ui.enabled", "false")
            .set("spark.executor.extraClassPath", System.getProperty("java.class.path"))
            .set("spark.driver.host", "127.0.0.1");
    settings.forEach(conf::set);
    return new JavaSparkContext(conf);
  }

  private static SparkCluster cluster(
      JavaSparkContext spark, TinyModel.Settings settings, ReduceMode mode) {
    return new SparkCluster(
        spark,
        ClusterSettings.of(settings.workers(), settings.seed()).with(mode),
        Optional.of(TinyModel.data(settings.examples())),
        Optional.empty());
  }

  /** In other processes everything that travels is serialized. */
  @Test
  void aPlainContextTrainsToTheSameBits() {
    try (JavaSparkContext spark = context("local-cluster[2,1,512]", Map.of())) {
      for (String variant : List.of("", "innerState=average wire=bfloat16")) {
        TinyModel.Settings settings = TinyModel.SETTINGS.with(120, 3).with(variant);
        String expected = ParametersHash.of(TinyModel.trainInProcess(settings, 2));
        for (ReduceMode mode : List.of(ReduceMode.COLLECT, ReduceMode.SHUFFLE)) {
          try (SparkCluster cluster = cluster(spark, settings, mode)) {
            cluster.awaitExecutors(line -> {});

            String hash = ParametersHash.of(TinyModel.train(settings, cluster, 2));

            assertThat(hash).as(mode + ", " + variant).isEqualTo(expected);
          }
        }
      }
    }
  }

  @Test
  void kryoWithoutTheRegistratorIsRefusedAtOnceWithTheSettingToGive() {
    try (JavaSparkContext spark = context("local[1]", Map.of("spark.serializer", KRYO))) {
      assertThatThrownBy(() -> cluster(spark, TinyModel.SETTINGS, ReduceMode.AUTO))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage(
              "Spark's settings: spark.serializer="
                  + KRYO
                  + " needs spark.kryo.registrator="
                  + ConvoyKryoRegistrator.class.getName());
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void kryoWithTheRegistratorWorksBesideOthersTypes(boolean registrationRequired) {
    Map<String, String> settings =
        Map.of(
            "spark.serializer",
            KRYO,
            "spark.kryo.registrator",
            ConvoyKryoRegistrator.class.getName(),
            "spark.kryo.registrationRequired",
            String.valueOf(registrationRequired));
    try (JavaSparkContext spark = context("local[1]", settings);
        SparkCluster cluster = cluster(spark, TinyModel.SETTINGS, ReduceMode.AUTO)) {
      assertThat(ParametersHash.of(TinyModel.train(TinyModel.SETTINGS, cluster, 1)))
          .isEqualTo(ParametersHash.of(TinyModel.trainInProcess(TinyModel.SETTINGS, 1)));
    }
  }
}
