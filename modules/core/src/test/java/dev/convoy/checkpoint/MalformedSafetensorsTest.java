package dev.convoy.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.convoy.layer.Dense;
import dev.convoy.model.Model;
import dev.convoy.tensor.Shape;
import dev.convoy.text.StrictJson;
import dev.convoy.weights.ParameterFile;
import dev.convoy.weights.StateFile;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Damaged and lying safetensors files are refused in one line and without taking memory. */
final class MalformedSafetensorsTest {
  private static final Model MODEL = Model.stack(Shape.of(3), new Dense(2, false));

  @ParameterizedTest(name = "{index}: {2}")
  @MethodSource
  void aLyingHeaderIsRefused(String header, int valueBytes, String message) {
    byte[] file = IndependentSafetensors.file(header, valueBytes);
    assertThatThrownBy(() -> read(file, file.length))
        .isInstanceOf(StrictJson.malformed("", "", null).getClass())
        .hasMessageStartingWith("p: ")
        .hasMessageContaining(message)
        .hasMessageNotContaining("\n");
  }

  static Stream<Arguments> aLyingHeaderIsRefused() {
    return Stream.of(
        arguments("  ", 0, "header must start with '{'"),
        arguments(" {}", 0, "header must start with '{'"),
        arguments("{x", 0, "is not valid JSON"),
        arguments("{} {}", 0, "is not valid JSON"),
        arguments("{}", 24, "holds 24 bytes of values, its header tells of 0"),
        arguments("{}", 0, "tensor 'fc1.weight' is missing"),
        arguments(tensor("F16", "[2,3]", "[0,24]"), 24, "is of type \"F16\", must be \"F32\""),
        arguments(tensor("f32", "[2,3]", "[0,24]"), 24, "is of type \"f32\", must be \"F32\""),
        arguments(tensor("F32", "[3,2]", "[0,24]"), 24, "has the shape [3, 2], the model needs [2"),
        arguments(tensor("F32", "[2,3]", "[0,20]"), 20, "does not take the 20 bytes it is given"),
        arguments(tensor("F32", "[2,3]", "[0,24]"), 20, "holds 20 bytes of values, its header"),
        arguments(tensor("F32", "[2,3]", "[0,24]"), 28, "holds 28 bytes of values, its header"),
        arguments(tensor("F32", "[2,3]", "[4,28]"), 28, "begins at 4, the one before ends at 0"),
        arguments(
            tensor("F32", "[2,3]", "[24,0]"), 24, "data_offsets [24, 0] must be [begin, end]"),
        arguments(tensor("F32", "[2,3]", "[0]"), 24, "data_offsets [0] must be [begin, end]"),
        arguments(tensor("F32", "[2,3]", "[-24,0]"), 24, "must be a list of whole numbers"),
        arguments(tensor("F32", "[2,3]", "[0,24.0]"), 24, "must be a list of whole numbers"),
        arguments(tensor("F32", "[-2,-3]", "[0,24]"), 24, "shape [-2, -3] must be a list of whole"),
        arguments(tensor("F32", "6", "[0,24]"), 24, "shape 6 must be a list of whole numbers"),
        arguments(tensor("F32", "[\"6\"]", "[0,24]"), 24, "must be a list of whole numbers"),
        arguments(
            tensor("F32", "[4611686018427387904,4]", "[0,0]"), 0, "does not take the 0 bytes"),
        arguments(tensor("F32", "[99999999999999999999]", "[0,24]"), 24, "must be a list of whole"),
        arguments(
            tensor("F32", "[2305843009213693951]", "[0,9223372036854775804]"),
            24,
            "holds 24 bytes of values, its header tells of 9223372036854775804"),
        arguments("{\"fc1.weight\":3}", 0, "must be an object of dtype, shape and data_offsets"),
        arguments(
            "{\"fc1.weight\":{\"dtype\":\"F32\",\"shape\":[]}}", 0, "must be an object of dtype"),
        arguments("{\"__metadata__\":3}", 0, "__metadata__ must be an object"),
        arguments("{\"__metadata__\":{\"a\":3}}", 0, "__metadata__: 'a' must be a string"),
        arguments(
            "{\"a\":" + entry("[1]", "[0,4]") + ",\"a\":" + entry("[1]", "[0,4]") + "}",
            4,
            "Duplicate field 'a'"),
        arguments(
            "{\"a\":" + entry("[2]", "[0,8]") + ",\"b\":" + entry("[2]", "[4,12]") + "}",
            12,
            "tensor 'b': begins at 4, the one before ends at 8"),
        arguments(
            "{\"a\":" + entry("[1]", "[0,4]") + ",\"b\":" + entry("[1]", "[8,12]") + "}",
            12,
            "tensor 'b': begins at 8, the one before ends at 4"),
        arguments(
            "{\"fc1.weigth\":" + entry("[2,3]", "[0,24]") + "}",
            24,
            "tensor 'fc1.weigth' is not of this model; did you mean 'fc1.weight'?"));
  }

  private static String tensor(String type, String shape, String offsets) {
    return "{\"fc1.weight\":" + entry(shape, offsets).replace("F32", type) + "}";
  }

  private static String entry(String shape, String offsets) {
    return "{\"dtype\":\"F32\",\"shape\":" + shape + ",\"data_offsets\":" + offsets + "}";
  }

  @ParameterizedTest
  @ValueSource(longs = {-1, Long.MIN_VALUE, 0, 1, 100_000_001, Long.MAX_VALUE, 1 << 20})
  void aHeaderLengthBeyondTheFileIsRefused(long length) throws IOException {
    byte[] file = good();
    ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN).putLong(length);
    assertThatThrownBy(() -> read(file, file.length))
        .hasMessageStartingWith("p: says that its header is " + Long.toUnsignedString(length));
  }

  @Test
  void aHeaderThatIsTooLongIsRefusedEvenIfTheFileIsLonger() {
    byte[] start = ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN).putLong(200 << 20).array();
    assertThatThrownBy(() -> read(start, 1L << 40))
        .hasMessageContaining("header is 209715200 bytes, must be 2 to 16777216");
  }

  @Test
  void aFileCutAnywhereIsRefused() throws IOException {
    byte[] file = good();
    for (int length = 0; length < file.length; length++) {
      byte[] cut = Arrays.copyOf(file, length);
      // Once with its true length, once as when it ends while it is read.
      assertThatThrownBy(() -> read(cut, cut.length)).hasMessageStartingWith("p: ");
      assertThatThrownBy(() -> read(cut, file.length))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageStartingWith("p: ends within ");
    }
  }

  @Test
  void aFileThatGrewIsRefused() throws IOException {
    byte[] file = good();
    byte[] longer = Arrays.copyOf(file, file.length + 1);
    assertThatThrownBy(() -> read(longer, longer.length))
        .hasMessage("p: holds 25 bytes of values, its header tells of 24");
    assertThatThrownBy(() -> read(longer, file.length))
        .hasMessage("p: goes on after its last tensor");
  }

  @Test
  void aFileWithAnyByteOfItsHeaderChangedIsReadOrRefused() throws IOException {
    byte[] file = good();
    Random random = new Random(1);
    for (int at = 0; at < file.length - 24; at++) {
      for (int i = 0; i < 8; i++) {
        byte[] damaged = file.clone();
        damaged[at] = (byte) random.nextInt();
        Throwable thrown = catchThrowable(() -> read(damaged, damaged.length));
        if (thrown != null) {
          assertThat(thrown)
              .isInstanceOf(IllegalArgumentException.class)
              .hasMessageStartingWith("p: ")
              .hasMessageNotContaining("\n");
        }
      }
    }
  }

  @Test
  void aStateOfAnyLengthComesBack() throws IOException {
    for (int size : new int[] {1, 2, 16_384, 40_001}) {
      float[] state = new float[size];
      Arrays.fill(state, size);
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      StateFile.write(state, out);
      byte[] file = out.toByteArray();
      assertThat(StateFile.read("s", new ByteArrayInputStream(file), file.length)).isEqualTo(state);
    }
  }

  @Test
  void aStateIsOneTensorOfThatName() {
    byte[] two =
        IndependentSafetensors.file(
            "{\"state\":" + entry("[1]", "[0,4]") + ",\"more\":" + entry("[1]", "[4,8]") + "}", 8);
    assertThatThrownBy(() -> StateFile.read("s", new ByteArrayInputStream(two), two.length))
        .hasMessage("s: tensor 'more' is not of this model");
    byte[] none = IndependentSafetensors.file("{}", 0);
    assertThatThrownBy(() -> StateFile.read("s", new ByteArrayInputStream(none), none.length))
        .hasMessage("s: tensor 'state' is missing");
  }

  private static byte[] good() throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ParameterFile.write(MODEL, new float[] {1, 2, 3, 4, 5, 6}, out);
    return out.toByteArray();
  }

  private static float[] read(byte[] file, long length) throws IOException {
    return ParameterFile.read("p", MODEL, new ByteArrayInputStream(file), length);
  }
}
