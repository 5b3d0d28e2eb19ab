package dev.convoy.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.convoy.model.json.ModelJson;
import dev.convoy.text.StrictJson;
import java.util.List;
import java.util.Random;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What is wrong with a model file is said in one line that names file, layer, key, value, rule. */
final class MalformedModelJsonTest {
  private static final String INTEGER = "must be a whole number from 1 to ";

  @ParameterizedTest(name = "{index}: {1}")
  @MethodSource
  void aMalformedFileIsRefused(String json, String message) {
    Throwable thrown = catchThrowable(() -> ModelJson.read("m.json", json));
    assertThat(thrown).isInstanceOf(IllegalArgumentException.class);
    assertThat(thrown.getMessage()).startsWith("m.json: ").contains(message);
    assertThat(thrown.getMessage().lines()).hasSize(1);
    assertThat(thrown.getMessage().length()).isLessThanOrEqualTo(400);
  }

  static Stream<Arguments> aMalformedFileIsRefused() {
    return Stream.of(
        arguments("", "must be a JSON object"),
        arguments("[]", "must be a JSON object"),
        arguments("null", "must be a JSON object"),
        arguments("{", "is not valid JSON: Unexpected end-of-input"),
        arguments("{} {}", "is not valid JSON: Trailing token"),
        arguments("{} x", "is not valid JSON: Unrecognized token 'x'"),
        arguments("{\"input\": [1], \"input\": [1]}", "Duplicate field 'input'"),
        arguments("[".repeat(5_000), "is not valid JSON: "),
        arguments("{}", "must have either the key 'input' or the key 'inputs'"),
        arguments(
            "{\"input\": [1], \"inputs\": {}}", "must have either the key 'input' or the key"),
        arguments("{\"imput\": [1]}", "unknown key 'imput'; did you mean 'input'?"),
        arguments("{\"a\\nb cdefghijkl\": 1}", "unknown key 'a b cdefghijkl'; known are input,"),
        arguments("{\"input\": 5, \"layers\": []}", "input 5 must be a list"),
        arguments("{\"input\": [], \"layers\": []}", "input [] must be a list that is not empty"),
        arguments("{\"input\": [8, 0, 1]}", "input 0 " + INTEGER + "16777216"),
        arguments("{\"input\": [8, -8, 1]}", "input -8 " + INTEGER + "16777216"),
        arguments("{\"input\": [1, 1, 1, 1, 1]}", "input [1, 1, 1, 1, 1] must be [height, width"),
        arguments(
            "{\"input\": [16777216, 16777216, 16777216]}",
            "must be [height, width, channels] or the like: "),
        arguments("{\"inputs\": {}}", "inputs {} must be an object of shapes by name"),
        arguments("{\"inputs\": {\"a b\": [1]}, \"layers\": [{\"type\": \"relu\"}]}", "name 'a b'"),
        arguments("{\"input\": [1]}", "key 'layers' is missing"),
        arguments("{\"input\": [1], \"layers\": {}}", "layers {} must be a list"),
        arguments("{\"input\": [1], \"layers\": []}", "layers [] must be a list that is not empty"),
        arguments(
            "{\"input\": [1], \"layers\": [" + "1,".repeat(20_000) + "1]}",
            "has 20001 layers, at most 16384"),
        arguments(layers("7"), "layer 1: 7 must be an object"),
        arguments(layers("{}"), "layer 1: key 'type' is missing"),
        arguments(layers("{\"type\": 1}"), "layer 1: type 1 must be a string"),
        arguments(
            layers("{\"type\": \"conv2D\"}"),
            "layer 1: unknown type 'conv2D'; did you mean 'conv2d'?"),
        arguments(
            layers("{\"type\": \"transformer\"}"),
            "layer 1: unknown type 'transformer'; known are conv2d, maxPool,"),
        arguments(
            layers("{\"type\": \"relu\", \"slope\": 1}"), "layer 1 (relu): unknown key 'slope'"),
        arguments(
            layers("{\"type\": \"relu\"}, {\"type\": \"dense\", \"name\": \"top\", \"unit\": 3}"),
            "layer 2 'top' (dense): unknown key 'unit'; did you mean 'units'?"),
        arguments(layers("{\"type\": \"dense\"}"), "layer 1 (dense): key 'units' is missing"),
        arguments(dense("\"3\""), "layer 1 (dense): units \"3\" " + INTEGER + "2147483647"),
        arguments(dense("3.0"), "units 3.0 " + INTEGER),
        arguments(dense("3.5"), "units 3.5 " + INTEGER),
        arguments(dense("0"), "units 0 " + INTEGER),
        arguments(dense("-1"), "units -1 " + INTEGER),
        arguments(dense("null"), "units null " + INTEGER),
        arguments(dense("true"), "units true " + INTEGER),
        arguments(dense("2147483648"), "units 2147483648 " + INTEGER),
        arguments(dense("1e999999999"), "units 1E+999999999 " + INTEGER),
        arguments(dense("9".repeat(300)), "units 9999999999"),
        arguments(dense("9".repeat(2_000)), "is not valid JSON: "),
        arguments(dense("1.25E-2147483647"), "is not valid JSON: "),
        arguments(dense("NaN"), "is not valid JSON: Non-standard token 'NaN'"),
        arguments(dense("3, \"bias\": 1"), "bias 1 must be true or false"),
        arguments(dense("3, \"name\": \"\""), "name \"\" must not be empty"),
        arguments(dense("3, \"name\": \"a b\""), "name 'a b' must be a letter, then"),
        arguments(dense("3, \"parameters\": \"a.b\""), "name 'a.b' must be a letter, then"),
        arguments(dense("3, \"inputs\": []"), "inputs [] must be a list that is not empty"),
        arguments(dense("3, \"inputs\": \"input\""), "inputs \"input\" must be a list"),
        arguments(
            dense("3, \"inputs\": [\"imput\"]"),
            "layer 'fc1' (dense 3): input 'imput' is not a layer or input before it; did you mean"),
        arguments(dense("3, \"inputs\": [\"input\", \"input\"]"), "has 2 inputs, takes exactly 1"),
        arguments(conv("\"kernel\": [3]"), "kernel [3] must be a number or [height, width]"),
        arguments(conv("\"kernel\": [3, 0]"), "kernel 0 " + INTEGER + "16384"),
        arguments(conv("\"kernel\": 16385"), "kernel 16385 " + INTEGER + "16384"),
        arguments(conv("\"kernel\": 3, \"groups\": 0"), "groups 0 " + INTEGER),
        arguments(conv("\"kernel\": 3, \"groups\": [1]"), "groups [1] " + INTEGER),
        arguments(
            conv("\"kernel\": 3, \"groups\": 2"),
            "layer 1 (conv2d): groups 2 must be at least 1 and divide the filters, 1"),
        arguments(
            layers("{\"type\": \"conv2d\", \"filters\": 4, \"kernel\": 3, \"groups\": 2}"),
            "layer 'conv1' (conv2d 4@3×3 stride 1×1 padding valid groups 2): input is 8×8×1, groups"
                + " 2 must divide its channels"),
        arguments(conv("\"kernel\": 99"), "layer 'conv1' (conv2d 1@99×99"),
        arguments(
            conv("\"kernel\": 3, \"padding\": \"sam\""),
            "padding \"sam\" must be \"valid\", \"same\", \"full\""),
        arguments(conv("\"kernel\": 3, \"padding\": [1, 2, 3]"), "padding [1, 2, 3] must be"),
        arguments(
            layers("{\"type\": \"conv1d\", \"filters\": 1, \"kernel\": 3}"),
            "layer 'conv1' (conv1d 1@3 stride 1 padding valid): input is 8×8×1, must be length ×"),
        arguments(
            layers("{\"type\": \"maxPool3d\", \"size\": [2, 2]}"),
            "size [2, 2] must be a number or [depth, height, width]"),
        arguments(
            layers("{\"type\": \"conv1d\", \"filters\": 1, \"kernel\": 3, \"padding\": [1,1,1]}"),
            "padding [1, 1, 1] must be \"valid\", \"same\", \"full\", a whole number, [length] or"
                + " [start, end]"),
        arguments(
            layers(
                "{\"type\": \"convTranspose2d\", \"filters\": 1, \"kernel\": 3,"
                    + " \"outputPadding\": 1}"),
            "outputPadding [1, 1] must be at least 0 and below the stride, [1, 1]"),
        arguments(
            layers("{\"type\": \"gelu\", \"approximate\": \"erf\"}"),
            "layer 1 (gelu): approximate \"erf\" must be \"none\" or \"tanh\""),
        arguments(
            layers("{\"type\": \"upsample\", \"scale\": 2, \"mode\": \"bilinear\"}"),
            "layer 1 (upsample): mode \"bilinear\" must be \"nearest\" or \"linear\""),
        arguments(layers("{\"type\": \"upsample\", \"scale\": 0}"), "scale 0 " + INTEGER),
        arguments(
            layers("{\"type\": \"upsample\", \"scale\": [16384, 16384]}, {\"type\": \"relu\"}"),
            "layer 'upsample1' (upsample 16384×16384 nearest): "),
        arguments(
            layers("{\"type\": \"zeroPad\", \"padding\": [1, 1]}"),
            "padding [1, 1] must be one amount or 4: top, bottom, left, right"),
        arguments(conv("\"kernel\": 3, \"padding\": -1"), "padding -1 must be a whole number from"),
        arguments(
            layers("{\"type\": \"avgPool\", \"global\": true, \"size\": 2}"),
            "layer 1 (avgPool): size 2 must be left out, because global pooling has no window"),
        arguments(layers("{\"type\": \"avgPool\"}"), "key 'size' is missing"),
        arguments(
            layers("{\"type\": \"dropout\", \"rate\": 1}"),
            "layer 1 (dropout): rate 1.0 must be at least 0 and below 1"),
        arguments(layers("{\"type\": \"dropout\", \"rate\": 1e60}"), "must fit a 32-bit float"),
        arguments(
            layers("{\"type\": \"dropout\", \"rate\": \"x\"}"), "rate \"x\" must be a number"),
        arguments(layers("{\"type\": \"elu\", \"alpha\": 0}"), "alpha 0.0 must be above 0"),
        arguments(layers("{\"type\": \"leakyRelu\", \"slope\": 1}"), "slope 1.0 must be between"),
        arguments(
            layers("{\"type\": \"relu\", \"name\": \"a\"}, {\"type\": \"relu\", \"name\": \"a\"}"),
            "model: name 'a' is used twice"),
        arguments(
            layers("{\"type\": \"relu\"}], \"outputs\": [\"relu2\""),
            "model: output 'relu2' is unknown; did you mean 'relu1'?"),
        arguments(
            layers("{\"type\": \"relu\"}], \"outputs\": [\"relu1\", \"relu1\""),
            "outputs [\"relu1\", \"relu1\"] must not name a layer twice"),
        arguments(
            layers("{\"type\": \"dense\", \"units\": 2000000000}"),
            "weight: the values of [64, 2000000000] do not fit an array"));
  }

  private static String layers(String layers) {
    return "{\"input\": [8, 8, 1], \"layers\": [" + layers + "]}";
  }

  private static String dense(String units) {
    return layers("{\"type\": \"dense\", \"units\": " + units + "}");
  }

  private static String conv(String rest) {
    return layers("{\"type\": \"conv2d\", \"filters\": 1, " + rest + "}");
  }

  /** A small fuzzer: whatever becomes of a file, it is a model or refused in one line. */
  @Tag("slow")
  @Test
  void aFileWithRandomEditsIsReadOrRefused() {
    int read = 0;
    for (int seed = 0; seed < 5_000; seed++) {
      Random random = new Random(seed);
      String text = ModelJson.write(RandomModels.of(seed % 50));
      for (int edits = 1 + random.nextInt(2); edits > 0; edits--) {
        text = edited(text, random);
      }
      String json = text;
      Throwable thrown = catchThrowable(() -> ModelJson.read("m.json", json));
      if (thrown == null) {
        read++;
      } else {
        assertThat(thrown).as("seed %d: %s", seed, json).isInstanceOf(StrictJson.Malformed.class);
        assertThat(thrown.getMessage().lines()).hasSize(1);
      }
    }
    assertThat(read).isBetween(100, 4_900);
  }

  /** A number, list of numbers or string replaced by another, mostly of its kind. */
  private static String edited(String text, Random random) {
    List<String> numbers = List.of("0", "1", "2", "3", "1.5", "16384", "2147483647", "[1, 16384]");
    List<String> strings = List.of("\"same\"", "\"full\"", "\"relu\"", "\"add\"", "\"dilation\"");
    Matcher matcher = Pattern.compile("\"\\w+\"|[0-9.]+|\\[[0-9, ]+]").matcher(text);
    List<MatchResult> found = matcher.results().toList();
    MatchResult chosen = found.get(random.nextInt(found.size()));
    boolean toString = chosen.group().startsWith("\"") ^ random.nextInt(10) == 0;
    List<String> tokens = toString ? strings : numbers;
    String replacement = tokens.get(random.nextInt(tokens.size()));
    return text.substring(0, chosen.start()) + replacement + text.substring(chosen.end());
  }
}
