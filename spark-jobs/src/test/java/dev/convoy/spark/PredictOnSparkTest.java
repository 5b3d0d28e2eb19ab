package dev.convoy.spark;

import static org.assertj.core.api.Assertions.assertThat;

import dev.convoy.predict.Predictor;
import dev.convoy.run.TinyRuns;
import dev.convoy.spark.settings.SparkSettings;
import dev.convoy.spark.wire.ConvoyKryoRegistrator;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.serializer.JavaSerializer;
import org.apache.spark.serializer.KryoSerializer;
import org.apache.spark.serializer.Serializer;
import org.apache.spark.serializer.SerializerInstance;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import scala.reflect.ClassTag;
import scala.reflect.ClassTag$;

/** Predictors in the functions of a Spark job. */
class PredictOnSparkTest {
  private static final int IMAGES = 40;

  @TempDir private static Path folder;
  private static Predictor predictor;
  private static List<byte[]> images;
  private static List<float[]> expected;

  @BeforeAll
  static void train() throws IOException {
    predictor = Predictor.of(TinyRuns.train(folder.resolve("run"), 1));
    Random random = new Random(3);
    images = new ArrayList<>();
    for (int i = 0; i < IMAGES; i++) {
      byte[] image = new byte[predictor.inputShape().size()];
      random.nextBytes(image);
      images.add(image);
    }
    expected = images.stream().map(image -> predictor.predict(image, 1)).toList();
  }

  private static void assertPredicted(List<float[]> predicted) {
    assertThat(predicted).hasSameSizeAs(expected);
    for (int i = 0; i < expected.size(); i++) {
      assertThat(predicted.get(i)).isEqualTo(expected.get(i));
    }
    assertThat(predicted.get(0)).isNotEqualTo(predicted.get(1));
  }

  @Test
  void aJobPredictsTheSameBits() {
    SparkConf conf =
        SparkSettings.withDefaults(new SparkConf().setMaster("local[2]").setAppName("predict"))
            .set("spark.serializer", JavaSerializer.class.getName())
            .set("spark.ui.enabled", "false");
    try (JavaSparkContext spark = new JavaSparkContext(conf)) {
      JavaRDD<byte[]> all = spark.parallelize(images, 4);
      Broadcast<Predictor> shared = spark.broadcast(predictor);
      Predictor captured = predictor;

      assertPredicted(all.map(image -> shared.value().predict(image, 1)).collect());
      assertPredicted(all.map(image -> captured.predict(image, 1)).collect());
    }
  }

  /** A broadcast is written by the serializer of the context. */
  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void bothOfSparksSerializersBringAPredictorBack(boolean kryo) {
    SparkConf conf =
        new SparkConf(false).set("spark.kryo.registrator", ConvoyKryoRegistrator.class.getName());
    Serializer serializer = kryo ? new KryoSerializer(conf) : new JavaSerializer(conf);
    SerializerInstance wire = serializer.newInstance();
    ClassTag<Predictor> tag = ClassTag$.MODULE$.apply(Predictor.class);

    Predictor received = wire.deserialize(wire.serialize(predictor.withBatchSize(7), tag), tag);

    assertPredicted(images.stream().map(image -> received.predict(image, 1)).toList());
  }
}
