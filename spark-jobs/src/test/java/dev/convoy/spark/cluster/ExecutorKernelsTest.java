package dev.convoy.spark.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.convoy.spark.TinyModel;
import dev.convoy.spark.settings.SparkSettings;
import dev.convoy.worker.TrainingFailedException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaSparkContext;
import org.junit.jupiter.api.Test;

/** Executors whose Java has no compiler for the fast kernels. */
class ExecutorKernelsTest {
  private static JavaSparkContext context() {
    SparkConf conf =
        new SparkConf()
            .setMaster("local-cluster[1,1,512]")
            .set("spark.executor.memory", "512m")
            .set("spark.ui.enabled", "false")
            .set("spark.executor.extraClassPath", System.getProperty("java.class.path"))
            .set("spark.driver.host", "127.0.0.1")
            .set("spark.executor.extraJavaOptions", "-XX:TieredStopAtLevel=1");
    return new JavaSparkContext(SparkSettings.withDefaults(conf));
  }

  private static SparkCluster cluster(JavaSparkContext spark, String kernels) {
    return new SparkCluster(
        spark,
        new ClusterSettings(1, 1, kernels),
        Optional.of(TinyModel.data(100)),
        Optional.empty());
  }

  @Test
  void slowKernelsAreNeverTakenInSilence() {
    List<String> log = new ArrayList<>();
    try (JavaSparkContext spark = context()) {
      try (SparkCluster automatic = cluster(spark, "auto")) {
        automatic.awaitExecutors(log::add);
      }
      try (SparkCluster demanding = cluster(spark, "simd")) {
        assertThatThrownBy(() -> demanding.awaitExecutors(line -> {}))
            .isInstanceOf(TrainingFailedException.class)
            .hasMessageMatching(
                "executor 0 on [^ ]+: kernels 'simd': the compiler C2 is off"
                    + " \\(-XX:TieredStopAtLevel\\); executors get options of Java by --conf"
                    + " spark[.]executor[.]extraJavaOptions, the driver, .*");
      }
      List<String> asked = new ArrayList<>();
      try (SparkCluster reference = cluster(spark, "reference")) {
        reference.awaitExecutors(asked::add);
      }
      assertThat(asked).last().asString().endsWith(": kernels: reference, as asked");
    }
    assertThat(log)
        .last()
        .asString()
        .matches(
            "executor 0 on [^ ]+: warning, kernels: reference \\(slow\\); simd: the compiler C2 is"
                + " off .*spark[.]executor[.]extraJavaOptions.*");
  }
}
