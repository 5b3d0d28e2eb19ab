package dev.convoy.weights;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.convoy.checkpoint.IndependentSafetensors;
import dev.convoy.checkpoint.IndependentSafetensors.Tensor;
import dev.convoy.layer.Add;
import dev.convoy.layer.BatchNorm;
import dev.convoy.layer.Conv;
import dev.convoy.layer.ConvTranspose;
import dev.convoy.layer.Dense;
import dev.convoy.layer.Padding;
import dev.convoy.model.Input;
import dev.convoy.model.Model;
import dev.convoy.model.Node;
import dev.convoy.model.ParameterLayout;
import dev.convoy.model.RandomModels;
import dev.convoy.model.Slot;
import dev.convoy.model.zoo.NamedModels;
import dev.convoy.tensor.Shape;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

final class ParameterFileTest {
  @Test
  void lenet5HasTheNamesAndShapesOfPyTorch() throws IOException {
    Model model = NamedModels.lenet5();
    byte[] file = written(model, counting(model));
    Map<String, Tensor> tensors = IndependentSafetensors.read(file);
    assertThat(tensors.keySet())
        .containsExactly(
            "conv1.weight",
            "conv1.bias",
            "conv2.weight",
            "conv2.bias",
            "fc1.weight",
            "fc1.bias",
            "fc2.weight",
            "fc2.bias",
            "fc3.weight",
            "fc3.bias");
    assertThat(tensors.get("conv2.weight").shape()).containsExactly(16, 6, 5, 5);
    assertThat(tensors.get("fc1.weight").shape()).containsExactly(120, 400);
    assertThat(tensors.get("fc3.bias").shape()).containsExactly(10);
  }

  @Test
  void theHeaderIsPaddedWithSpacesAndNamesItsFormat() throws IOException {
    for (long seed = 0; seed < 20; seed++) {
      Model model = RandomModels.of(seed);
      String header = IndependentSafetensors.header(written(model, counting(model)));
      assertThat(header.length() % 8).isZero();
      assertThat(header.stripTrailing()).endsWith("}");
      assertThat(header).startsWith("{\"__metadata__\":{\"format\":\"pt\"");
    }
  }

  /** PyTorch: [in, out / groups, height, width]. */
  @Test
  void aTransposedConvolutionHasItsInputsFirst() throws IOException {
    Model model =
        Model.stack(Shape.of(5, 5, 6), new ConvTranspose(4, 3, Padding.VALID).withGroups(2));
    float[] parameters = counting(model);
    Tensor weight =
        IndependentSafetensors.read(written(model, parameters)).get("convTranspose1.weight");
    assertThat(weight.shape()).containsExactly(6, 2, 3, 3);
    assertThat(weight.at(5, 1, 2, 1)).isEqualTo(parameters[((2 * 3 + 1) * 2 + 1) * 6 + 5]);
  }

  @Test
  void aConvolutionOfALineOrAVolumeHasItsSizesLast() throws IOException {
    Model line = Model.stack(Shape.of(9, 3), new Conv(4, List.of(5), Padding.VALID));
    float[] parameters = counting(line);
    Tensor weight = IndependentSafetensors.read(written(line, parameters)).get("conv1.weight");
    assertThat(weight.shape()).containsExactly(4, 3, 5);
    assertThat(weight.at(3, 1, 2)).isEqualTo(parameters[(2 * 3 + 1) * 4 + 3]);

    Model volume = Model.stack(Shape.of(9, 9, 9, 6), new Conv(4, List.of(2, 3, 5), Padding.VALID));
    parameters = counting(volume);
    weight = IndependentSafetensors.read(written(volume, parameters)).get("conv1.weight");
    assertThat(weight.shape()).containsExactly(4, 6, 2, 3, 5);
    assertThat(weight.at(3, 5, 1, 2, 4))
        .isEqualTo(parameters[(((1 * 3 + 2) * 5 + 4) * 6 + 5) * 4 + 3]);
  }

  @Test
  void aConvolutionIsTransposed() throws IOException {
    Model model =
        Model.stack(
            Shape.of(9, 9, 3),
            new Conv(4, List.of(2, 5), List.of(1, 1), List.of(1, 1), Padding.VALID, true));
    float[] parameters = counting(model);
    Tensor weight = IndependentSafetensors.read(written(model, parameters)).get("conv1.weight");
    assertThat(weight.shape()).containsExactly(4, 3, 2, 5);
    for (int y = 0; y < 2; y++) {
      for (int x = 0; x < 5; x++) {
        for (int in = 0; in < 3; in++) {
          for (int out = 0; out < 4; out++) {
            assertThat(weight.at(out, in, y, x))
                .isEqualTo(parameters[((y * 5 + x) * 3 + in) * 4 + out]);
          }
        }
      }
    }
  }

  @Test
  void aConvolutionInGroupsHasTheInputsOfAGroup() throws IOException {
    Model model = Model.stack(Shape.of(9, 9, 6), new Conv(4, 3, Padding.VALID).withGroups(2));
    float[] parameters = counting(model);
    Tensor weight = IndependentSafetensors.read(written(model, parameters)).get("conv1.weight");
    assertThat(weight.shape()).containsExactly(4, 3, 3, 3);
    for (int tap = 0; tap < 9; tap++) {
      for (int in = 0; in < 3; in++) {
        for (int out = 0; out < 4; out++) {
          assertThat(weight.at(out, in, tap / 3, tap % 3))
              .isEqualTo(parameters[(tap * 3 + in) * 4 + out]);
        }
      }
    }
  }

  @Test
  void aDenseLayersFeaturesAreInChannelHeightWidthOrder() throws IOException {
    Model model = Model.stack(Shape.of(2, 5, 3), new Dense(4));
    float[] parameters = counting(model);
    Tensor weight = IndependentSafetensors.read(written(model, parameters)).get("fc1.weight");
    assertThat(weight.shape()).containsExactly(4, 30);
    for (int y = 0; y < 2; y++) {
      for (int x = 0; x < 5; x++) {
        for (int channel = 0; channel < 3; channel++) {
          for (int out = 0; out < 4; out++) {
            assertThat(weight.at(out, (channel * 2 + y) * 5 + x))
                .isEqualTo(parameters[((y * 5 + x) * 3 + channel) * 4 + out]);
          }
        }
      }
    }
  }

  @Test
  void aDenseLayerOnAVectorIsATranspose() throws IOException {
    Model model = Model.stack(Shape.of(3), new Dense(2, false));
    Tensor weight =
        IndependentSafetensors.read(written(model, new float[] {1, 2, 3, 4, 5, 6}))
            .get("fc1.weight");
    assertThat(weight.values()).containsExactly(1, 3, 5, 2, 4, 6);
  }

  @Test
  void sharedParametersAreInTheFileOnce() throws IOException {
    Conv same = new Conv(3, 3, Padding.SAME);
    Model model =
        new Model(
            List.of(new Input("image", Shape.of(4, 4, 3))),
            List.of(
                new Node("a", same, List.of(), "twin"),
                new Node("b", same, List.of("image"), "twin"),
                new Node("c", new Add(), "a", "b")),
            List.of());
    float[] parameters = counting(model);
    byte[] file = written(model, parameters);
    assertThat(IndependentSafetensors.read(file).keySet())
        .containsExactly("twin.weight", "twin.bias");
    assertThat(read(model, file)).isEqualTo(parameters);
  }

  /** Means 1 and −2, means of squares 5 and 3, which is less than a square of a mean can be. */
  @Test
  void aBatchNormHasTheNamesOfPyTorchAndItsVariance() throws IOException {
    Model model = Model.stack(Shape.of(2), new BatchNorm());
    float[] parameters = {0.5f, 0.25f, 7, 8, 1, -2, 5, 3};
    byte[] file = written(model, parameters);
    Map<String, Tensor> tensors = IndependentSafetensors.read(file);
    assertThat(tensors.keySet())
        .containsExactly("bn1.weight", "bn1.bias", "bn1.running_mean", "bn1.running_var");
    assertThat(tensors.get("bn1.running_mean").values()).containsExactly(1, -2);
    assertThat(tensors.get("bn1.running_var").values()).containsExactly(4, 0);
    assertThat(read(model, file)).isEqualTo(parameters);
  }

  @Test
  void aFileOfPyTorchGivesTheMeanOfSquares() throws IOException {
    Model model = Model.stack(Shape.of(1), new BatchNorm());
    float[] parameters = {0.5f, 7, 3, 13};
    String header =
        IndependentSafetensors.header(written(model, parameters))
            .stripTrailing()
            .replaceFirst(",\"bn1.running_square\":\"[^\"]*\"", "")
            .replaceFirst(
                "}$",
                ",\"bn1.num_batches_tracked\":"
                    + "{\"dtype\":\"I64\",\"shape\":[],\"data_offsets\":[16,24]}}");
    byte[] file = IndependentSafetensors.file(header, 24);
    byte[] own = written(model, parameters);
    System.arraycopy(own, own.length - 16, file, file.length - 24, 16);
    assertThat(read(model, file)).isEqualTo(parameters);
  }

  /** Someone changed the variance and left the metadata as they were. */
  @Test
  void theMeanOfSquaresOfAnotherVarianceIsNotUsed() throws IOException {
    Model model = Model.stack(Shape.of(1), new BatchNorm());
    byte[] file = written(model, new float[] {1, 0, 3, 13});
    assertThat(file[file.length - 1]).as("4 in the last place").isEqualTo((byte) 0x40);
    file[file.length - 2] = 0x40; // 3
    assertThat(read(model, file)).containsExactly(1, 0, 3, 12);
  }

  @Test
  void metadataThatAreNotTheMeanOfSquaresAreRefused() throws IOException {
    Model model = Model.stack(Shape.of(1), new BatchNorm());
    byte[] file = written(model, new float[] {1, 0, 3, 13});
    String header = IndependentSafetensors.header(file);
    for (String[] wrong :
        new String[][] {
          {"?", "p: metadata 'bn1.running_square' must be base64"},
          {"AAAA", "p: metadata 'bn1.running_square' has 3 bytes, the model needs 4"}
        }) {
      String changed = header.replaceFirst("square\":\"[^\"]*\"", "square\":\"" + wrong[0] + "\"");
      assertThatThrownBy(() -> read(model, IndependentSafetensors.file(changed, 16)))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage(wrong[1]);
    }
  }

  @ParameterizedTest(name = "RandomModels.of({0})")
  @MethodSource("seeds")
  void everyBitComesBack(long seed) throws IOException {
    Model model = RandomModels.of(seed);
    float[] parameters = bits(model, seed);
    assertSameBits(read(model, written(model, parameters)), parameters);
  }

  @Test
  void everyBitComesBackOverManyChunks() throws IOException {
    Model model = NamedModels.fashionCnn();
    float[] parameters = bits(model, 7);
    assertSameBits(read(model, written(model, parameters)), parameters);
  }

  static LongStream seeds() {
    return LongStream.range(0, 100);
  }

  @Test
  void theFilesOrderOfTensorsDoesNotMatter() throws IOException {
    Model model = Model.stack(Shape.of(2), new Dense(1));
    byte[] file =
        IndependentSafetensors.file(
            "{\"fc1.weight\":{\"dtype\":\"F32\",\"shape\":[1,2],\"data_offsets\":[4,12]},"
                + "\"fc1.bias\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]}}   ",
            12);
    file[file.length - 12 + 3] = 0x40;
    assertThat(read(model, file)).containsExactly(0, 0, 2);
  }

  @Test
  void tensorsThatDoNotFitTheModelAreNamed() throws IOException {
    byte[] file = written(NamedModels.lenet5(), counting(NamedModels.lenet5()));
    Model other = Model.stack(Shape.of(28, 28, 1), new Conv(6, 3, Padding.of(2)), new Dense(10));
    assertThatThrownBy(() -> read(other, file))
        .hasMessage("p: tensor 'conv2.weight' is not of this model; did you mean 'conv1.weight'?");
    byte[] small = written(other, counting(other));
    assertThatThrownBy(() -> read(NamedModels.lenet5(), small))
        .hasMessage(
            "p: tensor 'conv1.weight' has the shape [6, 1, 3, 3], the model needs [6, 1, 5, 5]");
    Model bare = Model.stack(Shape.of(2), new Dense(1, false));
    Model full = Model.stack(Shape.of(2), new Dense(1));
    byte[] bareFile = written(bare, counting(bare));
    assertThatThrownBy(() -> read(full, bareFile)).hasMessage("p: tensor 'fc1.bias' is missing");
  }

  @Test
  void parametersOfAnotherModelAreNotWritten() {
    assertThatThrownBy(() -> written(NamedModels.lenet5(), new float[3]))
        .hasMessage("parameters: 3 values, the model has 61706");
  }

  private static float[] counting(Model model) {
    float[] parameters = new float[ParameterLayout.of(model).size()];
    for (int i = 0; i < parameters.length; i++) {
      parameters[i] = i;
    }
    return parameters;
  }

  /** Any bits, quiet NaNs with payloads among them. */
  private static float[] bits(Model model, long seed) {
    Random random = new Random(seed);
    float[] parameters = counting(model);
    for (int i = 0; i < parameters.length; i++) {
      int bits = random.nextInt();
      parameters[i] =
          Float.intBitsToFloat((bits & 0x7f800000) == 0x7f800000 ? bits | 0x400000 : bits);
    }
    for (Slot slot : ParameterLayout.of(model).slots()) {
      parameters[slot.offset()] = -0f;
      parameters[slot.end() - 1] = Float.intBitsToFloat(0x7fc12345);
    }
    return parameters;
  }

  private static void assertSameBits(float[] actual, float[] expected) {
    assertThat(raw(actual)).isEqualTo(raw(expected));
  }

  private static int[] raw(float[] values) {
    int[] raw = new int[values.length];
    Arrays.setAll(raw, i -> Float.floatToRawIntBits(values[i]));
    return raw;
  }

  private static byte[] written(Model model, float[] parameters) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ParameterFile.write(model, parameters, out);
    return out.toByteArray();
  }

  private static float[] read(Model model, byte[] file) throws IOException {
    return ParameterFile.read("p", model, new ByteArrayInputStream(file), file.length);
  }
}
