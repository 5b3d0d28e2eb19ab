package dev.convoy.weights;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class ParametersHashTest {
  @Test
  void nothingHasTheHashOfNothing() {
    assertThat(ParametersHash.of(new float[0]))
        .isEqualTo("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  }

  @Test
  void aKnownVectorHasItsHash() {
    // printf '\x00\x00\x80\x3f\x00\x00\x00\xc0' | sha256sum
    assertThat(ParametersHash.of(new float[] {1, -2}))
        .isEqualTo("ee4ac73c2bd27756ab82780f27c73a7bc4d3f0bb6acb37e008bc27eccd7e588b");
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 16_383, 16_384, 16_385, 100_000})
  void chunksDoNotShow(int size) throws Exception {
    Random random = new Random(size);
    float[] values = new float[size];
    ByteBuffer bytes = ByteBuffer.allocate(4 * size).order(ByteOrder.LITTLE_ENDIAN);
    for (int i = 0; i < size; i++) {
      values[i] = (float) random.nextGaussian();
      bytes.putFloat(values[i]);
    }
    byte[] expected = MessageDigest.getInstance("SHA-256").digest(bytes.array());
    assertThat(ParametersHash.of(values)).isEqualTo(HexFormat.of().formatHex(expected));
  }

  @Test
  void zerosOfBothSignsDiffer() {
    assertThat(ParametersHash.of(new float[] {0f}))
        .isNotEqualTo(ParametersHash.of(new float[] {-0f}));
  }
}
