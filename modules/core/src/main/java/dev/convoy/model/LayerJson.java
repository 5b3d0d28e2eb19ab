package dev.convoy.model;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.convoy.layer.Add;
import dev.convoy.layer.AvgPool;
import dev.convoy.layer.BatchNorm;
import dev.convoy.layer.Concat;
import dev.convoy.layer.Conv2d;
import dev.convoy.layer.Dense;
import dev.convoy.layer.Dropout;
import dev.convoy.layer.Elu;
import dev.convoy.layer.Layer;
import dev.convoy.layer.LeakyRelu;
import dev.convoy.layer.MaxPool;
import dev.convoy.layer.Padding;
import dev.convoy.layer.Relu;
import dev.convoy.layer.Sigmoid;
import dev.convoy.layer.Softmax;
import dev.convoy.layer.Tanh;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * The table of what each type of layer looks like in a model file: one row a type.
 *
 * @param layer the record
 * @param keys its keys beside those that every layer has
 * @param reader makes the layer; finds only known keys
 * @param writer adds the keys whose values are not the defaults
 */
record LayerJson(
    Class<? extends Layer> layer,
    List<String> keys,
    Function<ModelJsonObject, Layer> reader,
    BiConsumer<Layer, ObjectNode> writer) {
  private static final float SLOPE = 0.01f;
  private static final float ALPHA = 1;
  private static final BatchNorm NORM = new BatchNorm();
  private static final List<Integer> ONE = List.of(1, 1);
  private static final Map<String, LayerJson> TYPES = new LinkedHashMap<>();

  static {
    row(
        "conv2d",
        Conv2d.class,
        List.of("filters", "kernel", "stride", "dilation", "padding", "groups", "bias"),
        LayerJson::conv2d,
        LayerJson::write);
    row(
        "maxPool",
        MaxPool.class,
        List.of("size", "stride", "padding"),
        object -> {
          List<Integer> size = object.pair("size");
          return new MaxPool(size, pair(object, "stride", size), padding(object));
        },
        (layer, out) -> writePool(layer.size(), layer.stride(), layer.padding(), out));
    row(
        "avgPool",
        AvgPool.class,
        List.of("global", "size", "stride", "padding", "countPadding"),
        LayerJson::avgPool,
        LayerJson::write);
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

  private static Layer conv2d(ModelJsonObject object) {
    return new Conv2d(
        object.count("filters"),
        object.pair("kernel"),
        pair(object, "stride", ONE),
        pair(object, "dilation", ONE),
        padding(object),
        object.has("groups") ? object.count("groups") : 1,
        object.flag("bias", true));
  }

  private static void write(Conv2d layer, ObjectNode out) {
    out.put("filters", layer.filters());
    writePair("kernel", layer.kernel(), List.of(), out);
    writePair("stride", layer.stride(), ONE, out);
    writePair("dilation", layer.dilation(), ONE, out);
    writePadding(layer.padding(), out);
    if (layer.groups() != 1) {
      out.put("groups", layer.groups());
    }
    writeBias(layer.bias(), out);
  }

  private static Layer avgPool(ModelJsonObject object) {
    boolean countPadding = object.flag("countPadding", false);
    if (object.flag("global", false)) {
      for (String key : List.of("size", "stride", "padding")) {
        if (object.has(key)) {
          throw object.wrong(
              key, object.value(key), "must be left out, because global pooling has no window");
        }
      }
      return new AvgPool(List.of(), List.of(), Padding.VALID, countPadding);
    }
    List<Integer> size = object.pair("size");
    return new AvgPool(size, pair(object, "stride", size), padding(object), countPadding);
  }

  private static void write(AvgPool layer, ObjectNode out) {
    if (layer.isGlobal()) {
      out.put("global", true);
    } else {
      writePool(layer.size(), layer.stride(), layer.padding(), out);
    }
    if (layer.countPadding()) {
      out.put("countPadding", true);
    }
  }

  private static void writePool(
      List<Integer> size, List<Integer> stride, Padding padding, ObjectNode out) {
    writePair("size", size, List.of(), out);
    writePair("stride", stride, size, out);
    writePadding(padding, out);
  }

  private static List<Integer> pair(ModelJsonObject object, String key, List<Integer> otherwise) {
    return object.has(key) ? object.pair(key) : otherwise;
  }

  private static void writePair(
      String key, List<Integer> pair, List<Integer> otherwise, ObjectNode out) {
    if (pair.equals(otherwise)) {
      return;
    }
    if (pair.get(0).equals(pair.get(1))) {
      out.put(key, pair.get(0));
    } else {
      pair.forEach(out.withArray(key)::add);
    }
  }

  private static Padding padding(ModelJsonObject object) {
    String key = "padding";
    if (!object.has(key)) {
      return Padding.VALID;
    }
    var value = object.value(key);
    if (value.isTextual()) {
      for (Padding.Rule rule : Padding.Rule.values()) {
        if (rule.toString().equals(value.textValue())) {
          return rule;
        }
      }
    }
    if (value.isIntegralNumber()) {
      return Padding.of(object.integer(key, value, 0, ModelJsonObject.MOST_SIZE));
    }
    if (value.isArray() && (value.size() == 2 || value.size() == 4)) {
      List<Integer> amounts = object.integers(key, value, 0, ModelJsonObject.MOST_SIZE);
      return new Padding.Explicit(
          amounts.size() == 4
              ? amounts
              : List.of(amounts.get(0), amounts.get(0), amounts.get(1), amounts.get(1)));
    }
    throw object.wrong(
        key,
        value,
        "must be \"valid\", \"same\", \"full\", a whole number, [vertical, horizontal] or"
            + " [top, bottom, left, right]");
  }

  private static void writePadding(Padding padding, ObjectNode out) {
    if (padding.equals(Padding.VALID)) {
      return;
    }
    if (padding instanceof Padding.Explicit explicit) {
      List<Integer> all = explicit.amounts();
      boolean symmetric = all.get(0).equals(all.get(1)) && all.get(2).equals(all.get(3));
      if (symmetric) {
        writePair("padding", List.of(all.get(0), all.get(2)), List.of(), out);
      } else {
        ArrayNode amounts = out.putArray("padding");
        all.forEach(amounts::add);
      }
    } else {
      out.put("padding", padding.toString());
    }
  }

  private static void writeBias(boolean bias, ObjectNode out) {
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
