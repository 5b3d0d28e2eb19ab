package dev.convoy.model.zoo;

import dev.convoy.layer.Add;
import dev.convoy.layer.AvgPool;
import dev.convoy.layer.Conv;
import dev.convoy.layer.Dense;
import dev.convoy.layer.Layer;
import dev.convoy.layer.MaxPool;
import dev.convoy.layer.Padding;
import dev.convoy.layer.Relu;
import dev.convoy.model.Model;
import dev.convoy.model.ModelBuilder;
import dev.convoy.tensor.Shape;
import java.util.List;
import java.util.stream.Stream;

/**
 * Residual networks: blocks of two 3×3 convolutions whose output is added to their input. A block
 * that halves the image doubles the channels, and its shortcut is a normalized 1×1 convolution
 * (option B of the paper).
 *
 * <p>Source: He et al., Deep Residual Learning for Image Recognition, 2016.
 */
final class ResNet {
  private ResNet() {}

  /**
   * ResNet-18: 11,689,512 parameters for 224×224×3 and 1,000 classes.
   *
   * <p>Source: table 1 of the paper; paddings as in torchvision's resnet18.
   */
  static Model eighteen(Shape input, int classes) {
    ModelBuilder network =
        new ModelBuilder(input)
            .then(NormalizedConvolution.rectified(new Conv(64, 7, Padding.of(3)).withStride(2)))
            .then(new MaxPool(List.of(3, 3), List.of(2, 2), Padding.of(1)));
    return classifier(stages(network, 64, List.of(64, 128, 256, 512), 2), classes);
  }

  /**
   * ResNet-20 for CIFAR-10: 272,474 parameters for 32×32×3 and ten classes, 2,752 of them in
   * shortcuts.
   *
   * <p>Source: section 4.2 of the paper, n = 3; in the paper its shortcuts have no parameters.
   */
  static Model twenty(Shape input, int classes) {
    ModelBuilder network =
        new ModelBuilder(input)
            .then(NormalizedConvolution.rectified(new Conv(16, 3, Padding.of(1))));
    return classifier(stages(network, 16, List.of(16, 32, 64), 3), classes);
  }

  /**
   * Adds stages of {@code blocks} blocks each; {@code channels} is the number of input channels.
   */
  private static ModelBuilder stages(
      ModelBuilder network, int channels, List<Integer> widths, int blocks) {
    int from = channels;
    for (int width : widths) {
      for (int block = 0; block < blocks; block++) {
        block(network, from, width);
        from = width;
      }
    }
    return network;
  }

  private static void block(ModelBuilder network, int channels, int width) {
    int stride = channels == width ? 1 : 2;
    Conv first = new Conv(width, 3, Padding.of(1)).withStride(stride);
    Conv second = new Conv(width, 3, Padding.of(1));
    List<Layer> residual =
        Stream.concat(
                NormalizedConvolution.rectified(first).stream(),
                NormalizedConvolution.linear(second).stream())
            .toList();
    List<Layer> shortcut =
        channels == width
            ? List.of()
            : NormalizedConvolution.linear(new Conv(width, 1, Padding.VALID).withStride(stride));
    network.join(new Add(), residual, shortcut).then(new Relu());
  }

  private static Model classifier(ModelBuilder network, int classes) {
    return network.then(AvgPool.global(), new Dense(classes)).build();
  }
}
