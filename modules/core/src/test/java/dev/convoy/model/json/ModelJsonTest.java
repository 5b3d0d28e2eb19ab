package dev.convoy.model.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.convoy.layer.AvgPool;
import dev.convoy.layer.Conv;
import dev.convoy.layer.Dense;
import dev.convoy.layer.Gelu;
import dev.convoy.layer.Layer;
import dev.convoy.layer.MaxPool;
import dev.convoy.layer.Padding;
import dev.convoy.layer.Swish;
import dev.convoy.model.Model;
import dev.convoy.model.Node;
import dev.convoy.model.ParameterLayout;
import dev.convoy.model.RandomModels;
import dev.convoy.model.zoo.NamedModels;
import dev.convoy.tensor.Shape;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

final class ModelJsonTest {
  private static final String LENET5 =
      """
      {"input": [28, 28, 1],
       "layers": [
         {"type": "conv2d", "filters": 6, "kernel": 5, "padding": 2},
         {"type": "relu"},
         {"type": "maxPool", "size": 2},
         {"type": "conv2d", "filters": 16, "kernel": 5},
         {"type": "relu"},
         {"type": "maxPool", "size": 2},
         {"type": "dense", "units": 120},
         {"type": "relu"},
         {"type": "dense", "units": 84},
         {"type": "relu"},
         {"type": "dense", "units": 10}]}
      """;

  @Test
  void lenet5IsAsShortAsAPersonWouldWriteIt() {
    assertThat(ModelJson.write(NamedModels.lenet5())).isEqualTo(LENET5);
    assertThat(ModelJson.read("lenet5.json", LENET5)).isEqualTo(NamedModels.lenet5());
  }

  @ParameterizedTest
  @MethodSource("names")
  void aNamedModelSurvivesItsFile(String name) {
    assertSurvives(NamedModels.find(name).orElseThrow());
  }

  static List<String> names() {
    return List.copyOf(NamedModels.names());
  }

  @ParameterizedTest(name = "RandomModels.of({0})")
  @MethodSource("seeds")
  void aRandomGraphSurvivesItsFile(long seed) {
    assertSurvives(RandomModels.of(seed));
  }

  static LongStream seeds() {
    return Long.getLong("test.seed") == null
        ? LongStream.range(0, 300)
        : LongStream.of(Long.getLong("test.seed"));
  }

  private static void assertSurvives(Model model) {
    String json = ModelJson.write(model);
    assertThat(ModelJson.read("model.json", json)).as(json).isEqualTo(model);
    assertThat(ModelJson.write(ModelJson.read("model.json", json))).isEqualTo(json);
  }

  @Test
  void theTableKnowsEveryLayerByItsType() {
    assertThat(LayerJson.types().values().stream().map(LayerJson::layer).distinct())
        .containsExactlyInAnyOrderElementsOf(
            Arrays.<Class<?>>stream(Layer.class.getPermittedSubclasses())
                .<Class<? extends Layer>>map(type -> type.asSubclass(Layer.class))
                .toList());
    for (long seed = 0; seed < 100; seed++) {
      for (Node node : RandomModels.of(seed).nodes()) {
        assertThat(LayerJson.types().get(node.layer().type()).layer())
            .isEqualTo(node.layer().getClass());
      }
    }
  }

  @Test
  void namingALayerDoesNotRenameThoseAfterIt() {
    Model model =
        ModelJson.read(
            "model.json",
            """
            {"input": [4, 4, 1], "layers": [
              {"type": "conv2d", "filters": 1, "kernel": 1, "name": "stem"},
              {"type": "conv2d", "filters": 1, "kernel": 1}]}
            """);
    assertThat(model.nodes().stream().map(Node::name)).containsExactly("stem", "conv2");
  }

  @Test
  void aGraphHasNamedInputsOutputsAndSharedParameters() {
    String json =
        """
        {"inputs": {"left": [4, 4, 1], "right": [4, 4, 1]},
         "layers": [
           {"type": "conv2d", "name": "a", "inputs": ["left"], "filters": 2, "kernel": [3, 1], "parameters": "twin"},
           {"type": "conv2d", "name": "b", "inputs": ["right"], "filters": 2, "kernel": [3, 1], "parameters": "twin"},
           {"type": "add", "inputs": ["a", "b"]},
           {"type": "avgPool", "global": true},
           {"type": "dense", "units": 2, "bias": false}],
         "outputs": ["fc1", "add1"]}
        """;
    Model model = ModelJson.read("twin.json", json);
    assertThat(model.outputs()).containsExactly("fc1", "add1");
    assertThat(ParameterLayout.of(model).size()).isEqualTo(3 * 2 + 2 + 2 * 2);
    assertThat(ModelJson.write(model)).isEqualTo(json);
  }

  @Test
  void groupsAreWrittenWhereThereAreSeveral() {
    String json =
        """
        {"input": [4, 4, 6],
         "layers": [
           {"type": "conv2d", "filters": 6, "kernel": 3, "padding": "same", "groups": 6},
           {"type": "conv2d", "filters": 8, "kernel": 1, "groups": 2, "bias": false}]}
        """;
    Model model = ModelJson.read("groups.json", json);
    assertThat(((Conv) model.nodes().get(0).layer()).groups()).isEqualTo(6);
    assertThat(ParameterLayout.of(model).size()).isEqualTo(9 * 6 + 6 + 3 * 8);
    assertThat(ModelJson.write(model)).isEqualTo(json);
  }

  @Test
  void sizesAndPaddingHaveShortForms() {
    assertThat(layer("{\"type\": \"maxPool\", \"size\": [2, 3]}"))
        .isEqualTo(new MaxPool(List.of(2, 3), List.of(2, 3), Padding.VALID));
    assertThat(layer("{\"type\": \"maxPool\", \"size\": 3, \"stride\": 2}"))
        .isEqualTo(new MaxPool(List.of(3, 3), List.of(2, 2), Padding.VALID));
    assertThat(layer("{\"type\": \"avgPool\", \"size\": 2, \"countPadding\": true}"))
        .isEqualTo(new AvgPool(List.of(2, 2), List.of(2, 2), Padding.VALID, true));
    assertThat(layer("{\"type\": \"dense\", \"units\": 3}")).isEqualTo(new Dense(3));
    assertThat(layer("{\"type\": \"conv2d\", \"filters\": 4, \"kernel\": 3, \"groups\": 1}"))
        .isEqualTo(new Conv(4, 3, Padding.VALID));
    assertThat(padding("\"full\"")).isEqualTo(Padding.FULL);
    assertThat(padding("0")).isEqualTo(Padding.of(0));
    assertThat(padding("[1, 2]")).isEqualTo(new Padding.Explicit(List.of(1, 1, 2, 2)));
    assertThat(padding("[1, 0, 2, 0]")).isEqualTo(new Padding.Explicit(List.of(1, 0, 2, 0)));
  }

  @Test
  void typesTellTheNumberOfAxes() {
    String line =
        """
        {"input": [9, 2],
         "layers": [
           {"type": "conv1d", "filters": 4, "kernel": 3, "padding": [1, 0]},
           {"type": "avgPool1d", "size": 2},
           {"type": "maxPool1d", "size": 2, "stride": 1, "padding": 1},
           {"type": "maxPool", "global": true},
           {"type": "dense", "units": 3}]}
        """;
    Model model = ModelJson.read("line.json", line);
    assertThat(model.nodes().stream().map(node -> node.layer()).limit(4))
        .containsExactly(
            new Conv(4, List.of(3), new Padding.Explicit(List.of(1, 0))),
            new AvgPool(List.of(2), List.of(2), Padding.VALID, false),
            new MaxPool(List.of(2), List.of(1), Padding.of(1, 1)),
            MaxPool.global());
    assertThat(ModelJson.write(model)).isEqualTo(line);

    String volume =
        """
        {"input": [8, 9, 9, 1],
         "layers": [
           {"type": "conv3d", "filters": 2, "kernel": [1, 3, 3], "stride": [1, 2, 2], "padding": [0, 1, 1]},
           {"type": "maxPool3d", "size": 2, "padding": [0, 0, 1, 0, 1, 0]},
           {"type": "avgPool3d", "size": [4, 1, 1], "countPadding": true}]}
        """;
    Model deep = ModelJson.read("volume.json", volume);
    assertThat(deep.shapes().get("pool2")).isEqualTo(Shape.of(1, 3, 3, 2));
    assertThat(ModelJson.write(deep)).isEqualTo(volume);
  }

  @Test
  void aTransposedConvolutionIsWrittenLikeAConvolution() {
    String json =
        """
        {"input": [7, 7, 4],
         "layers": [
           {"type": "convTranspose2d", "filters": 2, "kernel": 3, "stride": 2, "padding": 1, "outputPadding": 1, "groups": 2},
           {"type": "convTranspose2d", "filters": 1, "kernel": 4, "stride": [2, 1], "padding": "same", "bias": false}]}
        """;
    Model model = ModelJson.read("up.json", json);
    assertThat(model.shapes().values())
        .containsExactly(Shape.of(7, 7, 4), Shape.of(14, 14, 2), Shape.of(28, 14, 1));
    assertThat(ModelJson.write(model)).isEqualTo(json);
  }

  @Test
  void upsamplingAndPaddingAreWrittenShort() {
    String json =
        """
        {"input": [4, 4, 1],
         "layers": [
           {"type": "upsample", "scale": 2},
           {"type": "upsample", "scale": [1, 3], "mode": "linear"},
           {"type": "zeroPad", "padding": 1},
           {"type": "zeroPad", "padding": [0, 0, -1, 2]}]}
        """;
    Model model = ModelJson.read("place.json", json);
    assertThat(model.shapes().get("zeroPad2")).isEqualTo(Shape.of(10, 27, 1));
    assertThat(ModelJson.write(model)).isEqualTo(json);
  }

  @Test
  void geluIsExactUnlessTheFileSaysOtherwise() {
    assertThat(layer("{\"type\": \"gelu\"}")).isEqualTo(new Gelu());
    assertThat(layer("{\"type\": \"gelu\", \"approximate\": \"none\"}")).isEqualTo(new Gelu());
    assertThat(layer("{\"type\": \"gelu\", \"approximate\": \"tanh\"}"))
        .isEqualTo(new Gelu(Gelu.Approximation.TANH));
  }

  @Test
  void someTypesAreKnownByTwoNames() {
    assertThat(layer("{\"type\": \"silu\"}")).isEqualTo(new Swish());
    assertThat(layer("{\"type\": \"maxPool2d\", \"size\": 2}")).isEqualTo(new MaxPool(2));
    assertThat(layer("{\"type\": \"avgPool2d\", \"size\": 2}")).isEqualTo(new AvgPool(2));
    Model model = Model.stack(Shape.of(3), new Swish());
    assertThat(ModelJson.write(model)).contains("\"swish\"");
  }

  private static Padding padding(String json) {
    Layer layer =
        layer("{\"type\": \"conv2d\", \"filters\": 1, \"kernel\": 3, \"padding\": " + json + "}");
    return ((Conv) layer).padding();
  }

  private static Layer layer(String json) {
    Model model = ModelJson.read("m", "{\"input\": [9, 9, 1], \"layers\": [" + json + "]}");
    return model.nodes().get(0).layer();
  }

  @Test
  void theShapeOfAnInputMayHaveNoPlane() {
    Model model =
        ModelJson.read("m", "{\"input\": [5], \"layers\": [{\"type\": \"dense\", \"units\": 2}]}");
    assertThat(model.onlyInput().shape()).isEqualTo(Shape.of(5));
  }

  @Test
  void aFileThatIsTooLongIsRefusedBeforeItIsParsed() {
    byte[] content = new byte[(16 << 20) + 1];
    Arrays.fill(content, (byte) ' ');
    assertThatThrownBy(() -> ModelJson.read("big.json", new ByteArrayInputStream(content)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("big.json: is longer than 16777216 bytes");
  }

  @Test
  void aFileIsUtf8() {
    byte[] content = {'{', '"', (byte) 0xC3, '"', ':', '1', '}'};
    assertThatThrownBy(() -> ModelJson.read("bad.json", new ByteArrayInputStream(content)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("bad.json: is not valid JSON: ")
        .hasMessageNotContaining("\n");
  }

  @Test
  void aStreamIsReadWhole() throws IOException {
    byte[] content = LENET5.getBytes(java.nio.charset.StandardCharsets.UTF_8);
    assertThat(ModelJson.read("lenet5.json", new ByteArrayInputStream(content)))
        .isEqualTo(NamedModels.lenet5());
  }
}
