package dev.convoy.model.json;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.convoy.layer.AvgPool;
import dev.convoy.layer.Conv;
import dev.convoy.layer.ConvTranspose;
import dev.convoy.layer.Layer;
import dev.convoy.layer.MaxPool;
import dev.convoy.layer.OutputMargins;
import dev.convoy.layer.Padding;
import dev.convoy.tensor.Shape;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** The JSON form of layers with a window; the layer's type determines the number of axes. */
final class WindowJson {
  private WindowJson() {}

  static Layer convolution(ModelJsonObject object, int axes) {
    return new Conv(
        object.count("filters"),
        object.sizes("kernel", axes),
        sizes(object, "stride", ones(axes)),
        sizes(object, "dilation", ones(axes)),
        padding(object, axes),
        groups(object),
        object.flag("bias", true));
  }

  static void write(Conv layer, ObjectNode out) {
    List<Integer> ones = ones(layer.kernel().size());
    out.put("filters", layer.filters());
    writeSizes("kernel", layer.kernel(), List.of(), out);
    writeSizes("stride", layer.stride(), ones, out);
    writeSizes("dilation", layer.dilation(), ones, out);
    writePadding(layer.padding(), out);
    writeGroups(layer.groups(), out);
    LayerJson.writeBias(layer.bias(), out);
  }

  static Layer transposed(ModelJsonObject object, int axes) {
    String rest = "outputPadding";
    return new ConvTranspose(
        object.count("filters"),
        object.sizes("kernel", axes),
        sizes(object, "stride", ones(axes)),
        sizes(object, "dilation", ones(axes)),
        new OutputMargins(
            padding(object, axes),
            object.has(rest) ? object.sizes(rest, axes, 0) : Collections.nCopies(axes, 0)),
        groups(object),
        object.flag("bias", true));
  }

  static void write(ConvTranspose layer, ObjectNode out) {
    int axes = layer.kernel().size();
    out.put("filters", layer.filters());
    writeSizes("kernel", layer.kernel(), List.of(), out);
    writeSizes("stride", layer.stride(), ones(axes), out);
    writeSizes("dilation", layer.dilation(), ones(axes), out);
    writePadding(layer.padding(), out);
    writeSizes("outputPadding", layer.outputPadding(), Collections.nCopies(axes, 0), out);
    writeGroups(layer.groups(), out);
    LayerJson.writeBias(layer.bias(), out);
  }

  static Layer maxPool(ModelJsonObject object, int axes) {
    if (isGlobal(object)) {
      return MaxPool.global();
    }
    List<Integer> size = object.sizes("size", axes);
    return new MaxPool(size, sizes(object, "stride", size), padding(object, axes));
  }

  static void write(MaxPool layer, ObjectNode out) {
    writePool(layer.isGlobal(), layer.size(), layer.stride(), layer.padding(), out);
  }

  static Layer avgPool(ModelJsonObject object, int axes) {
    boolean countPadding = object.flag("countPadding", false);
    if (isGlobal(object)) {
      return new AvgPool(List.of(), List.of(), Padding.VALID, countPadding);
    }
    List<Integer> size = object.sizes("size", axes);
    return new AvgPool(size, sizes(object, "stride", size), padding(object, axes), countPadding);
  }

  static void write(AvgPool layer, ObjectNode out) {
    writePool(layer.isGlobal(), layer.size(), layer.stride(), layer.padding(), out);
    if (layer.countPadding()) {
      out.put("countPadding", true);
    }
  }

  private static int groups(ModelJsonObject object) {
    return object.has("groups") ? object.count("groups") : 1;
  }

  private static void writeGroups(int groups, ObjectNode out) {
    if (groups != 1) {
      out.put("groups", groups);
    }
  }

  private static boolean isGlobal(ModelJsonObject object) {
    boolean global = object.flag("global", false);
    for (String key : List.of("size", "stride", "padding")) {
      if (global && object.has(key)) {
        throw object.wrong(
            key, object.value(key), "must be left out, because global pooling has no window");
      }
    }
    return global;
  }

  private static void writePool(
      boolean global, List<Integer> size, List<Integer> stride, Padding padding, ObjectNode out) {
    if (global) {
      out.put("global", true);
    } else {
      writeSizes("size", size, List.of(), out);
      writeSizes("stride", stride, size, out);
      writePadding(padding, out);
    }
  }

  private static List<Integer> ones(int axes) {
    return Collections.nCopies(axes, 1);
  }

  private static List<Integer> sizes(ModelJsonObject object, String key, List<Integer> otherwise) {
    return object.has(key) ? object.sizes(key, otherwise.size()) : otherwise;
  }

  private static void writeSizes(
      String key, List<Integer> sizes, List<Integer> otherwise, ObjectNode out) {
    if (sizes.equals(otherwise)) {
      return;
    }
    if (sizes.stream().distinct().count() == 1) {
      out.put(key, sizes.get(0));
    } else {
      sizes.forEach(out.withArray(key)::add);
    }
  }

  private static Padding padding(ModelJsonObject object, int axes) {
    String key = "padding";
    if (!object.has(key)) {
      return Padding.VALID;
    }
    JsonNode value = object.value(key);
    if (value.isTextual()) {
      for (Padding.Rule rule : Padding.Rule.values()) {
        if (rule.toString().equals(value.textValue())) {
          return rule;
        }
      }
    }
    if (value.isIntegralNumber()) {
      return Padding.of(object.integer(key, value, 0, ModelJsonObject.MOST_SIZE), axes);
    }
    if (value.isArray() && (value.size() == axes || value.size() == 2 * axes)) {
      List<Integer> amounts = object.integers(key, value, 0, ModelJsonObject.MOST_SIZE);
      return new Padding.Explicit(amounts.size() == axes ? bothSides(amounts) : amounts);
    }
    throw object.wrong(
        key,
        value,
        "must be \"valid\", \"same\", \"full\", a whole number, "
            + Shape.axisNames(axes)
            + " or "
            + Padding.sides(axes));
  }

  private static List<Integer> bothSides(List<Integer> amounts) {
    return amounts.stream().flatMap(amount -> Collections.nCopies(2, amount).stream()).toList();
  }

  private static void writePadding(Padding padding, ObjectNode out) {
    if (padding.equals(Padding.VALID)) {
      return;
    }
    if (padding instanceof Padding.Explicit explicit) {
      List<Integer> all = explicit.amounts();
      List<Integer> starts = new ArrayList<>();
      for (int i = 0; i < all.size(); i += 2) {
        starts.add(all.get(i));
      }
      boolean symmetric = bothSides(starts).equals(all);
      if (symmetric) {
        writeSizes("padding", starts, List.of(), out);
      } else {
        all.forEach(out.putArray("padding")::add);
      }
    } else {
      out.put("padding", padding.toString());
    }
  }
}
