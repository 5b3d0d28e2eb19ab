package dev.convoy.model.zoo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.convoy.layer.Conv;
import dev.convoy.layer.ConvTranspose;
import dev.convoy.layer.Padding;
import dev.convoy.layer.Upsample;
import dev.convoy.model.Model;
import dev.convoy.model.ModelBuilder;
import dev.convoy.model.ModelSummary;
import dev.convoy.model.ParameterLayout;
import dev.convoy.model.Slot;
import dev.convoy.tensor.Shape;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Named models against the figures of their papers. */
final class NamedModelsTest {
  static List<String> names() {
    return NamedModels.names();
  }

  @Test
  void theNamesAreThese() {
    assertThat(NamedModels.names())
        .containsExactly(
            "lenet5",
            "fashion-cnn",
            "vgg-small",
            "vgg-small-bn",
            "resnet20",
            "inception",
            "alexnet",
            "vgg16",
            "resnet18",
            "mobilenet");
    assertThat(NamedModels.named("lenet6")).isEmpty();
    assertThat(NamedModels.find("lenet6")).isEmpty();
  }

  /**
   * Each layer's name, output shape, parameters (F·F·C/groups + 1)·K, and receptive field 1 + Σ (F
   * − 1)·Π S. The tables were computed apart from this code, from the papers' tables of layers.
   */
  @ParameterizedTest
  @MethodSource("names")
  void everyLayerIsThatOfTheTable(String name) throws IOException {
    ModelSummary summary = ModelSummary.of(NamedModels.find(name).orElseThrow());
    assertThat(summary.rows().stream().map(NamedModelsTest::line))
        .containsExactlyElementsOf(table(name));
  }

  private static String line(ModelSummary.Row row) {
    return String.format(
        Locale.ROOT,
        "%-12s %-11s %10d %4d",
        row.node().name(),
        row.output(),
        row.parameters(),
        row.receptiveField());
  }

  private static List<String> table(String name) throws IOException {
    try (InputStream in = NamedModelsTest.class.getResourceAsStream("/models/" + name + ".txt")) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().toList();
    }
  }

  /**
   * LeNet-5 with all of its second convolution's connections. For {@code alexnet}, {@code vgg16}
   * and {@code resnet18} torchvision documents these parameters, and 0.71, 15.47 and 1.81 billion
   * operations; for {@code mobilenet} its paper says 4.2 and 569 million (table 4). {@code
   * resnet20} has 269,722 parameters in its paper's form, and 16·32 + 2·32 + 32·64 + 2·64 more in
   * two shortcuts.
   */
  @ParameterizedTest
  @CsvSource({
    "lenet5, 61_706, 416_520",
    "fashion-cnn, 421_642, 4_241_152",
    "vgg-small, 550_570, 38_896_896",
    "vgg-small-bn, 551_146, 38_896_896",
    "resnet20, 272_474, 40_813_184",
    "inception, 264_826, 49_527_296",
    "alexnet, 61_100_840, 714_188_480",
    "vgg16, 138_357_544, 15_470_264_320",
    "resnet18, 11_689_512, 1_814_073_344",
    "mobilenet, 4_231_976, 568_740_352"
  })
  void aModelHasItsParametersAndMultiplyAdds(String name, String parameters, String multiplyAdds) {
    ModelSummary summary = ModelSummary.of(NamedModels.find(name).orElseThrow());
    assertThat(summary.parameters()).isEqualTo(number(parameters));
    assertThat(summary.multiplyAdds()).isEqualTo(number(multiplyAdds));
  }

  private static long number(String text) {
    return Long.parseLong(text.replace("_", ""));
  }

  /**
   * Araujo et al., Computing Receptive Fields of Convolutional Neural Networks, Distill, 2019; of
   * {@code resnet18}, which they leave out, by their formula.
   */
  @ParameterizedTest
  @CsvSource({
    "alexnet, pool3, 195",
    "vgg16, pool5, 212",
    "resnet18, add8, 435",
    "mobilenet, conv27, 315"
  })
  void theLastPositionsSeeWhatIsKnown(String name, String layer, long receptiveField) {
    assertThat(row(NamedModels.find(name).orElseThrow(), layer).receptiveField())
        .isEqualTo(receptiveField);
  }

  /** Module 3a of the paper's table 1: 159K weights and 128M operations, biases not counted. */
  @Test
  void aModuleOfInceptionIsAsInItsPaper() {
    ModelBuilder network = new ModelBuilder(Shape.of(28, 28, 192));
    Inception.module(network, new Inception.Widths(64, 96, 128, 16, 32, 32));
    ModelSummary summary = ModelSummary.of(network.build());
    long biases = 64 + 96 + 128 + 16 + 32 + 32;
    assertThat(summary.parameters() - biases).isEqualTo(163_328).isEqualTo(159 * 1_024 + 512);
    assertThat(summary.multiplyAdds()).isEqualTo(128_049_152);
    assertThat(summary.rows().get(summary.rows().size() - 1).output())
        .isEqualTo(Shape.of(28, 28, 256));
  }

  /** From 192 to 32 channels on 28×28 by 5×5 filters, with and without 16 channels between. */
  @Test
  void aConvolutionOfOneSavesNineTenths() {
    Shape input = Shape.of(28, 28, 192);
    Conv five = new Conv(32, 5, Padding.SAME);
    Conv reduction = new Conv(16, 1, Padding.SAME);
    assertThat(ModelSummary.of(Model.stack(input, five)).multiplyAdds()).isEqualTo(120_422_400);
    assertThat(ModelSummary.of(Model.stack(input, reduction, five)).multiplyAdds())
        .isEqualTo(12_443_648);
  }

  @Test
  void twoConvolutionsOfThreeSeeFive() {
    Conv convolution = new Conv(1, 3, Padding.SAME);
    Model model = Model.stack(Shape.of(9, 9, 1), convolution, convolution);
    assertThat(row(model, "conv2").receptiveField()).isEqualTo(5);
  }

  /** What papers and torchvision count is what is trained. */
  @Test
  void runningStatisticsAreNoParameters() {
    Model model = NamedModels.find("resnet20").orElseThrow();
    ModelSummary summary = ModelSummary.of(model);
    ParameterLayout layout = ParameterLayout.of(model);
    long channels = 7 * 16 + 7 * 32 + 7 * 64;
    assertThat(summary.statistics()).isEqualTo(2 * channels);
    assertThat(layout.trained()).isEqualTo(272_474);
    assertThat(layout.size()).isEqualTo(summary.parameters() + summary.statistics());
  }

  @ParameterizedTest
  @MethodSource("names")
  void sizeAndClassesCanBeChosen(String name) {
    NamedModel named = NamedModels.named(name).orElseThrow();
    assertThat(named.model().onlyInput().shape()).isEqualTo(named.input());
    assertThat(outputs(named.model())).isEqualTo(named.classes());

    Model other = named.model(Shape.of(72, 65, 2), 7);
    assertThat(other.onlyInput().shape()).isEqualTo(Shape.of(72, 65, 2));
    assertThat(outputs(other)).isEqualTo(7);
  }

  private static int outputs(Model model) {
    return model.shapes().get(model.onlyOutput()).size();
  }

  @Test
  void whatANetworkCannotTakeIsRefusedWithTheLayerThatCannot() {
    NamedModel lenet5 = NamedModels.named("lenet5").orElseThrow();
    assertThatThrownBy(() -> lenet5.model(Shape.of(8, 8, 1), 10))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "model 'lenet5' cannot take 8×8×1: layer 'conv2' (conv2d 16@5×5 stride 1×1 padding"
                + " valid): input is 4×4×6, height: window of extent 5 does not fit into 4 padded"
                + " positions");
    NamedModel vgg16 = NamedModels.named("vgg16").orElseThrow();
    assertThatThrownBy(() -> vgg16.model(Shape.of(3_072, 3_072, 3), 10))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "model 'vgg16' cannot take 3072×3072×3: layer 'fc1' (dense 4096): weight: the values of"
                + " [4718592, 4096] do not fit an array");
  }

  /** Two layers over a line of 9: 1 + 2 + 2 · 2. Over a volume the longest axis counts. */
  @Test
  void receptiveFieldsOfLinesAndVolumesFollowTheSameRule() {
    Conv line = new Conv(1, List.of(3), Padding.SAME).withStride(2);
    Model two = Model.stack(Shape.of(9, 1), line, line);
    assertThat(row(two, "conv2").receptiveField()).isEqualTo(7);
    Model volume = Model.stack(Shape.of(6, 6, 6, 1), new Conv(1, List.of(1, 5, 3), Padding.SAME));
    assertThat(row(volume, "conv1").receptiveField()).isEqualTo(5);
  }

  /** Halving, then doubling: neighbours are one apart again. */
  @Test
  void aTransposedConvolutionBringsNeighboursTogether() {
    Model model =
        Model.stack(
            Shape.of(12, 12, 1),
            new Conv(1, 3, Padding.SAME).withStride(3),
            new ConvTranspose(1, 3, Padding.SAME).withStride(3),
            new ConvTranspose(1, 4, Padding.SAME).withStride(2),
            new Conv(1, 4, Padding.SAME));
    ModelSummary summary = ModelSummary.of(model);
    assertThat(summary.rows().stream().map(ModelSummary.Row::receptiveField))
        // 1 + 2; one of these; two that are one apart; three more steps of a half.
        .containsExactly(3L, 3L, 4L, 6L);
  }

  @Test
  void upsamplingBringsNeighboursTogether() {
    Model model =
        Model.stack(
            Shape.of(12, 12, 1),
            new Conv(1, 3, Padding.SAME).withStride(2),
            new Upsample(2, Upsample.Mode.LINEAR),
            new Conv(1, 3, Padding.SAME),
            new Upsample(3, Upsample.Mode.NEAREST),
            new Conv(1, 3, Padding.SAME));
    assertThat(ModelSummary.of(model).rows().stream().map(ModelSummary.Row::receptiveField))
        // 1 + 2; two that are two apart; 2 steps of 1; none; 2 steps of a third.
        .containsExactly(3L, 5L, 7L, 7L, 8L);
  }

  @Test
  void theLayoutHasNoGaps() {
    ParameterLayout layout = ParameterLayout.of(NamedModels.find("vgg-small").orElseThrow());
    int end = 0;
    for (Slot slot : layout.slots()) {
      assertThat(slot.offset()).isEqualTo(end);
      end = slot.end();
    }
    assertThat(end).isEqualTo(layout.size());
  }

  private static ModelSummary.Row row(Model model, String name) {
    return ModelSummary.of(model).rows().stream()
        .filter(row -> row.node().name().equals(name))
        .findFirst()
        .orElseThrow();
  }
}
