package dev.convoy.spark.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.apache.spark.SparkConf;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PlatformTest {
  @Test
  void thisOneIsServed() {
    assertThatCode(Platform.current()::require).doesNotThrowAnyException();
    assertThat(Platform.current().hadoopWorks()).isTrue();
  }

  @ParameterizedTest
  @CsvSource({
    "4.0.5, 2.13.16, 3.4.1, 17, true",
    "4.3.0, 2.13.18, 3.5.0, 25, true",
    "5.0.0, 2.13.18, 3.5.0, 30, true"
  })
  void othersAreToo(String spark, String scala, String hadoop, int java, boolean works) {
    assertThatCode(new Platform(spark, scala, hadoop, java, works)::require)
        .doesNotThrowAnyException();
  }

  @ParameterizedTest
  @CsvSource({
    "3.5.1, 2.12.18, Spark 3.5.1 with Scala 2.12.18: Convoy needs Spark 4 with Scala 2.13",
    "3.5.1, 2.13.8, Spark 3.5.1 with Scala 2.13.8: Convoy needs Spark 4 with Scala 2.13",
    "5.0.0, 3.3.1, Spark 5.0.0 with Scala 3.3.1: Convoy needs Spark 4 with Scala 2.13"
  })
  void anotherSparkOrScalaIsRefused(String spark, String scala, String line) {
    assertThatThrownBy(new Platform(spark, scala, "3.4.2", 17, true)::require)
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(line);
  }

  @Test
  void aJavaThatHadoopCannotRunOnIsRefused() {
    assertThatThrownBy(new Platform("4.1.4", "2.13.16", "3.4.2", 25, false)::require)
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "Java 25: Hadoop 3.4.2 of this Spark 4.1.4 cannot run on it; take Java 17 or 21, or a"
                + " Spark with Hadoop 3.5 (Spark 4.2)");
  }

  @Test
  void lessMemoryThanSparkStartsWithIsRefused() {
    SparkConf conf = new SparkConf(false).set("spark.executor.memory", "100m");

    assertThatThrownBy(() -> SparkMemory.require(conf, 64L << 20))
        .hasMessage("driver-memory 64m: Spark does not start with less than 450m");
    assertThatThrownBy(() -> SparkMemory.require(conf, 512L << 20))
        .hasMessage("executor-memory 100m: Spark does not start with less than 450m");
    assertThatCode(() -> SparkMemory.require(new SparkConf(false), SparkMemory.LEAST_BYTES))
        .doesNotThrowAnyException();
  }
}
