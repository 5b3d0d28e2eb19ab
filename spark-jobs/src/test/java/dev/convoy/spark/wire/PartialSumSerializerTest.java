package dev.convoy.spark.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.convoy.worker.Contribution;
import dev.convoy.worker.ExactSum;
import dev.convoy.worker.WorkTime;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.spark.serializer.DeserializationStream;
import org.apache.spark.serializer.SerializationStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import scala.Tuple2;
import scala.jdk.javaapi.CollectionConverters;
import scala.reflect.ClassTag;

/** What executors send comes back from a shuffle as it was. */
class PartialSumSerializerTest {
  private final PartialSumSerializer serializer = new PartialSumSerializer();

  private static Contribution contribution(int length) {
    float[] values = new float[length];
    for (int i = 0; i < length; i++) {
      values[i] = i * 0.37f - 1000;
    }
    return new Contribution(values, 7, 1.25, 3, 2).timed(new WorkTime("7@host", 1, 2, 3));
  }

  private byte[] write(PartialSum... parts) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    SerializationStream stream = serializer.newInstance().serializeStream(bytes);
    for (int i = 0; i < parts.length; i++) {
      stream.writeKey(10 + i, ClassTag.apply(Integer.class));
      stream.writeValue(parts[i], ClassTag.apply(PartialSum.class));
    }
    stream.close();
    return bytes.toByteArray();
  }

  private List<Tuple2<Object, Object>> read(InputStream in) {
    DeserializationStream stream = serializer.newInstance().deserializeStream(in);
    return new ArrayList<>(CollectionConverters.asJava(stream.asKeyValueIterator().toSeq()));
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 100, 8192, 8193, 300_000})
  void theRangeAloneComesBack(int length) {
    Contribution whole = contribution(length + 20);

    List<Tuple2<Object, Object>> pairs =
        read(
            new ByteArrayInputStream(
                write(
                    new ContributionRange(whole, 0, 13),
                    new ContributionRange(whole, 13, 13 + length),
                    new ContributionRange(Contribution.none(), 0, 0))));

    assertThat(pairs).extracting(Tuple2::_1).containsExactly(10, 11, 12);
    ContributionRange middle = (ContributionRange) pairs.get(1)._2();
    assertThat(middle.from()).isZero();
    assertThat(middle.to()).isEqualTo(length);
    assertThat(middle.whole())
        .usingRecursiveComparison()
        .isEqualTo(
            new Contribution(
                Arrays.copyOfRange(whole.values(), 13, 13 + length), 7, 1.25, 3, 2, whole.time()));
    assertThat(((ContributionRange) pairs.get(2)._2()).whole().values()).isEmpty();
  }

  @Test
  void aStreamEndsAfterItsLastPairAndIsClosed() {
    AtomicBoolean closed = new AtomicBoolean();
    InputStream in =
        new ByteArrayInputStream(write(new ContributionRange(contribution(3), 1, 2))) {
          @Override
          public void close() {
            closed.set(true);
          }
        };

    assertThat(read(in)).hasSize(1);

    assertThat(closed).isTrue();
    assertThat(read(new ByteArrayInputStream(new byte[0]))).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 4095, 4096, 4097, 20_000})
  void everyPartOfASumComesBack(int length) {
    ExactSum sum = ExactSum.none(length);
    float[] values = new float[length];
    for (int exponent = -120; exponent <= 120; exponent += 40) {
      for (int i = 0; i < length; i++) {
        values[i] = i % 3 == 0 ? Math.scalb(i + 1f, exponent) : i * 0.37f;
      }
      sum.add(12_345, values, 0, new double[length]);
    }

    List<Tuple2<Object, Object>> pairs =
        read(new ByteArrayInputStream(write(new PartialSum.OfSeveral(sum))));

    ExactSum back = ((PartialSum.OfSeveral) pairs.get(0)._2()).sum();
    assertThat(back.high()).isEqualTo(sum.high());
    assertThat(back.low()).isEqualTo(sum.low());
    assertThat(back.rest()).isEqualTo(sum.rest()).isNotEmpty();
    assertThat(back.weight()).isEqualTo(7 * 12_345);
  }

  @Test
  void nothingElseIsWritten() {
    SerializationStream stream =
        serializer.newInstance().serializeStream(new ByteArrayOutputStream());

    assertThatThrownBy(() -> stream.writeObject("text", ClassTag.apply(String.class)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("class java.lang.String is no part");
  }
}
