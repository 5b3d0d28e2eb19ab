package dev.convoy.average;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.convoy.cluster.InProcessCluster;
import dev.convoy.cluster.Split;
import dev.convoy.random.CounterRandom;
import dev.convoy.train.TinyRun;
import dev.convoy.worker.Contribution;
import dev.convoy.worker.Task;
import java.math.BigDecimal;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** What workers send is rounded as IEEE 754 rounds. */
class WireFormatTest {
  private static final float LARGEST = Float.intBitsToFloat(0x7f7f0000);

  @ParameterizedTest
  @CsvSource({
    "0x3f800000, 0x3f800000", // 1
    "0x3f807fff, 0x3f800000", // below half
    "0x3f808000, 0x3f800000", // half, to even
    "0x3f808001, 0x3f810000", // above half
    "0x3f818000, 0x3f820000", // half, to even
    "0x3fff8000, 0x40000000", // into the next power of two
    "0x00000000, 0x00000000",
    "0x80000000, 0x80000000", // −0
    "0x80000001, 0x80000000", // what vanishes keeps its sign
    "0x00008001, 0x00010000", // to a subnormal
    "0x007fffff, 0x00800000", // from a subnormal to a normal number
    "0xbf808001, 0xbf810000",
    "0x7f7f7fff, 0x7f7f0000", // to the largest
    "0x7f7f8000, 0x7f800000", // beyond it, as IEEE 754 rounds
    "0xff7fffff, 0xff800000",
    "0x7f800000, 0x7f800000",
    "0xff800000, 0xff800000",
    "0x7f800001, 0x7fc00000", // NaN whose upper half is infinity's
    "0x7fffffff, 0x7fc00000", // NaN that rounding would carry into the sign
    "0xffffffff, 0x7fc00000"
  })
  void edgesAreRoundedToTheNearestAndOfTwoToTheEvenOne(String value, String expected) {
    float rounded = WireFormat.bfloat16(Float.intBitsToFloat(Long.decode(value).intValue()));

    assertThat(Float.floatToRawIntBits(rounded)).isEqualTo(Long.decode(expected).intValue());
  }

  @Test
  void noOtherBfloat16IsNearer() {
    for (int i = 0; i < 200_000; i++) {
      float value = Float.intBitsToFloat((int) CounterRandom.bits(7, i));
      if (!Float.isFinite(value) || Math.abs(value) > LARGEST) {
        continue;
      }
      int bits = Float.floatToRawIntBits(WireFormat.bfloat16(value));
      BigDecimal distance = distance(value, Float.intBitsToFloat(bits));

      assertThat(bits & 0xffff).isZero();
      for (int neighbour : new int[] {bits - 0x10000, bits + 0x10000}) {
        float other = Float.intBitsToFloat(neighbour);
        if (Float.isFinite(other)) {
          assertThat(distance).as("%s", value).isLessThanOrEqualTo(distance(value, other));
        }
      }
    }
  }

  private static BigDecimal distance(float a, float b) {
    return new BigDecimal(a).subtract(new BigDecimal(b)).abs();
  }

  @Test
  void onlyBfloat16Rounds() {
    float[] values = {1.001f, -3e-40f};

    WireFormat.FLOAT32.round(values);
    assertThat(values).containsExactly(1.001f, -3e-40f);

    WireFormat.BFLOAT16.round(values);
    assertThat(values).containsExactly(1f, WireFormat.bfloat16(-3e-40f));
  }

  @Test
  void aChangeThatRoundsToInfinityIsDiscardedAndNotSent() {
    TinyRun run = TinyRun.standard().withBatchSize(1000).withSync("gradient");
    float[] start = run.train(0).get(0).parameters();
    for (int i = 0; i < start.length; i++) {
      start[i] *= 100;
    }
    float largest = 0;
    for (float gradient : contribution(run, start).values()) {
      largest = Math.max(largest, Math.abs(gradient));
    }
    // One step of this rate brings a parameter nearer to 2¹²⁸ than to any bfloat16.
    float rate = 3.4e38f / largest;
    TinyRun step = run.withSync("steps:1").withOptimizer("sgd:" + rate + ",0");

    assertThat(contribution(step, start).examples()).isEqualTo(120);
    Contribution rounded = contribution(step.with("wire=bfloat16"), start);

    assertThat(rounded.values().length).isZero();
    assertThat(rounded.examples()).isZero();
    assertThat(rounded.discarded()).isEqualTo(120);
  }

  @ParameterizedTest
  @CsvSource({"epoch, reset, 1", "epoch, average, 2", "gradient, reset, 1"})
  void everyValueThatIsSentIsABfloat16(String sync, String innerState, int vectors) {
    TinyRun run =
        TinyRun.standard()
            .withSync(sync)
            .with("wire=bfloat16 innerState=" + innerState)
            .withBatchNorm();
    float[] start = run.train(0).get(0).parameters();

    Contribution sent = contribution(run, Arrays.copyOf(start, vectors * start.length));

    assertThat(sent.values()).hasSize(vectors * start.length);
    for (float value : sent.values()) {
      assertThat(Float.floatToRawIntBits(value) & 0xffff).isZero();
    }
  }

  private static Contribution contribution(TinyRun run, float[] vector) {
    try (InProcessCluster cluster = run.cluster()) {
      Task<Contribution> task = run.synchronization().work(TinyRun.round(run.recipe(), 1, 0, 1));
      return cluster.run("round", Split.TRAINING, vector, task).get(0);
    }
  }

  @ParameterizedTest
  @EnumSource
  void theNameReadsBackAsTheSame(WireFormat wire) {
    assertThat(WireFormat.named(wire.toString())).isEqualTo(wire);
  }

  @Test
  void anotherNameIsRefused() {
    assertThatThrownBy(() -> WireFormat.named("float16"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("wire 'float16' must be float32 or bfloat16");
  }
}
