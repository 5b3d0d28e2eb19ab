package dev.convoy.model.json;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.convoy.layer.Layer;
import dev.convoy.model.Input;
import dev.convoy.model.Model;
import dev.convoy.model.Node;
import dev.convoy.model.ParameterLayout;
import dev.convoy.tensor.Shape;
import dev.convoy.text.DidYouMean;
import dev.convoy.text.StrictJson;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The JSON form of models, short enough to be written by hand:
 *
 * <pre>{@code
 * {"input": [28, 28, 1],
 *  "layers": [
 *    {"type": "conv2d", "filters": 32, "kernel": 3, "padding": "same"},
 *    {"type": "relu"},
 *    {"type": "maxPool", "size": 2},
 *    {"type": "dense", "units": 10}]}
 * }</pre>
 *
 * An input is [length, channels], [height, width, channels], [depth, height, width, channels], or
 * [channels] alone. A size is one number, or one for each axis, as in [height, width]. Padding is a
 * rule, a number, one number for each axis, or a start and an end for each axis, as in [top,
 * bottom, left, right]. A layer may have a {@code name} (default: its kind and a running number, as
 * in conv1, relu1), {@code inputs} (default: the previous layer) and {@code parameters} (a name;
 * layers with the same name share their parameters). Instead of {@code input} a model may have
 * {@code inputs}, which maps names to shapes. It may list its {@code outputs} (default: the last
 * layer).
 */
public final class ModelJson {
  private static final int MOST_BYTES = 16 << 20;
  private static final int MOST_LAYERS = 16_384;
  private static final int MOST_INPUT_SIZE = 1 << 24;

  private static final List<String> KEYS = List.of("input", "inputs", "layers", "outputs");
  private static final List<String> LAYER_KEYS = List.of("type", "name", "inputs", "parameters");

  private ModelJson() {}

  /**
   * Reads a model. Unknown keys, unknown types, values of the wrong kind and trailing content are
   * errors.
   *
   * @param source the file's name, for messages
   * @param in UTF-8, at most 16 MB; left open
   * @throws IllegalArgumentException in one line, if the file is malformed or the layers do not fit
   *     together
   */
  public static Model read(String source, InputStream in) throws IOException {
    return read(source, StrictJson.bounded(source, in, MOST_BYTES));
  }

  /** Reads a model from text; see {@link #read(String, InputStream)}. */
  public static Model read(String source, String json) {
    return read(source, json.getBytes(StandardCharsets.UTF_8));
  }

  private static Model read(String source, byte[] content) {
    ModelJsonObject top = new ModelJsonObject(source, "", StrictJson.object(source, content, true));
    top.requireKnown(KEYS);
    List<Input> inputs = inputs(top);
    List<Node> nodes = nodes(top);
    List<String> outputs = top.has("outputs") ? top.texts("outputs") : List.of();
    if (outputs.stream().distinct().count() < outputs.size()) {
      throw top.wrong("outputs", top.value("outputs"), "must not name a layer twice");
    }
    try {
      Model model = new Model(inputs, nodes, outputs);
      ParameterLayout.of(model); // refuses too many parameters
      return model;
    } catch (IllegalArgumentException e) {
      throw StrictJson.malformed(source, e.getMessage(), e);
    }
  }

  /**
   * Writes a model in the form that {@link #read} reads: without defaults, one layer per line, with
   * a final line break.
   */
  public static String write(Model model) {
    StringBuilder text = new StringBuilder("{");
    Input first = model.inputs().get(0);
    if (model.inputs().size() == 1 && first.name().equals(Model.INPUT)) {
      text.append("\"input\": ").append(first.shape().sizes());
    } else {
      ObjectNode shapes = JsonNodeFactory.instance.objectNode();
      for (Input input : model.inputs()) {
        input.shape().sizes().forEach(shapes.putArray(input.name())::add);
      }
      text.append("\"inputs\": ").append(StrictJson.line(shapes));
    }
    List<String> lines = new ArrayList<>();
    Map<String, Integer> counts = new HashMap<>();
    String before = model.inputs().get(model.inputs().size() - 1).name();
    for (Node node : model.nodes()) {
      lines.add("   " + StrictJson.line(layer(node, before, counts)));
      before = node.name();
    }
    text.append(",\n \"layers\": [\n").append(String.join(",\n", lines)).append("]");
    if (!model.outputs().equals(List.of(before))) {
      ObjectNode outputs = JsonNodeFactory.instance.objectNode();
      model.outputs().forEach(outputs.putArray("outputs")::add);
      text.append(",\n \"outputs\": ").append(StrictJson.line(outputs.get("outputs")));
    }
    return text.append("}\n").toString();
  }

  private static List<Input> inputs(ModelJsonObject top) {
    if (top.has("input") == top.has("inputs")) {
      throw top.wrong("must have either the key 'input' or the key 'inputs'");
    }
    if (top.has("input")) {
      return List.of(new Input(Model.INPUT, shape(top, "input", top.value("input"))));
    }
    JsonNode shapes = top.value("inputs");
    if (!shapes.isObject() || shapes.isEmpty()) {
      throw top.wrong("inputs", shapes, "must be an object of shapes by name");
    }
    List<Input> inputs = new ArrayList<>();
    shapes
        .fieldNames()
        .forEachRemaining(
            name ->
                inputs.add(
                    new Input(name, shape(top, "inputs: '" + name + "'", shapes.get(name)))));
    return inputs;
  }

  private static Shape shape(ModelJsonObject top, String key, JsonNode value) {
    List<Integer> sizes = top.integers(key, value, 1, MOST_INPUT_SIZE);
    try {
      return Shape.of(sizes.stream().mapToInt(Integer::intValue).toArray());
    } catch (IllegalArgumentException e) {
      throw top.wrong(
          key, value, "must be [height, width, channels] or the like: " + e.getMessage());
    }
  }

  private static List<Node> nodes(ModelJsonObject top) {
    JsonNode layers = top.value("layers");
    if (!layers.isArray() || layers.isEmpty()) {
      throw top.wrong("layers", layers, "must be a list that is not empty");
    }
    if (layers.size() > MOST_LAYERS) {
      throw top.wrong("has " + layers.size() + " layers, at most " + MOST_LAYERS);
    }
    List<Node> nodes = new ArrayList<>();
    Map<String, Integer> counts = new HashMap<>();
    for (JsonNode layer : layers) {
      nodes.add(node(top.source(), nodes.size() + 1, layer, counts));
    }
    return nodes;
  }

  private static Node node(String source, int number, JsonNode json, Map<String, Integer> counts) {
    String place = "layer " + number;
    if (!(json instanceof ObjectNode objectNode)) {
      throw StrictJson.malformed(
          source, place + ": " + StrictJson.shown(json) + " must be an object", null);
    }
    ModelJsonObject unnamed = new ModelJsonObject(source, place, objectNode);
    String type = unnamed.text("type");
    LayerJson form = LayerJson.types().get(type);
    if (form == null) {
      String near = DidYouMean.suggestion(type, LayerJson.types().keySet());
      throw unnamed.wrong(
          "unknown type '"
              + type
              + "'"
              + (near.isEmpty()
                  ? "; known are " + String.join(", ", LayerJson.types().keySet())
                  : near));
    }
    String given = unnamed.has("name") ? unnamed.text("name") : "";
    place += (given.isEmpty() ? "" : " '" + given + "'") + " (" + type + ")";
    ModelJsonObject object = new ModelJsonObject(source, place, objectNode);
    if (unnamed.has("name") && given.isEmpty()) {
      throw object.wrong("name \"\" must not be empty");
    }
    List<String> known = new ArrayList<>(LAYER_KEYS);
    known.addAll(form.keys());
    object.requireKnown(known);
    Layer layer = layer(object, type, form);
    // Every layer counts, named or not, so that naming one does not rename those after it.
    String name = Model.defaultName(layer, counts);
    return new Node(
        given.isEmpty() ? name : given,
        layer,
        object.has("inputs") ? object.texts("inputs") : List.of(),
        object.has("parameters") ? object.text("parameters") : "");
  }

  private static Layer layer(ModelJsonObject object, String type, LayerJson form) {
    try {
      return form.reader().apply(object);
    } catch (StrictJson.Malformed e) {
      throw e;
    } catch (IllegalArgumentException e) {
      String message = e.getMessage();
      String prefix = type + ": ";
      throw object.wrong(message.startsWith(prefix) ? message.substring(prefix.length()) : message);
    }
  }

  private static ObjectNode layer(Node node, String before, Map<String, Integer> counts) {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put("type", node.layer().type());
    String name = Model.defaultName(node.layer(), counts);
    if (!node.name().equals(name)) {
      json.put("name", node.name());
    }
    if (!node.inputs().equals(List.of(before))) {
      node.inputs().forEach(json.putArray("inputs")::add);
    }
    LayerJson.types().get(node.layer().type()).writer().accept(node.layer(), json);
    if (!node.parameters().equals(node.name())) {
      json.put("parameters", node.parameters());
    }
    return json;
  }
}
