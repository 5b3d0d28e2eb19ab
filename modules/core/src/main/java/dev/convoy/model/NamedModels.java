package dev.convoy.model;

import dev.convoy.layer.Conv2d;
import dev.convoy.layer.Dense;
import dev.convoy.layer.Layer;
import dev.convoy.layer.MaxPool;
import dev.convoy.layer.Padding;
import dev.convoy.layer.Relu;
import dev.convoy.tensor.Shape;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/** The models that come with a name; all are classifiers of ten classes. */
public final class NamedModels {
  private static final int CLASSES = 10;
  private static final Map<String, Supplier<Model>> MODELS = new LinkedHashMap<>();

  static {
    MODELS.put("lenet5", NamedModels::lenet5);
    MODELS.put("fashion-cnn", NamedModels::fashionCnn);
    MODELS.put("vgg-small", NamedModels::vggSmall);
  }

  private NamedModels() {}

  /** The known names. */
  public static Set<String> names() {
    return MODELS.keySet();
  }

  /** The model of this name, if there is one. */
  public static Optional<Model> find(String name) {
    return Optional.ofNullable(MODELS.get(name)).map(Supplier::get);
  }

  /** LeNet-5 with ReLU and max pooling on 28×28 grey images: 61,706 parameters. */
  public static Model lenet5() {
    return Model.stack(
        Shape.of(28, 28, 1),
        new Conv2d(6, 5, Padding.of(2)),
        new Relu(),
        new MaxPool(2),
        new Conv2d(16, 5, Padding.VALID),
        new Relu(),
        new MaxPool(2),
        new Dense(120),
        new Relu(),
        new Dense(84),
        new Relu(),
        new Dense(CLASSES));
  }

  /** Two convolutions and two dense layers on 28×28 grey images: 421,642 parameters. */
  public static Model fashionCnn() {
    return Model.stack(
        Shape.of(28, 28, 1),
        new Conv2d(32, 3, Padding.SAME),
        new Relu(),
        new MaxPool(2),
        new Conv2d(64, 3, Padding.SAME),
        new Relu(),
        new MaxPool(2),
        new Dense(128),
        new Relu(),
        new Dense(CLASSES));
  }

  /** Three pairs of 3×3 convolutions on 32×32 colour images: 550,570 parameters. */
  public static Model vggSmall() {
    List<Layer> layers = new ArrayList<>();
    for (int filters : List.of(32, 64, 128)) {
      for (int i = 0; i < 2; i++) {
        layers.add(new Conv2d(filters, 3, Padding.SAME));
        layers.add(new Relu());
      }
      layers.add(new MaxPool(2));
    }
    layers.addAll(List.of(new Dense(128), new Relu(), new Dense(CLASSES)));
    return Model.stack(Shape.of(32, 32, 3), layers.toArray(Layer[]::new));
  }
}
