package dev.convoy.spark.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.apache.spark.SparkConf;
import org.junit.jupiter.api.Test;

class SerializersTest {
  private static final String SERIALIZER = "spark.serializer";
  private static final String REGISTRATOR = "spark.kryo.registrator";
  private static final String JAVA = "org.apache.spark.serializer.JavaSerializer";
  private static final String KRYO = "org.apache.spark.serializer.KryoSerializer";

  private static SparkConf chosen(SparkConf conf, boolean kryoWorks) {
    Serializers.choose(conf, kryoWorks);
    return conf;
  }

  @Test
  void javasSerializerIsTakenWhereSparkCannotSetUpKryo() {
    assertThat(chosen(new SparkConf(false), true).get(SERIALIZER)).isEqualTo(KRYO);
    assertThat(chosen(new SparkConf(false), false).get(SERIALIZER)).isEqualTo(JAVA);
  }

  @Test
  void theSerializerOfTheUserStays() {
    SparkConf conf = chosen(new SparkConf(false).set(SERIALIZER, JAVA), true);

    assertThat(conf.get(SERIALIZER)).isEqualTo(JAVA);
    assertThat(conf.contains(REGISTRATOR)).isFalse();
    assertThatCode(() -> Serializers.require(conf, false)).doesNotThrowAnyException();
  }

  @Test
  void typesOfTheUserAreRegisteredBesideConvoys() {
    SparkConf conf = chosen(new SparkConf(false).set(REGISTRATOR, "their.Registrator"), true);

    assertThat(conf.get(REGISTRATOR))
        .isEqualTo("their.Registrator," + ConvoyKryoRegistrator.class.getName());
    assertThat(conf.contains("spark.kryo.registrationRequired")).isFalse();
    assertThatCode(() -> Serializers.require(conf, true)).doesNotThrowAnyException();
  }

  @Test
  void kryoThatTheUserWantsWhereItCannotWorkIsRefusedWithTheOption() {
    SparkConf conf = chosen(new SparkConf(false).set(SERIALIZER, KRYO), false);

    assertThatThrownBy(() -> Serializers.require(conf, false))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContainingAll(
            SERIALIZER + "=" + KRYO,
            "--conf \"spark.driver.extraJavaOptions=--add-opens=java.base/java.nio=ALL-UNNAMED"
                + " --add-opens=java.base/java.lang.invoke=ALL-UNNAMED"
                + " --add-opens=java.base/java.util=ALL-UNNAMED\"");
  }
}
