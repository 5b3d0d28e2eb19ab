package dev.convoy.layer;

import dev.convoy.layer.LayerCase.Kind;
import dev.convoy.tensor.Shape;
import java.util.List;
import java.util.stream.Stream;

/** The table of cases: every layer in plain and in awkward geometries. */
public final class LayerCases {
  private static final List<LayerCase> ALL =
      Stream.of(
              convolutions(),
              groups(),
              otherDimensions(),
              transposed(),
              maxPools(),
              averagePools(),
              denses(),
              activations(),
              placements(),
              dropouts(),
              joins(),
              batchNorms(),
              otherNorms())
          .flatMap(List::stream)
          .toList();

  private LayerCases() {}

  /** All cases. */
  public static Stream<LayerCase> all() {
    return ALL.stream();
  }

  static Stream<LayerCase> linear() {
    return ALL.stream().filter(layerCase -> layerCase.kind() == Kind.LINEAR);
  }

  static Stream<LayerCase> nonlinear() {
    return ALL.stream().filter(layerCase -> layerCase.kind() != Kind.LINEAR);
  }

  private static List<LayerCase> convolutions() {
    return List.of(
        linear("plain", unbiased(4, 3, Padding.VALID), Shape.of(6, 6, 3)),
        linear("one channel", unbiased(1, 3, Padding.SAME), Shape.of(5, 5, 1)),
        linear("one pixel", unbiased(5, 1, Padding.VALID), Shape.of(1, 1, 3)),
        linear("1×1", unbiased(3, 1, Padding.VALID), Shape.of(4, 5, 4)),
        linear("even kernel, same", unbiased(2, 4, Padding.SAME), Shape.of(7, 5, 2)),
        linear("full", unbiased(2, 3, Padding.FULL), Shape.of(4, 5, 2)),
        linear("kernel = input", unbiased(7, 4, Padding.VALID), Shape.of(4, 4, 3)),
        linear("wide channels", unbiased(33, 3, Padding.SAME), Shape.of(3, 3, 17)),
        linear(
            "rectangular, strides differ",
            convolution(3, List.of(2, 5), List.of(2, 3), List.of(1, 1), Padding.VALID),
            Shape.of(7, 13, 2)),
        linear(
            "stride > kernel",
            convolution(3, List.of(2, 1), List.of(3, 2), List.of(1, 1), Padding.VALID),
            Shape.of(9, 6, 2)),
        linear(
            "stride > kernel, same",
            convolution(2, List.of(1, 2), List.of(2, 4), List.of(1, 1), Padding.SAME),
            Shape.of(4, 7, 2)),
        linear(
            "dilated",
            convolution(3, List.of(3, 2), List.of(1, 2), List.of(2, 3), Padding.VALID),
            Shape.of(8, 9, 2)),
        linear(
            "dilated, same",
            convolution(2, List.of(3, 3), List.of(1, 1), List.of(2, 2), Padding.SAME),
            Shape.of(5, 6, 3)),
        linear(
            "asymmetric padding, dropped pixels",
            convolution(3, List.of(3, 3), List.of(2, 2), List.of(1, 1), padding(0, 2, 1, 0)),
            Shape.of(6, 7, 2)),
        linear(
            "padding beyond the kernel",
            convolution(2, List.of(2, 2), List.of(1, 1), List.of(1, 1), padding(3, 0, 0, 4)),
            Shape.of(3, 3, 2)),
        of("bias", Kind.SMOOTH, new Conv(4, 3, Padding.SAME), Shape.of(5, 4, 3)),
        of("bias, one position", Kind.SMOOTH, new Conv(6, 3, Padding.VALID), Shape.of(3, 3, 2)),
        of(
            "bias, stride 2",
            Kind.SMOOTH,
            new Conv(3, 3, Padding.of(1)).withStride(2),
            Shape.of(6, 5, 2)));
  }

  private static List<LayerCase> groups() {
    return List.of(
        linear("two groups", unbiased(6, 3, Padding.SAME).withGroups(2), Shape.of(5, 4, 4)),
        linear("groups, 1×1", unbiased(6, 1, Padding.VALID).withGroups(3), Shape.of(3, 4, 9)),
        linear("depthwise", unbiased(5, 3, Padding.SAME).withGroups(5), Shape.of(5, 6, 5)),
        linear(
            "depthwise, wide, stride 2",
            unbiased(19, 3, Padding.SAME).withStride(2).withGroups(19),
            Shape.of(6, 5, 19)),
        linear(
            "depthwise with two filters a channel",
            unbiased(8, 3, Padding.VALID).withGroups(4),
            Shape.of(5, 5, 4)),
        linear(
            "groups, dilated, asymmetric padding",
            convolution(4, List.of(3, 2), List.of(2, 1), List.of(1, 2), padding(0, 2, 1, 0))
                .withGroups(2),
            Shape.of(6, 7, 6)),
        of(
            "bias, groups",
            Kind.SMOOTH,
            new Conv(6, 3, Padding.SAME).withGroups(2),
            Shape.of(5, 4, 4)),
        of(
            "bias, depthwise",
            Kind.SMOOTH,
            new Conv(3, 3, Padding.SAME).withGroups(3),
            Shape.of(4, 5, 3)));
  }

  /** Convolution and pooling over a line and over a volume. */
  private static List<LayerCase> otherDimensions() {
    List<Integer> three = List.of(3);
    List<Integer> mixed = List.of(2, 1, 3);
    List<Integer> ones = List.of(1, 1, 1);
    Padding uneven = new Padding.Explicit(List.of(1, 0, 0, 2, 1, 1));
    Padding small = new Padding.Explicit(List.of(1, 0, 0, 0, 2, 1));
    return List.of(
        linear("line", convolution(4, three, List.of(2), List.of(1), Padding.SAME), Shape.of(7, 3)),
        linear(
            "line, dilated, uneven padding",
            convolution(3, three, List.of(1), List.of(2), new Padding.Explicit(List.of(3, 0))),
            Shape.of(6, 2)),
        linear(
            "volume",
            convolution(3, mixed, List.of(1, 2, 1), List.of(2, 1, 1), uneven),
            Shape.of(4, 3, 4, 2)),
        linear(
            "volume, depthwise",
            convolution(4, List.of(2, 3, 2), ones, ones, Padding.FULL).withGroups(4),
            Shape.of(2, 4, 3, 4)),
        of("line, bias", Kind.SMOOTH, new Conv(3, three, Padding.VALID), Shape.of(5, 2)),
        of("volume, bias", Kind.SMOOTH, new Conv(2, mixed, Padding.SAME), Shape.of(3, 2, 4, 2)),
        of(
            "line",
            Kind.KINK_AT_TIES,
            new MaxPool(three, List.of(2), Padding.of(1, 1)),
            Shape.of(8, 3)),
        of("volume", Kind.KINK_AT_TIES, new MaxPool(mixed, mixed, small), Shape.of(4, 3, 4, 2)),
        linear("line", new AvgPool(three, List.of(2), Padding.FULL, true), Shape.of(8, 3)),
        linear("volume", new AvgPool(mixed, ones, small, false), Shape.of(3, 2, 4, 2)),
        linear("line, global", AvgPool.global(), Shape.of(7, 3)),
        of("volume, global", Kind.KINK_AT_TIES, MaxPool.global(), Shape.of(2, 3, 2, 2)));
  }

  private static List<LayerCase> transposed() {
    List<Integer> two = List.of(2, 2);
    List<Integer> one = List.of(1, 1);
    List<Integer> three = List.of(3, 3);
    ConvTranspose plain = new ConvTranspose(4, 3, Padding.VALID);
    ConvTranspose doubling = new ConvTranspose(3, 4, Padding.of(1)).withStride(2);
    return List.of(
        linear(
            "unbiased",
            new ConvTranspose(3, three, one, one, Padding.VALID, 1, false),
            Shape.of(4, 5, 2)),
        linear(
            "unbiased, uneven padding, output padding",
            new ConvTranspose(
                2, three, two, one, new OutputMargins(padding(0, 1, 1, 2), one), 1, false),
            Shape.of(3, 4, 3)),
        linear(
            "unbiased, dilated, full",
            new ConvTranspose(2, two, one, two, Padding.FULL, 1, false),
            Shape.of(5, 4, 3)),
        linear(
            "unbiased, groups",
            new ConvTranspose(6, three, two, one, Padding.SAME, 2, false),
            Shape.of(3, 3, 4)),
        linear(
            "unbiased, volume",
            new ConvTranspose(
                2, List.of(2, 1, 3), List.of(2, 1, 2), List.of(1, 1, 1), Padding.SAME, 1, false),
            Shape.of(2, 3, 3, 2)),
        of("bias", Kind.SMOOTH, plain, Shape.of(4, 3, 3)),
        of("bias, one pixel", Kind.SMOOTH, plain, Shape.of(1, 1, 5)),
        of("bias, doubling", Kind.SMOOTH, doubling, Shape.of(3, 4, 2)),
        of("bias, same", Kind.SMOOTH, new ConvTranspose(5, 3, Padding.SAME), Shape.of(4, 4, 3)),
        of(
            "bias, gaps between windows",
            Kind.SMOOTH,
            new ConvTranspose(2, two, three, one, Padding.SAME, 1, true),
            Shape.of(2, 3, 2)),
        of("bias, depthwise", Kind.SMOOTH, doubling.withGroups(3), Shape.of(3, 4, 3)),
        of(
            "bias, line",
            Kind.SMOOTH,
            new ConvTranspose(3, List.of(5), Padding.VALID).withStride(3),
            Shape.of(4, 2)));
  }

  private static List<LayerCase> maxPools() {
    return List.of(
        of("plain", Kind.KINK_AT_TIES, new MaxPool(2), Shape.of(6, 4, 3)),
        of("dropped pixels", Kind.KINK_AT_TIES, new MaxPool(3), Shape.of(8, 7, 2)),
        of("one channel", Kind.KINK_AT_TIES, new MaxPool(2), Shape.of(4, 4, 1)),
        of("window = input", Kind.KINK_AT_TIES, new MaxPool(3), Shape.of(3, 3, 2)),
        of("global", Kind.KINK_AT_TIES, MaxPool.global(), Shape.of(3, 4, 3)),
        of(
            "overlapping",
            Kind.KINK_AT_TIES,
            new MaxPool(List.of(3, 3), List.of(2, 1), Padding.VALID),
            Shape.of(7, 5, 2)),
        of(
            "overlapping, same",
            Kind.KINK_AT_TIES,
            new MaxPool(List.of(3, 2), List.of(2, 2), Padding.SAME),
            Shape.of(7, 5, 3)),
        of(
            "stride > window",
            Kind.KINK_AT_TIES,
            new MaxPool(List.of(2, 1), List.of(3, 2), Padding.VALID),
            Shape.of(8, 5, 2)),
        of(
            "asymmetric padding",
            Kind.KINK_AT_TIES,
            new MaxPool(List.of(3, 4), List.of(2, 3), padding(2, 0, 1, 3)),
            Shape.of(6, 6, 2)));
  }

  private static List<LayerCase> averagePools() {
    return List.of(
        linear("plain", new AvgPool(2), Shape.of(6, 4, 3)),
        linear("dropped pixels", new AvgPool(3), Shape.of(8, 7, 2)),
        linear("global", AvgPool.global(), Shape.of(3, 5, 4)),
        linear(
            "overlapping",
            new AvgPool(List.of(3, 2), List.of(1, 1), Padding.VALID, false),
            Shape.of(5, 4, 2)),
        linear(
            "padding not counted",
            new AvgPool(List.of(3, 3), List.of(2, 2), padding(1, 2, 2, 0), false),
            Shape.of(5, 6, 2)),
        linear(
            "padding counted",
            new AvgPool(List.of(3, 3), List.of(2, 2), padding(1, 2, 2, 0), true),
            Shape.of(5, 6, 2)),
        linear(
            "stride > window, same",
            new AvgPool(List.of(1, 2), List.of(3, 3), Padding.SAME, true),
            Shape.of(4, 5, 1)));
  }

  private static List<LayerCase> denses() {
    return List.of(
        linear("on a vector", new Dense(4, false), Shape.of(5)),
        linear("on an image", new Dense(3, false), Shape.of(3, 2, 2)),
        linear("one to one", new Dense(1, false), Shape.of(1)),
        linear("on a volume", new Dense(5, false), Shape.of(2, 3, 2, 2)),
        of("bias", Kind.SMOOTH, new Dense(6), Shape.of(4, 3, 2)),
        of("wide", Kind.SMOOTH, new Dense(37), Shape.of(19)));
  }

  private static List<LayerCase> activations() {
    return List.of(
        of("image", Kind.KINK_AT_ZERO, new Relu(), Shape.of(4, 3, 2)),
        of("vector", Kind.KINK_AT_ZERO, new Relu(), Shape.of(7)),
        of("image", Kind.KINK_AT_ZERO, new LeakyRelu(0.1f), Shape.of(4, 3, 2)),
        of("steep", Kind.KINK_AT_ZERO, new LeakyRelu(0.9f), Shape.of(5)),
        of("alpha 1", Kind.KINK_AT_ZERO, new Elu(1), Shape.of(4, 3, 2)),
        of("alpha 0.3", Kind.KINK_AT_ZERO, new Elu(0.3f), Shape.of(6)),
        of("image", Kind.KINK_AT_ZERO, new Relu6(), Shape.of(4, 3, 2)),
        of("image", Kind.SMOOTH, new Swish(), Shape.of(4, 3, 2)),
        of("longer than a part", Kind.SMOOTH, new Swish(), Shape.of(300)),
        of("image", Kind.SMOOTH, new Gelu(), Shape.of(4, 3, 2)),
        of("longer than a part", Kind.SMOOTH, new Gelu(), Shape.of(300)),
        of("image", Kind.SMOOTH, new Gelu(Gelu.Approximation.TANH), Shape.of(4, 3, 2)),
        of("image", Kind.SMOOTH, new Sigmoid(), Shape.of(4, 3, 2)),
        of("image", Kind.SMOOTH, new Tanh(), Shape.of(4, 3, 2)),
        of("each position for itself", Kind.SMOOTH, new Softmax(), Shape.of(2, 3, 4)),
        of("vector", Kind.SMOOTH, new Softmax(), Shape.of(10)));
  }

  private static List<LayerCase> placements() {
    Upsample.Mode nearest = Upsample.Mode.NEAREST;
    Upsample.Mode bilinear = Upsample.Mode.LINEAR;
    return List.of(
        linear("image", new Upsample(2, nearest), Shape.of(3, 4, 2)),
        linear("image, factors differ", new Upsample(List.of(1, 3), nearest), Shape.of(3, 2, 3)),
        linear("line", new Upsample(4, nearest), Shape.of(3, 2)),
        linear("image", new Upsample(2, bilinear), Shape.of(3, 4, 2)),
        linear("image, factors differ", new Upsample(List.of(3, 2), bilinear), Shape.of(1, 3, 3)),
        linear("line", new Upsample(5, bilinear), Shape.of(3, 2)),
        linear("volume", new Upsample(List.of(2, 1, 3), bilinear), Shape.of(2, 2, 3, 2)),
        linear("image", new ZeroPad(2), Shape.of(3, 4, 2)),
        linear("image, uneven", new ZeroPad(List.of(0, 1, 3, 0)), Shape.of(2, 3, 3)),
        linear("cut off", new ZeroPad(-1), Shape.of(4, 5, 2)),
        linear("padded and cut off", new ZeroPad(List.of(-3, 2, 1, -1)), Shape.of(4, 5, 2)),
        linear("moved away", new ZeroPad(List.of(3, -4, 0, 0)), Shape.of(3, 2, 2)),
        linear("line", new ZeroPad(List.of(2, -1)), Shape.of(5, 3)),
        linear("volume", new ZeroPad(List.of(1, 0, 0, 2, -1, 1)), Shape.of(2, 2, 3, 2)));
  }

  private static List<LayerCase> dropouts() {
    return List.of(
        linear("half", new Dropout(0.5f), Shape.of(4, 4, 3)),
        linear("few", new Dropout(0.1f), Shape.of(20)),
        linear("none", new Dropout(0), Shape.of(6)));
  }

  private static List<LayerCase> joins() {
    Shape image = Shape.of(3, 4, 2);
    return List.of(
        of("two", Kind.LINEAR, new Add(), image, image),
        of("three", Kind.LINEAR, new Add(), Shape.of(5), Shape.of(5), Shape.of(5)),
        of("two", Kind.LINEAR, new Concat(), image, Shape.of(3, 4, 5)),
        of("three", Kind.LINEAR, new Concat(), image, Shape.of(3, 4, 1), Shape.of(3, 4, 3)),
        of("vectors", Kind.LINEAR, new Concat(), Shape.of(3), Shape.of(2)));
  }

  private static List<LayerCase> otherNorms() {
    return List.of(
        of("image", Kind.SMOOTH, new LayerNorm(0.1f), Shape.of(3, 4, 5)),
        of("vector", Kind.SMOOTH, new LayerNorm(), Shape.of(20)),
        of("volume", Kind.SMOOTH, new LayerNorm(0.1f), Shape.of(2, 2, 3, 6)),
        of("one channel", Kind.SMOOTH, new LayerNorm(), Shape.of(2, 2, 1)),
        of("two groups", Kind.SMOOTH, new GroupNorm(2), Shape.of(3, 4, 6)),
        of("one group", Kind.SMOOTH, new GroupNorm(1), Shape.of(4, 3, 5)),
        of("each channel for itself", Kind.SMOOTH, new GroupNorm(17), Shape.of(4, 3, 17)),
        of("groups on a line", Kind.SMOOTH, new GroupNorm(3, 0.1f), Shape.of(7, 12)),
        of("groups of a vector", Kind.SMOOTH, new GroupNorm(2, 0.1f), Shape.of(8)));
  }

  private static List<LayerCase> batchNorms() {
    return List.of(
        of("image", Kind.WHOLE_BATCH, new BatchNorm(), Shape.of(4, 3, 2)),
        of("one channel", Kind.WHOLE_BATCH, new BatchNorm(), Shape.of(3, 5, 1)),
        of("wide", Kind.WHOLE_BATCH, new BatchNorm(0.5f, 1e-3f), Shape.of(2, 2, 19)),
        of("vector", Kind.WHOLE_BATCH, new BatchNorm(0.9f, 0.1f), Shape.of(7)),
        of("line", Kind.WHOLE_BATCH, new BatchNorm(), Shape.of(6, 3)),
        of("volume", Kind.WHOLE_BATCH, new BatchNorm(), Shape.of(2, 3, 2, 4)));
  }

  private static Conv convolution(
      int filters,
      List<Integer> kernel,
      List<Integer> stride,
      List<Integer> dilation,
      Padding padding) {
    return new Conv(filters, kernel, stride, dilation, padding, false);
  }

  private static Padding padding(int top, int bottom, int left, int right) {
    return new Padding.Explicit(List.of(top, bottom, left, right));
  }

  private static Conv unbiased(int filters, int size, Padding padding) {
    List<Integer> one = List.of(1, 1);
    return convolution(filters, List.of(size, size), one, one, padding);
  }

  private static LayerCase linear(String name, Layer layer, Shape input) {
    return of(name, Kind.LINEAR, layer, input);
  }

  private static LayerCase of(String name, Kind kind, Layer layer, Shape... inputs) {
    return new LayerCase(name, kind, layer, List.of(inputs));
  }
}
