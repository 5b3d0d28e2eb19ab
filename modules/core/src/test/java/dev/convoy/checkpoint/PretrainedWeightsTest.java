package dev.convoy.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.convoy.files.FilePath;
import dev.convoy.files.LocalStorage;
import dev.convoy.layer.BatchNorm;
import dev.convoy.layer.Conv;
import dev.convoy.layer.Dense;
import dev.convoy.layer.Padding;
import dev.convoy.layer.Relu;
import dev.convoy.model.Model;
import dev.convoy.model.ParameterLayout;
import dev.convoy.model.Slot;
import dev.convoy.model.SlotPatterns;
import dev.convoy.model.zoo.ModelChoice;
import dev.convoy.tensor.Shape;
import dev.convoy.weights.ParameterFile;
import dev.convoy.weights.SafetensorsHeader;
import dev.convoy.weights.TensorMatch;
import dev.convoy.weights.TensorNames;
import dev.convoy.weights.TensorType;
import dev.convoy.weights.TensorView;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PretrainedWeightsTest {
  private static final Model MODEL =
      Model.stack(
          Shape.of(2, 2, 1),
          new Conv(3, 1, Padding.VALID),
          new BatchNorm(),
          new Relu(),
          new Dense(2));

  private static final ParameterLayout LAYOUT = ParameterLayout.of(MODEL);

  @TempDir private java.nio.file.Path folder;

  /** Torchvision's way: layers are numbered, and counters of batches come along. */
  private static PyTorchFile torch() {
    return new PyTorchFile()
        .with("features.0.weight", 100, 3, 1, 1, 1)
        .with("features.0.bias", 200, 3)
        .with("features.1.weight", 300, 3)
        .with("features.1.bias", 400, 3)
        .with("features.1.running_mean", 2, 3)
        .with("features.1.running_var", 5, 3)
        .with("features.1.num_batches_tracked", "I64", 7)
        .with("classifier.weight", 1000, 2, 12)
        .with("classifier.bias", 500, 2);
  }

  private static TensorNames names(String... more) {
    return TensorNames.read(
        "map.json",
        ("{\"features.0.*\": \"conv1.*\", \"features.1.*\": \"bn1.*\", \"classifier.*\": \"fc1.*\""
                + String.join("", more)
                + "}")
            .getBytes(StandardCharsets.UTF_8));
  }

  private static PretrainedWeights read(PyTorchFile file, TensorNames names, String... fresh)
      throws IOException {
    byte[] bytes = file.bytes();
    Optional<SlotPatterns> patterns =
        fresh.length == 0
            ? Optional.empty()
            : Optional.of(SlotPatterns.parse("new-head", fresh[0]));
    return PretrainedWeights.read(
        "vgg.safetensors", MODEL, names, patterns, new ByteArrayInputStream(bytes), bytes.length);
  }

  private static float[] slot(float[] values, String name) {
    Slot slot = LAYOUT.slot(name);
    return Arrays.copyOfRange(values, slot.offset(), slot.end());
  }

  @Test
  void tensorsOfPyTorchAreRenamedAndReordered() throws IOException {
    PretrainedWeights transfer = read(torch(), names());

    float[] values = transfer.values();
    assertThat(slot(values, "conv1.weight")).containsExactly(100, 101, 102);
    assertThat(slot(values, "bn1.bias")).containsExactly(400, 401, 402);
    assertThat(slot(values, "bn1.running_mean")).containsExactly(2, 3, 4);
    assertThat(slot(values, "bn1.running_square"))
        .as("variance + mean²")
        .containsExactly(5 + 4, 6 + 9, 7 + 16);
    // [out, channels, height, width] becomes [height, width, channels, out]
    assertThat(slot(values, "fc1.weight"))
        .startsWith(1000, 1012, 1004, 1016, 1008, 1020, 1001, 1013);
    assertThat(transfer.taken()).hasSize(LAYOUT.slots().size());
    assertThat(transfer.fresh()).isEmpty();
    assertThat(transfer.leftOut()).isEmpty();
  }

  @Test
  void aNewHeadStartsAnewAndTheOldOneIsLeftOut() throws IOException {
    PyTorchFile file = torch().with("classifier.weight", 0, 1000, 12).with("classifier.bias", 0, 9);

    PretrainedWeights transfer = read(file, names(), "fc*");

    float[] parameters = new float[LAYOUT.size()];
    Arrays.fill(parameters, -1);
    transfer.copyTo(parameters);
    assertThat(slot(parameters, "fc1.weight")).containsOnly(-1);
    assertThat(slot(parameters, "fc1.bias")).containsOnly(-1);
    assertThat(slot(parameters, "conv1.bias")).containsExactly(200, 201, 202);
    assertThat(transfer.fresh()).containsExactly("fc1.weight", "fc1.bias");
    assertThat(transfer.leftOut()).containsExactly("classifier.bias", "classifier.weight");
  }

  @Test
  void whatIsMappedToNullIsLeftOut() throws IOException {
    PretrainedWeights transfer = read(torch().with("aux.weight", 0, 5), names(", \"aux.*\": null"));

    assertThat(transfer.leftOut()).containsExactly("aux.weight");
  }

  @Test
  void halfPrecisionIsTakenExactly() throws IOException {
    PyTorchFile file =
        torch()
            .with("features.0.bias", "BF16", 200, 3)
            .with("classifier.bias", "F16", 0x3bff, 2)
            .with("features.1.weight", "F16", 1, 3);

    float[] values = read(file, names()).values();

    assertThat(slot(values, "conv1.bias")).containsExactly(200, 201, 202);
    assertThat(slot(values, "fc1.bias")).containsExactly(1 - 0x1p-11f, 1);
    assertThat(slot(values, "bn1.weight")).containsExactly(0x1p-24f, 0x1p-23f, 3 * 0x1p-24f);
  }

  @Test
  void allThatDoesNotFitIsListed() {
    PyTorchFile file =
        torch()
            .with("classifier.weight", 0, 10, 12)
            .with("classifier.bias", 0, 10)
            .with("aux.weight", 0, 5, 5);
    TensorNames names =
        TensorNames.read(
            "map.json",
            "{\"features.1.*\": \"bn1.*\", \"classifier.*\": \"fc1.*\"}"
                .getBytes(StandardCharsets.UTF_8));

    assertThatThrownBy(() -> read(file, names))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "vgg.safetensors: does not fit the model: 2 missing (conv1.weight [3, 1, 1, 1],"
                + " conv1.bias [3]); 3 not of the model (aux.weight [5, 5], features.0.bias [3],"
                + " features.0.weight [3, 1, 1, 1]); 2 of another shape (classifier.bias is [10],"
                + " the model's [2], classifier.weight is [10, 12], the model's [2, 12])");
  }

  @Test
  void longListsAreCut() {
    assertThatThrownBy(() -> read(torch(), TensorNames.SAME))
        .hasMessageContaining("8 missing (conv1.weight [3, 1, 1, 1], conv1.bias [3], ")
        .hasMessageContaining(", and 4 more); 8 not of the model (");
  }

  @Test
  void pairsThatAreAmbiguousOrAboutNothingAreRefused() {
    assertThatThrownBy(() -> read(torch(), names(", \"feature.2.*\": \"x.*\"")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("vgg.safetensors: has no tensor 'feature.2.*' to be renamed; did");
    assertThatThrownBy(() -> read(torch(), names(", \"features.0.weight\": \"fc1.weight\"")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "vgg.safetensors: classifier.weight and features.0.weight are both to be fc1.weight");
  }

  @Test
  void whatIsNotFiniteIsRefused() {
    assertThatThrownBy(() -> read(torch().with("features.1.bias", "F16", 0xfbff, 3), names()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("vgg.safetensors: bn1.bias has -Infinity, must be finite");
    assertThatThrownBy(() -> read(torch().with("features.1.bias", "F16", 0x7c01, 3), names()))
        .hasMessage("vgg.safetensors: bn1.bias has NaN, must be finite");
  }

  @Test
  void otherTypesAreRefused() {
    assertThatThrownBy(() -> read(torch().with("classifier.bias", "I64", 0, 2), names()))
        .hasMessageContaining("is of type \"I64\", must be \"F32\" or \"F16\" or \"BF16\"");
  }

  /** The shapes of {@code torchvision.models.alexnet}. */
  @Test
  void torchvisionsAlexNetFitsOursByTheMapOfTheReadme() {
    List<SafetensorsHeader.Entry> entries = new ArrayList<>();
    tensors(entries, "features.0", 64, 3, 11, 11);
    tensors(entries, "features.3", 192, 64, 5, 5);
    tensors(entries, "features.6", 384, 192, 3, 3);
    tensors(entries, "features.8", 256, 384, 3, 3);
    tensors(entries, "features.10", 256, 256, 3, 3);
    tensors(entries, "classifier.1", 4096, 9216);
    tensors(entries, "classifier.4", 4096, 4096);
    tensors(entries, "classifier.6", 1000, 4096);
    String map =
        "{\"features.0.*\": \"conv1.*\", \"features.3.*\": \"conv2.*\", \"features.6.*\": \"conv3.*\","
            + " \"features.8.*\": \"conv4.*\", \"features.10.*\": \"conv5.*\","
            + " \"classifier.1.*\": \"fc1.*\", \"classifier.4.*\": \"fc2.*\","
            + " \"classifier.6.*\": null}";

    TensorMatch match =
        new TensorMatch(
            "alexnet.safetensors",
            TensorView.of(ModelChoice.parse("alexnet").orElseThrow().model()),
            new SafetensorsHeader(Map.of(), entries),
            TensorNames.read("map.json", map.getBytes(StandardCharsets.UTF_8)),
            Optional.of(SlotPatterns.parse("new-head", "fc3")));

    assertThat(match.taken()).hasSize(14);
    assertThat(match.leftOut()).containsExactly("classifier.6.weight", "classifier.6.bias");
  }

  private static void tensors(
      List<SafetensorsHeader.Entry> entries, String layer, long... dimensions) {
    List<Long> shape = Arrays.stream(dimensions).boxed().toList();
    entries.add(new SafetensorsHeader.Entry(layer + ".weight", TensorType.F32, shape, 0, 0));
    entries.add(
        new SafetensorsHeader.Entry(layer + ".bias", TensorType.F32, shape.subList(0, 1), 0, 0));
  }

  @Test
  void aConvoyFileIsTakenBitForBit() throws IOException {
    float[] parameters = new float[LAYOUT.size()];
    for (int i = 0; i < parameters.length; i++) {
      parameters[i] = 1 / (i + 3f);
    }
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ParameterFile.write(MODEL, parameters, out);
    java.nio.file.Path file = Files.write(folder.resolve("model.safetensors"), out.toByteArray());

    PretrainedWeights transfer =
        PretrainedWeights.read(
            FilePath.of(file.toString()),
            MODEL,
            TensorNames.SAME,
            Optional.empty(),
            new LocalStorage());

    assertThat(transfer.values()).isEqualTo(parameters);
  }

  @Test
  void aPathWithNothingIsNamed() {
    FilePath nowhere = FilePath.of(folder.resolve("nowhere").toString());
    assertThatThrownBy(
            () ->
                PretrainedWeights.read(
                    nowhere, MODEL, TensorNames.SAME, Optional.empty(), new LocalStorage()))
        .isInstanceOf(IOException.class)
        .hasMessage(nowhere + ": there is no such file or run directory");
  }
}
