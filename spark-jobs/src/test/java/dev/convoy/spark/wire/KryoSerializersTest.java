package dev.convoy.spark.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.convoy.data.Block;
import dev.convoy.data.PositionRange;
import dev.convoy.evaluate.ConfusionMatrix;
import dev.convoy.evaluate.DetailedEvaluation;
import dev.convoy.spark.settings.SparkSettings;
import dev.convoy.tensor.Shape;
import dev.convoy.worker.Contribution;
import dev.convoy.worker.Evaluation;
import dev.convoy.worker.WorkTime;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.apache.spark.SparkConf;
import org.apache.spark.serializer.KryoSerializer;
import org.apache.spark.serializer.SerializerInstance;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import scala.reflect.ClassTag;
import scala.reflect.ClassTag$;

/** Every type comes back from the wire as it was. */
class KryoSerializersTest {
  private final SerializerInstance wire =
      new KryoSerializer(SparkSettings.withDefaults(new SparkConf(false))).newInstance();

  private <T> T roundTrip(T value, Class<T> type) {
    ClassTag<T> tag = ClassTag$.MODULE$.apply(type);
    return wire.deserialize(wire.serialize(value, tag), tag);
  }

  private static float[] values(int size) {
    float[] values = new float[size];
    for (int i = 0; i < size; i++) {
      values[i] = i * 0.37f - 1000;
    }
    return values;
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 8191, 8192, 8193, 16_384, 500_000})
  void vectorsOfAnyLengthComeBack(int size) {
    float[] values = values(size);

    ParameterVector vector = roundTrip(new ParameterVector(values), ParameterVector.class);
    Contribution contribution =
        roundTrip(
            new Contribution(values, 5_000_000_000L, 1.25e-300, Long.MAX_VALUE, 1L << 40)
                .timed(new WorkTime("7@höst", Long.MIN_VALUE, -1, 1L << 50)),
            Contribution.class);

    assertThat(vector.values()).isEqualTo(values);
    assertThat(contribution.values()).isEqualTo(values);
    assertThat(contribution.examples()).isEqualTo(5_000_000_000L);
    assertThat(contribution.lossSum()).isEqualTo(1.25e-300);
    assertThat(contribution.correct()).isEqualTo(Long.MAX_VALUE);
    assertThat(contribution.discarded()).isEqualTo(1L << 40);
    assertThat(contribution.time()).isEqualTo(new WorkTime("7@höst", Long.MIN_VALUE, -1, 1L << 50));
  }

  @Test
  void whatIsSaidOfAVectorAndPartsOfItComeBack() {
    Contribution whole = new Contribution(values(100), 7, 1.5, 3);

    Receipt receipt =
        roundTrip(new Receipt("executor_höst_3", "höst:99", whole.withoutValues()), Receipt.class);
    ContributionRange range =
        roundTrip(new ContributionRange(whole, 20, 50), ContributionRange.class);
    MeanRange mean = roundTrip(new MeanRange(5, values(3)), MeanRange.class);

    assertThat(receipt.executor()).isEqualTo("executor_höst_3");
    assertThat(receipt.address()).isEqualTo("höst:99");
    assertThat(receipt.counted()).usingRecursiveComparison().isEqualTo(whole.withoutValues());
    assertThat(range.whole().values()).isEqualTo(Arrays.copyOfRange(values(100), 20, 50));
    assertThat(range.whole().examples()).isEqualTo(7);
    assertThat(range.from()).isZero();
    assertThat(range.to()).isEqualTo(30);
    assertThat(mean.index()).isEqualTo(5);
    assertThat(mean.values()).isEqualTo(values(3));
  }

  @Test
  void everyBitOfAFloatComesBack() {
    int[] bits = {0x80000000, 0x7fc00001, 0xffc12345, 1, 0x7f800000, 0xff7fffff};
    float[] values = new float[bits.length];
    for (int i = 0; i < bits.length; i++) {
      values[i] = Float.intBitsToFloat(bits[i]);
    }

    float[] back = roundTrip(new ParameterVector(values), ParameterVector.class).values();

    for (int i = 0; i < bits.length; i++) {
      assertThat(Float.floatToRawIntBits(back[i])).isEqualTo(bits[i]);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 8191, 8192, 8193, 100_000})
  void valuesWhoseLowerHalvesAreZeroTakeTwoBytesAndComeBackBitForBit(int size) {
    int[] upper = {0x3f80, 0x8000, 0x0001, 0x7f80, 0xff80, 0x7fc1, 0xffff, 0};
    float[] values = new float[size];
    for (int i = 0; i < size; i++) {
      values[i] = Float.intBitsToFloat(upper[i % upper.length] << 16);
    }
    ClassTag<ParameterVector> tag = ClassTag$.MODULE$.apply(ParameterVector.class);

    ByteBuffer bytes = wire.serialize(new ParameterVector(values), tag);

    assertThat(bytes.remaining()).isBetween(2 * size, 2 * size + 64);
    assertThat(rawBits(roundTrip(new ParameterVector(values), ParameterVector.class).values()))
        .isEqualTo(rawBits(values));
    values[size - 1] = Float.intBitsToFloat(0x3f800001);
    assertThat(rawBits(roundTrip(new ParameterVector(values), ParameterVector.class).values()))
        .isEqualTo(rawBits(values));
  }

  private static int[] rawBits(float[] values) {
    int[] bits = new int[values.length];
    for (int i = 0; i < values.length; i++) {
      bits[i] = Float.floatToRawIntBits(values[i]);
    }
    return bits;
  }

  @Test
  void vectorsAreSentAsTheyLieInMemory() {
    ClassTag<ParameterVector> tag = ClassTag$.MODULE$.apply(ParameterVector.class);

    ByteBuffer bytes = wire.serialize(new ParameterVector(values(100_000)), tag);

    assertThat(bytes.remaining()).isBetween(400_000, 400_064);
  }

  @Test
  void aDetailedEvaluationComesBack() {
    ConfusionMatrix confusion =
        new ConfusionMatrix(3, new long[] {0, 1, 127, 128, 1L << 40, Long.MAX_VALUE, 7, 0, 300});
    DetailedEvaluation evaluation =
        new DetailedEvaluation(new Evaluation(10_000, 4.5, 8_999), 1L << 50, confusion);

    DetailedEvaluation back = roundTrip(evaluation, DetailedEvaluation.class);

    assertThat(back.total()).isEqualTo(evaluation.total());
    assertThat(back.amongFive()).isEqualTo(1L << 50);
    assertThat(back.confusion().classes()).isEqualTo(3);
    assertThat(back.confusion().counts()).isEqualTo(confusion.counts());
  }

  @Test
  void anEvaluationComesBack() {
    Evaluation evaluation = new Evaluation(10_000, 4.5, 8_999);

    assertThat(roundTrip(evaluation, Evaluation.class)).isEqualTo(evaluation);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 3, 40_000})
  void aBlockComesBack(int examples) {
    Shape shape = Shape.of(3, 2, 2);
    byte[] pixels = new byte[examples * 12];
    int[] labels = new int[examples];
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = (byte) (i * 7);
    }
    for (int i = 0; i < examples; i++) {
      labels[i] = i % 256;
    }

    Block block = roundTrip(new Block(shape, 9_000_000_000L, pixels, labels), Block.class);

    assertThat(block.shape()).isEqualTo(shape);
    assertThat(block.firstPosition()).isEqualTo(9_000_000_000L);
    assertThat(block.pixels()).isEqualTo(pixels);
    assertThat(block.labels()).isEqualTo(labels);
  }

  @Test
  void aRangeComesBack() {
    PositionRange range = new PositionRange(9_000_000_000L, 9_000_000_017L);

    assertThat(roundTrip(range, PositionRange.class)).isEqualTo(range);
  }

  @Test
  void aTypeThatIsNotRegisteredIsRefused() {
    ClassTag<Unregistered> tag = ClassTag$.MODULE$.apply(Unregistered.class);

    assertThatThrownBy(() -> wire.serialize(new Unregistered(1), tag))
        .hasMessageContaining("Class is not registered");
  }

  /** Nobody registers it. */
  record Unregistered(int value) {}
}
