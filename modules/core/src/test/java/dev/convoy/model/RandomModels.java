package dev.convoy.model;

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
import dev.convoy.layer.OutputMargins;
import dev.convoy.layer.Padding;
import dev.convoy.layer.Relu;
import dev.convoy.layer.Relu6;
import dev.convoy.layer.Sigmoid;
import dev.convoy.layer.Softmax;
import dev.convoy.layer.Swish;
import dev.convoy.layer.Tanh;
import dev.convoy.layer.Upsample;
import dev.convoy.layer.ZeroPad;
import dev.convoy.tensor.Shape;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Random graphs of all layers that fit together, from a seed. */
public final class RandomModels {
  private final Random random;
  private final List<Input> inputs = new ArrayList<>();
  private final List<Node> nodes = new ArrayList<>();

  private RandomModels(long seed) {
    random = new Random(seed);
  }

  /** The model of this seed: one or two inputs, up to 14 layers, one to three outputs. */
  public static Model of(long seed) {
    return new RandomModels(seed).model();
  }

  private Model model() {
    int count = 1 + random.nextInt(2);
    for (int i = 0; i < count; i++) {
      boolean plain = count == 1 && random.nextBoolean();
      inputs.add(new Input(plain ? Model.INPUT : "input" + i, shape()));
    }
    int layers = 1 + random.nextInt(14);
    while (nodes.size() < layers) {
      try {
        nodes.add(node());
        new Model(inputs, nodes, List.of());
      } catch (IllegalArgumentException e) {
        nodes.remove(nodes.size() - 1);
      }
    }
    List<String> outputs = new ArrayList<>();
    for (int i = random.nextInt(3); i > 0; i--) {
      String output = earlier();
      if (!outputs.contains(output)) {
        outputs.add(output);
      }
    }
    return new Model(inputs, nodes, outputs);
  }

  /** In half of all cases an image. */
  private Shape shape() {
    int axes = random.nextBoolean() ? 2 : 1 + 2 * random.nextInt(2);
    return new Shape(sizes(axes, axes == 3 ? 6 : 12), 1 + random.nextInt(4));
  }

  private Node node() {
    Layer layer = layer();
    boolean several = layer instanceof Add || layer instanceof Concat;
    List<String> reads = new ArrayList<>();
    for (int i = several ? 2 + random.nextInt(2) : random.nextInt(2); i > 0; i--) {
      reads.add(earlier());
    }
    String name = random.nextBoolean() ? "n" + nodes.size() : layer.namePrefix() + nodes.size();
    String parameters = random.nextInt(4) == 0 ? "shared" : "";
    return new Node(name, layer, reads, parameters);
  }

  private String earlier() {
    int index = random.nextInt(inputs.size() + nodes.size());
    return index < inputs.size()
        ? inputs.get(index).name()
        : nodes.get(index - inputs.size()).name();
  }

  private Layer layer() {
    int axes = inputs.get(0).shape().spatial().size();
    return switch (random.nextInt(22)) {
      case 0 ->
          new Conv(
              1 + random.nextInt(9),
              sizes(axes, 4),
              sizes(axes, 2),
              sizes(axes, 2),
              padding(axes),
              flag());
      case 1 -> {
        int groups = 1 + random.nextInt(3);
        int filters = groups * (1 + random.nextInt(3));
        yield new Conv(filters, sizes(axes, 3), Padding.SAME).withGroups(groups);
      }
      case 2 ->
          random.nextInt(4) == 0
              ? MaxPool.global()
              : new MaxPool(sizes(axes, 3), sizes(axes, 3), padding(axes));
      case 3 -> new AvgPool(sizes(axes, 3), sizes(axes, 3), padding(axes), flag());
      case 4 -> new AvgPool(List.of(), List.of(), Padding.VALID, flag());
      case 5 -> new Dense(1 + random.nextInt(9), flag());
      case 6 -> new Relu();
      case 7 -> new LeakyRelu(flag() ? 0.01f : Math.max(1e-6f, random.nextFloat()));
      case 8 -> new Elu(flag() ? 1 : Math.max(1e-30f, Math.abs((float) random.nextGaussian())));
      case 9 -> flag() ? new Sigmoid() : new Tanh();
      case 10 -> new Softmax();
      case 11 -> new Dropout(random.nextFloat());
      case 12 -> new Add();
      case 13 -> flag() ? new BatchNorm() : new BatchNorm(random.nextFloat(), 0.001f);
      case 18 -> transposed(axes);
      case 16 ->
          new Upsample(
              flag() ? sizes(axes, 2) : List.of(2),
              flag() ? Upsample.Mode.NEAREST : Upsample.Mode.LINEAR);
      case 17 -> new ZeroPad(flag() ? List.of(1) : random.ints(2 * axes, -1, 3).boxed().toList());
      case 14 -> flag() ? new Relu6() : new Swish();
      case 15 -> new Gelu(flag() ? Gelu.Approximation.NONE : Gelu.Approximation.TANH);
      case 19 -> flag() ? new LayerNorm() : new LayerNorm(0.001f);
      case 20 -> new GroupNorm(1 + random.nextInt(3), flag() ? 1e-5f : 0.5f);
      default -> new Concat();
    };
  }

  private Layer transposed(int axes) {
    List<Integer> stride = sizes(axes, 3);
    Padding padding = padding(axes);
    boolean longer = flag() && padding != Padding.SAME;
    int groups = 1 + random.nextInt(2);
    return new ConvTranspose(
        groups * (1 + random.nextInt(4)),
        sizes(axes, 4),
        stride,
        sizes(axes, 2),
        new OutputMargins(
            padding, stride.stream().map(step -> longer ? random.nextInt(step) : 0).toList()),
        groups,
        flag());
  }

  private Padding padding(int axes) {
    return switch (random.nextInt(5)) {
      case 0 -> Padding.VALID;
      case 1 -> Padding.SAME;
      case 2 -> Padding.FULL;
      case 3 -> Padding.of(random.nextInt(3), axes);
      default -> new Padding.Explicit(random.ints(2 * axes, 0, 3).boxed().toList());
    };
  }

  private List<Integer> sizes(int count, int most) {
    return random.ints(count, 1, most + 1).boxed().toList();
  }

  private boolean flag() {
    return random.nextBoolean();
  }
}
