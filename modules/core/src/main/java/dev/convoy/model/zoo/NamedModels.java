package dev.convoy.model.zoo;

import dev.convoy.model.Model;
import dev.convoy.tensor.Shape;
import java.util.List;
import java.util.Optional;

/** The registry of predefined models. */
public final class NamedModels {
  private static final Shape DIGIT = Shape.of(28, 28, 1);
  private static final Shape THUMBNAIL = Shape.of(32, 32, 3);
  private static final Shape PHOTOGRAPH = Shape.of(224, 224, 3);

  /** The number of classes of MNIST, Fashion-MNIST and CIFAR-10. */
  private static final int TEN = 10;

  /** The number of classes of ImageNet. */
  private static final int THOUSAND = 1_000;

  /** The minimum number of classes of a classifier. */
  private static final int TWO = 2;

  private static final List<NamedModel> MODELS =
      List.of(
          new NamedModel("lenet5", DIGIT, TEN, TEN, SmallNetworks::lenet5),
          new NamedModel("fashion-cnn", DIGIT, TEN, TEN, SmallNetworks::fashionCnn),
          new NamedModel("vgg-small", THUMBNAIL, TEN, TEN, Vgg::small),
          new NamedModel("vgg-small-bn", THUMBNAIL, TEN, TWO, Vgg::smallNormalized),
          new NamedModel("resnet20", THUMBNAIL, TEN, TWO, ResNet::twenty),
          new NamedModel("inception", THUMBNAIL, TEN, TWO, Inception::small),
          new NamedModel("alexnet", PHOTOGRAPH, THOUSAND, TWO, AlexNet::model),
          new NamedModel("vgg16", PHOTOGRAPH, THOUSAND, TWO, Vgg::sixteen),
          new NamedModel("resnet18", PHOTOGRAPH, THOUSAND, TWO, ResNet::eighteen),
          new NamedModel("mobilenet", PHOTOGRAPH, THOUSAND, TWO, MobileNet::model));

  private NamedModels() {}

  /** The names of all predefined models. */
  public static List<String> names() {
    return MODELS.stream().map(NamedModel::name).toList();
  }

  /** The predefined model of this name; empty if there is none. */
  public static Optional<NamedModel> named(String name) {
    return MODELS.stream().filter(model -> model.name().equals(name)).findFirst();
  }

  /** The model of this name in its default size; empty if there is none. */
  public static Optional<Model> find(String name) {
    return named(name).map(NamedModel::model);
  }

  /** LeNet-5 with ReLU and max pooling on 28×28 grey images: 61,706 parameters. */
  public static Model lenet5() {
    return SmallNetworks.lenet5(DIGIT, TEN);
  }

  /** Two convolutions and two dense layers on 28×28 grey images: 421,642 parameters. */
  public static Model fashionCnn() {
    return SmallNetworks.fashionCnn(DIGIT, TEN);
  }
}
