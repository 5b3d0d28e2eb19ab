package dev.convoy.bench;

import dev.convoy.kernel.Algorithm;
import dev.convoy.kernel.Window;
import dev.convoy.layer.Conv;
import dev.convoy.layer.Layer;
import dev.convoy.layer.Padding;
import dev.convoy.model.Model;
import dev.convoy.model.Node;
import dev.convoy.model.zoo.NamedModels;
import dev.convoy.tensor.Shape;
import java.util.List;

/**
 * The one table of what is benchmarked: the layers of the named models, read from the models
 * themselves, and a few geometries that they lack. Each row has a floor: the least per cent of the
 * FMA peak (of a plain copy for pooling) that a healthy kernel reaches. A kernel whose vectors are
 * boxed stays below five.
 */
public final class Shapes {
  private Shapes() {}

  /** Convolutions. */
  public enum Convolutions {
    /** 1→6, 5×5 on 28×28. */
    LENET5_CONV1(node("lenet5", "conv1"), 6),
    /** 6→16, 5×5 on 14×14, valid. */
    LENET5_CONV2(node("lenet5", "conv2"), 10),
    /** 1→32, 3×3 on 28×28. */
    FASHION_CONV1(node("fashion-cnn", "conv1"), 6),
    /** 32→64, 3×3 on 14×14. */
    FASHION_CONV2(node("fashion-cnn", "conv2"), 40),
    /** 3→32, 3×3 on 32×32. */
    VGG_CONV1(node("vgg-small", "conv1"), 6),
    /** 32→32, 3×3 on 32×32. */
    VGG_CONV2(node("vgg-small", "conv2"), 40),
    /** 32→64, 3×3 on 16×16. */
    VGG_CONV3(node("vgg-small", "conv3"), 40),
    /** 64→64, 3×3 on 16×16. */
    VGG_CONV4(node("vgg-small", "conv4"), 40),
    /** 64→128, 3×3 on 8×8. */
    VGG_CONV5(node("vgg-small", "conv5"), 40),
    /** 128→128, 3×3 on 8×8. */
    VGG_CONV6(node("vgg-small", "conv6"), 40),
    /** 64→64, 1×1. */
    POINTWISE(new Place(Shape.of(16, 16, 64), new Conv(64, 1, Padding.VALID)), 30),
    /** 20→50, 5×5: channels that fill no vector. */
    UNEVEN(new Place(Shape.of(12, 12, 20), new Conv(50, 5, Padding.VALID)), 20),
    /** 64→128, 3×3 with stride 2. */
    STRIDED(new Place(Shape.of(16, 16, 64), new Conv(128, 3, Padding.SAME).withStride(2)), 20),
    /** 3→64, 7×7 with stride 2: how residual networks start. */
    STEM(new Place(Shape.of(64, 64, 3), new Conv(64, 7, Padding.of(3)).withStride(2)), 6),
    /** 32 channels each for itself, 3×3 on 28×28. */
    DEPTHWISE_32(depthwise(28, 32, 1), 10),
    /** 64 channels each for itself, 3×3 on 28×28. */
    DEPTHWISE_64(depthwise(28, 64, 1), 10),
    /** 256 channels each for itself, 3×3 on 14×14. */
    DEPTHWISE_256(depthwise(14, 256, 1), 10),
    /** 128 channels each for itself, 3×3 on 28×28 with stride 2. */
    DEPTHWISE_STRIDED(depthwise(28, 128, 2), 5),
    /** 128→128 in 8 groups, 3×3 on 14×14. */
    GROUPS(new Place(Shape.of(14, 14, 128), new Conv(128, 3, Padding.SAME).withGroups(8)), 15),
    /** 32→64, 3×3 on 14×14, by Winograd's algorithm. */
    FASHION_CONV2_WINOGRAD(FASHION_CONV2),
    /** 32→32, 3×3 on 32×32, by Winograd's algorithm. */
    VGG_CONV2_WINOGRAD(VGG_CONV2),
    /** 32→64, 3×3 on 16×16, by Winograd's algorithm. */
    VGG_CONV3_WINOGRAD(VGG_CONV3),
    /** 64→64, 3×3 on 16×16, by Winograd's algorithm. */
    VGG_CONV4_WINOGRAD(VGG_CONV4),
    /** 64→128, 3×3 on 8×8, by Winograd's algorithm. */
    VGG_CONV5_WINOGRAD(VGG_CONV5),
    /** 128→128, 3×3 on 8×8, by Winograd's algorithm. */
    VGG_CONV6_WINOGRAD(VGG_CONV6);

    private final Place place;
    private final double floor;
    private final Algorithm algorithm;

    Convolutions(Place place, double floor) {
      this.place = place;
      this.floor = floor;
      this.algorithm = Algorithm.DIRECT;
    }

    /** The same convolution by Winograd's algorithm, in operations of the direct one. */
    Convolutions(Convolutions direct) {
      this.place = direct.place;
      this.floor = direct.floor;
      this.algorithm = Algorithm.WINOGRAD;
    }

    Algorithm algorithm() {
      return algorithm;
    }

    Place place() {
      return place;
    }

    double floor() {
      return floor;
    }
  }

  /** Fully connected layers. */
  public enum DenseLayers {
    /** 400→120. */
    LENET5_FC1(node("lenet5", "fc1"), 10),
    /** 120→84. */
    LENET5_FC2(node("lenet5", "fc2"), 6),
    /** 84→10. */
    LENET5_FC3(node("lenet5", "fc3"), 3),
    /** 3136→128. */
    FASHION_FC1(node("fashion-cnn", "fc1"), 25),
    /** 2048→128. */
    VGG_FC1(node("vgg-small", "fc1"), 25),
    /** 128→10. */
    VGG_FC2(node("vgg-small", "fc2"), 3);

    private final Place place;
    private final double floor;

    DenseLayers(Place place, double floor) {
      this.place = place;
      this.floor = floor;
    }

    Place place() {
      return place;
    }

    double floor() {
      return floor;
    }
  }

  /** Activations that are pooled by 2×2; their whole size is what rectifiers and biases see. */
  public enum Activations {
    /** 28×28×6. */
    LENET5_POOL1(node("lenet5", "pool1"), 2),
    /** 10×10×16. */
    LENET5_POOL2(node("lenet5", "pool2"), 2),
    /** 28×28×32. */
    FASHION_POOL1(node("fashion-cnn", "pool1"), 4),
    /** 14×14×64. */
    FASHION_POOL2(node("fashion-cnn", "pool2"), 4),
    /** 32×32×32. */
    VGG_POOL1(node("vgg-small", "pool1"), 4),
    /** 8×8×128. */
    VGG_POOL3(node("vgg-small", "pool3"), 4);

    private final Place place;
    private final double floor;

    Activations(Place place, double floor) {
      this.place = place;
      this.floor = floor;
    }

    Place place() {
      return place;
    }

    double floor() {
      return floor;
    }
  }

  /** Whole models, for what goes over all parameters or all pixels. */
  public enum Models {
    /** 61,706 parameters, 28×28×1 pixels. */
    LENET5("lenet5"),
    /** 421,642 parameters, 28×28×1 pixels. */
    FASHION_CNN("fashion-cnn"),
    /** 550,570 parameters, 32×32×3 pixels. */
    VGG_SMALL("vgg-small");

    private final String title;

    Models(String title) {
      this.title = title;
    }

    Model model() {
      return named(title);
    }
  }

  /**
   * A layer and the shape it reads.
   *
   * @param input shape of one example
   * @param layer the layer
   */
  record Place(Shape input, Layer layer) {
    Window window() {
      return layer.window(List.of(input)).orElseThrow();
    }

    Shape output() {
      return layer.outputShape(List.of(input));
    }

    /** Groups of channels. */
    int groups() {
      return layer instanceof Conv convolution ? convolution.groups() : 1;
    }

    /** Floating-point operations of one pass over one example. */
    double operations() {
      return 2.0 * layer.multiplyAdds(List.of(input));
    }
  }

  private static Place depthwise(int size, int channels, int stride) {
    Conv each = new Conv(channels, 3, Padding.SAME).withStride(stride).withGroups(channels);
    return new Place(Shape.of(size, size, channels), each);
  }

  private static Place node(String model, String name) {
    Model found = named(model);
    Node node = found.node(name);
    return new Place(found.inputShapes().get(name).get(0), node.layer());
  }

  private static Model named(String name) {
    return NamedModels.find(name)
        .orElseThrow(() -> new IllegalArgumentException("no model '" + name + "'"));
  }
}
