package dev.convoy.model.json;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.convoy.layer.Add;
import dev.convoy.layer.AvgPool;
import dev.convoy.layer.BatchNorm;
import dev.convoy.layer.Concat;
import dev.convoy.layer.Conv;
import dev.convoy.layer.ConvTranspose;
import dev.convoy.layer.Dense;
import dev.convoy.layer.Dropout;
import dev.convoy.layer.Elu;
import dev.convoy.layer.Gelu;
import dev.convoy.layer.GroupNorm;
import dev.convoy.layer.Layer;
import dev.convoy.layer.LayerNorm;
import dev.convoy.layer.LeakyRelu;
import dev.convoy.layer.MaxPool;
import dev.convoy.layer.Relu;
import dev.convoy.layer.Relu6;
import dev.convoy.layer.Sigmoid;
import dev.convoy.layer.Softmax;
import dev.convoy.layer.Swish;
import dev.convoy.layer.Tanh;
import dev.convoy.layer.Upsample;
import dev.convoy.layer.ZeroPad;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * The JSON form of one type of layer in a model file: one row of the table of all types.
 *
 * @param layer the layer's record
 * @param keys the layer's keys, without those that every layer has
 * @param reader makes the layer from an object that has only known keys
 * @param writer writes the keys whose values are not the defaults
 */
record LayerJson(
    Class<? extends Layer> layer,
    List<String> keys,
    Function<ModelJsonObject, Layer> reader,
    BiConsumer<Layer, ObjectNode> writer) {
  private static final float SLOPE = 0.01f;
  private static final float ALPHA = 1;
  private static final BatchNorm NORM = new BatchNorm();
  private static final Map<String, LayerJson> TYPES = new LinkedHashMap<>();

  static {
    for (int axes : List.of(2, 1, 3)) {
      row(
          "conv" + axes + "d",
          Conv.class,
          List.of("filters", "kernel", "stride", "dilation", "padding", "groups", "bias"),
          object -> WindowJson.convolution(object, axes),
          WindowJson::write);
      row(
          "maxPool" + (axes == 2 ? "" : axes + "d"),
          MaxPool.class,
          List.of("global", "size", "stride", "padding"),
          object -> WindowJson.maxPool(object, axes),
          WindowJson::write);
      row(
          "avgPool" + (axes == 2 ? "" : axes + "d"),
          AvgPool.class,
          List.of("global", "size", "stride", "padding", "countPadding"),
          object -> WindowJson.avgPool(object, axes),
          WindowJson::write);
      row(
          "convTranspose" + axes + "d",
          ConvTranspose.class,
          List.of(
              "filters",
              "kernel",
              "stride",
              "dilation",
              "padding",
              "outputPadding",
              "groups",
              "bias"),
          object -> WindowJson.transposed(object, axes),
          WindowJson::write);
    }
    row(
        "upsample",
        Upsample.class,
        List.of("scale", "mode"),
        LayerJson::upsample,
        LayerJson::write);
    row("zeroPad", ZeroPad.class, List.of("padding"), LayerJson::zeroPad, LayerJson::write);
    row(
        "dense",
        Dense.class,
        List.of("units", "bias"),
        object -> new Dense(object.count("units"), object.flag("bias", true)),
        (layer, out) -> writeBias(layer.bias(), out.put("units", layer.units())));
    row("relu", Relu.class, Relu::new);
    row(
        "leakyRelu",
        LeakyRelu.class,
        List.of("slope"),
        object -> new LeakyRelu(object.number("slope", SLOPE)),
        (layer, out) -> writeNumber("slope", layer.slope(), SLOPE, out));
    row(
        "elu",
        Elu.class,
        List.of("alpha"),
        object -> new Elu(object.number("alpha", ALPHA)),
        (layer, out) -> writeNumber("alpha", layer.alpha(), ALPHA, out));
    row("relu6", Relu6.class, Relu6::new);
    row("swish", Swish.class, Swish::new);
    row("gelu", Gelu.class, List.of("approximate"), LayerJson::gelu, LayerJson::write);
    row("sigmoid", Sigmoid.class, Sigmoid::new);
    row("tanh", Tanh.class, Tanh::new);
    row("softmax", Softmax.class, Softmax::new);
    row(
        "dropout",
        Dropout.class,
        List.of("rate"),
        object -> new Dropout(object.number("rate")),
        (layer, out) -> out.put("rate", layer.rate()));
    row("add", Add.class, Add::new);
    row("concat", Concat.class, Concat::new);
    row(
        "batchNorm",
        BatchNorm.class,
        List.of("momentum", "epsilon"),
        object ->
            new BatchNorm(
                object.number("momentum", NORM.momentum()),
                object.number("epsilon", NORM.epsilon())),
        (layer, out) -> {
          writeNumber("momentum", layer.momentum(), NORM.momentum(), out);
          writeNumber("epsilon", layer.epsilon(), NORM.epsilon(), out);
        });
    row(
        "layerNorm",
        LayerNorm.class,
        List.of("epsilon"),
        object -> new LayerNorm(object.number("epsilon", NORM.epsilon())),
        (layer, out) -> writeNumber("epsilon", layer.epsilon(), NORM.epsilon(), out));
    row(
        "groupNorm",
        GroupNorm.class,
        List.of("groups", "epsilon"),
        object -> new GroupNorm(object.count("groups"), object.number("epsilon", NORM.epsilon())),
        (layer, out) ->
            writeNumber(
                "epsilon", layer.epsilon(), NORM.epsilon(), out.put("groups", layer.groups())));
    // Aliases used by other frameworks.
    TYPES.put("silu", TYPES.get("swish"));
    TYPES.put("maxPool2d", TYPES.get("maxPool"));
    TYPES.put("avgPool2d", TYPES.get("avgPool"));
  }

  /** The rows by type. */
  static Map<String, LayerJson> types() {
    return Collections.unmodifiableMap(TYPES);
  }

  private static void row(String type, Class<? extends Layer> layer, Supplier<Layer> reader) {
    row(type, layer, List.of(), object -> reader.get(), (written, out) -> {});
  }

  private static <L extends Layer> void row(
      String type,
      Class<L> layer,
      List<String> keys,
      Function<ModelJsonObject, Layer> reader,
      BiConsumer<L, ObjectNode> writer) {
    TYPES.put(
        type,
        new LayerJson(
            layer, keys, reader, (written, out) -> writer.accept(layer.cast(written), out)));
  }

  private static Layer upsample(ModelJsonObject object) {
    String key = "mode";
    return new Upsample(
        object.oneOrMore("scale", 1, ModelJsonObject.MOST_SIZE),
        object.has(key) ? object.oneOf(key, Upsample.Mode.values()) : Upsample.Mode.NEAREST);
  }

  private static void write(Upsample layer, ObjectNode out) {
    writeOneOrMore("scale", layer.scale(), out);
    if (layer.mode() != Upsample.Mode.NEAREST) {
      out.put("mode", layer.mode().toString());
    }
  }

  private static Layer zeroPad(ModelJsonObject object) {
    int most = ModelJsonObject.MOST_SIZE;
    return new ZeroPad(object.oneOrMore("padding", -most, most));
  }

  private static void write(ZeroPad layer, ObjectNode out) {
    writeOneOrMore("padding", layer.amounts(), out);
  }

  private static void writeOneOrMore(String key, List<Integer> numbers, ObjectNode out) {
    if (numbers.size() == 1) {
      out.put(key, numbers.get(0));
    } else {
      numbers.forEach(out.putArray(key)::add);
    }
  }

  private static Layer gelu(ModelJsonObject object) {
    String key = "approximate";
    return new Gelu(
        object.has(key) ? object.oneOf(key, Gelu.Approximation.values()) : Gelu.Approximation.NONE);
  }

  private static void write(Gelu layer, ObjectNode out) {
    if (layer.approximation() != Gelu.Approximation.NONE) {
      out.put("approximate", layer.approximation().toString());
    }
  }

  /** Writes the key {@code bias} if the layer has no bias. */
  static void writeBias(boolean bias, ObjectNode out) {
    if (!bias) {
      out.put("bias", false);
    }
  }

  private static void writeNumber(String key, float value, float otherwise, ObjectNode out) {
    if (value != otherwise) {
      out.put(key, value);
    }
  }
}
