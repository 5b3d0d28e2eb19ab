package dev.convoy.plan;

import dev.convoy.kernel.Algorithm;
import dev.convoy.layer.Add;
import dev.convoy.layer.AvgPool;
import dev.convoy.layer.BatchNorm;
import dev.convoy.layer.Concat;
import dev.convoy.layer.Conv2d;
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
import dev.convoy.layer.Padding;
import dev.convoy.layer.Relu;
import dev.convoy.layer.Relu6;
import dev.convoy.layer.Sigmoid;
import dev.convoy.layer.Softmax;
import dev.convoy.layer.Swish;
import dev.convoy.layer.Tanh;
import dev.convoy.layer.Upsample;
import dev.convoy.layer.ZeroPad;
import dev.convoy.model.Input;
import dev.convoy.model.Model;
import dev.convoy.model.Node;
import dev.convoy.random.TestRandom;
import dev.convoy.tensor.Shape;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Random graphs of one, two or three dimensions: one or two inputs, values with any number of
 * consumers, inner nodes among the outputs, shared parameters, dead branches; and random requests.
 */
final class RandomModels {
  /** Of one value; chains of layers that enlarge it would take long. */
  private static final int MOST_VALUES = 400;

  private final TestRandom random;
  private final int axes;
  private final List<Input> inputs = new ArrayList<>();
  private final List<Node> nodes = new ArrayList<>();
  private final Map<String, Shape> shapes = new HashMap<>();

  private RandomModels(TestRandom random) {
    this.random = random;
    this.axes = random.coin() ? 2 : 1 + 2 * random.between(0, 1);
  }

  static Model model(TestRandom random) {
    return new RandomModels(random).build();
  }

  static Request request(Model model, TestRandom random) {
    Set<String> slots = new HashSet<>(PlanCheck.slots(model, name -> random.between(0, 3) > 0));
    Set<String> wanted = new HashSet<>();
    for (Input input : model.inputs()) {
      if (random.coin()) {
        wanted.add(input.name());
      }
    }
    Algorithm algorithm = random.coin() ? Algorithm.WINOGRAD : Algorithm.DIRECT;
    return new Request(model.outputs(), slots, wanted, random.coin(), algorithm);
  }

  private Model build() {
    for (int i = random.between(1, 2); i > 0; i--) {
      List<Integer> spatial = new ArrayList<>();
      for (int axis = 0; axis < axes; axis++) {
        spatial.add(random.between(3, axes == 3 ? 4 : 5));
      }
      Input input = new Input("x" + i, new Shape(spatial, 2));
      inputs.add(input);
      shapes.put(input.name(), input.shape());
    }
    int size = random.between(2, 12);
    while (nodes.size() < size) {
      addNode();
    }
    Set<String> outputs = new HashSet<>(Set.of(nodes.get(size - 1).name()));
    for (int i = random.between(0, 2); i > 0; i--) {
      outputs.add(nodes.get(random.between(0, size - 1)).name());
    }
    return new Model(inputs, nodes, outputs.stream().sorted().toList());
  }

  private void addNode() {
    String name = "n" + nodes.size();
    List<String> from = new ArrayList<>(List.of(anyValue()));
    Shape shape = shapes.get(from.get(0));
    Layer layer = layer(shape);
    String shared = name;
    if (layer instanceof Add || layer instanceof Concat) {
      joinPartners(layer, shape).forEach(from::add);
    } else if (layer instanceof Conv2d && random.coin()) {
      for (Node other : nodes) {
        boolean same = other.layer() instanceof Conv2d && fits(other, shape);
        shared = same ? other.parameters() : shared;
        layer = same ? other.layer() : layer;
      }
    }
    try {
      Shape output = layer.outputShape(from.stream().map(shapes::get).toList());
      if (output.size() <= MOST_VALUES) {
        shapes.put(name, output);
        nodes.add(new Node(name, layer, from, shared));
      }
    } catch (IllegalArgumentException e) {
      // The layer does not fit this value; another one is drawn.
      shapes.remove(name);
    }
  }

  private boolean fits(Node other, Shape shape) {
    return shapes.get(other.inputs().get(0)).channels() == shape.channels()
        && shape.spatial().size() == axes;
  }

  /** Mostly the newest value, so that graphs are deep. */
  private String anyValue() {
    if (nodes.isEmpty() || random.between(0, 9) == 0) {
      return inputs.get(random.between(0, inputs.size() - 1)).name();
    }
    int newest = nodes.size() - 1;
    return nodes.get(random.coin() ? newest : random.between(0, newest)).name();
  }

  /** One or two values that can be joined with a value of this shape, perhaps itself. */
  private List<String> joinPartners(Layer layer, Shape shape) {
    List<String> fitting = new ArrayList<>();
    shapes.forEach(
        (name, other) -> {
          boolean same = other.equals(shape);
          if (same || layer instanceof Concat && other.spatial().equals(shape.spatial())) {
            fitting.add(name);
          }
        });
    fitting.sort(null);
    List<String> partners = new ArrayList<>();
    for (int i = random.between(1, 2); i > 0; i--) {
      partners.add(fitting.get(random.between(0, fitting.size() - 1)));
    }
    return partners;
  }

  private Layer layer(Shape shape) {
    List<Integer> three = Collections.nCopies(axes, 3);
    List<Integer> two = Collections.nCopies(axes, 2);
    List<Integer> one = Collections.nCopies(axes, 1);
    int channels = shape.channels();
    return switch (random.between(0, 26)) {
      case 0 -> new Conv2d(random.between(1, 3), three, Padding.SAME);
      case 1 -> new Conv2d(channels, three, Padding.SAME).withGroups(channels);
      case 2 -> new Conv2d(2, two, one, one, Padding.FULL, false);
      case 3 -> new Dense(random.between(1, 4), random.coin());
      case 4 -> new MaxPool(two, one, Padding.VALID);
      case 5 -> new AvgPool(two, one, Padding.SAME, random.coin());
      case 6, 7 -> new Relu();
      case 8 -> new LeakyRelu(0.2f);
      case 9 -> new Elu(1);
      case 10 -> new Sigmoid();
      case 11 -> new Tanh();
      case 12 -> channels > 1 ? new Softmax() : new Tanh();
      case 13 -> new Dropout(0.3f);
      case 14 -> new Add();
      case 16 -> new Relu6();
      case 17 -> new Swish();
      case 19 -> new Upsample(2, Upsample.Mode.NEAREST);
      case 20 -> new Upsample(2, Upsample.Mode.LINEAR);
      case 21 -> new ZeroPad(random.coin() ? 1 : -1);
      case 18 -> new Gelu(random.coin() ? Gelu.Approximation.NONE : Gelu.Approximation.TANH);
      case 15 -> new ConvTranspose(random.between(1, 3), three, Padding.SAME);
      // The larger epsilon keeps differences of nearly equal values from being blown up.
      case 22, 23 -> new BatchNorm(0.9f, 0.1f);
      case 24 -> new LayerNorm(0.1f);
      case 25 -> new GroupNorm(random.coin() ? 1 : shape.channels(), 0.1f);
      default -> new Concat();
    };
  }
}
