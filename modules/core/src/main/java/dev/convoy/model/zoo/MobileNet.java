package dev.convoy.model.zoo;

import dev.convoy.layer.AvgPool;
import dev.convoy.layer.Conv;
import dev.convoy.layer.Dense;
import dev.convoy.layer.Padding;
import dev.convoy.model.Model;
import dev.convoy.model.ModelBuilder;
import dev.convoy.tensor.Shape;
import java.util.List;

/**
 * MobileNet of width 1: 4,231,976 parameters for 224×224×3 and 1,000 classes. A 3×3 depthwise
 * convolution and a 1×1 pointwise convolution replace a full convolution at about a ninth of its
 * cost.
 *
 * <p>Source: Howard et al., MobileNets: Efficient Convolutional Neural Networks for Mobile Vision
 * Applications, 2017, table 1.
 */
final class MobileNet {
  private static final int STEM = 32;

  /**
   * Output channels of each pair. Where they double, the image is halved, except in the first pair.
   */
  private static final List<Integer> WIDTHS =
      List.of(64, 128, 128, 256, 256, 512, 512, 512, 512, 512, 512, 1_024, 1_024);

  private MobileNet() {}

  static Model model(Shape input, int classes) {
    ModelBuilder network =
        new ModelBuilder(input)
            .then(NormalizedConvolution.rectified(new Conv(STEM, 3, Padding.SAME).withStride(2)));
    int channels = STEM;
    for (int width : WIDTHS) {
      int stride = width > channels && channels > STEM ? 2 : 1;
      Conv depthwise = new Conv(channels, 3, Padding.SAME).withStride(stride).withGroups(channels);
      network
          .then(NormalizedConvolution.rectified(depthwise))
          .then(NormalizedConvolution.rectified(new Conv(width, 1, Padding.VALID)));
      channels = width;
    }
    return network.then(AvgPool.global(), new Dense(classes)).build();
  }
}
