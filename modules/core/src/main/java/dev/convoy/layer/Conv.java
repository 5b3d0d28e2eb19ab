package dev.convoy.layer;

import dev.convoy.kernel.Window;
import dev.convoy.tensor.Shape;
import java.util.List;
import java.util.Optional;

/**
 * Convolution (cross-correlation) in one, two or three dimensions; as many as the kernel has sizes.
 * On an image, input h×w×c, output h'×w'×filters, where each filter looks at all channels of its
 * group. Parameters: {@code weight} [kernel sizes, c / groups, filters] and {@code bias} [filters].
 *
 * <p>With g groups the first c/g channels belong with the first filters/g filters, and so on, as if
 * g convolutions stood side by side. As many groups as channels and filters make a depthwise
 * convolution: each channel has a filter of its own.
 *
 * <p>Source: ONNX operator Conv; LeCun et al., Gradient-based learning applied to document
 * recognition, 1998.
 *
 * @param filters number of feature maps that come out, at least 1
 * @param kernel sizes of a filter, outermost first, as in height and width
 * @param stride a step for each of them
 * @param dilation a distance between taps for each of them
 * @param padding how the input is padded with zeros
 * @param groups into how many parts channels and filters are divided; divides both, usually 1
 * @param bias whether each filter adds a bias
 */
public record Conv(
    int filters,
    List<Integer> kernel,
    List<Integer> stride,
    List<Integer> dilation,
    Padding padding,
    int groups,
    boolean bias)
    implements Layer {
  private static final String NAME = "conv";

  /** Checks the sizes. */
  public Conv {
    Filters.check(NAME, filters, kernel, stride, dilation, padding, groups);
    kernel = List.copyOf(kernel);
    stride = List.copyOf(stride);
    dilation = List.copyOf(dilation);
  }

  /** A convolution of one group. */
  public Conv(
      int filters,
      List<Integer> kernel,
      List<Integer> stride,
      List<Integer> dilation,
      Padding padding,
      boolean bias) {
    this(filters, kernel, stride, dilation, padding, 1, bias);
  }

  /** Filters of any sizes at stride 1 with bias. */
  public Conv(int filters, List<Integer> kernel, Padding padding) {
    this(
        filters, kernel, Sizes.same(kernel.size(), 1), Sizes.same(kernel.size(), 1), padding, true);
  }

  /** Square filters for images at stride 1 with bias. */
  public Conv(int filters, int size, Padding padding) {
    this(filters, Sizes.square(size), padding);
  }

  /** The same convolution with another stride. */
  public Conv withStride(int step) {
    List<Integer> steps = Sizes.same(kernel.size(), step);
    return new Conv(filters, kernel, steps, dilation, padding, groups, bias);
  }

  /** The same convolution in so many groups. */
  public Conv withGroups(int number) {
    return new Conv(filters, kernel, stride, dilation, padding, number, bias);
  }

  /** The same convolution without bias, as before a normalization. */
  public Conv withoutBias() {
    return new Conv(filters, kernel, stride, dilation, padding, groups, false);
  }

  @Override
  public String type() {
    return Filters.type(NAME, kernel);
  }

  @Override
  public String namePrefix() {
    return NAME;
  }

  @Override
  public String summary() {
    return Filters.summary(NAME, filters, kernel, stride, dilation, padding, groups);
  }

  @Override
  public Optional<Window> window(List<Shape> inputs) {
    Shape input = Inputs.spatial(inputs, kernel.size());
    Filters.requireDivides(groups, input);
    return Optional.of(Sizes.window(input, kernel, stride, dilation, padding));
  }

  @Override
  public Shape outputShape(List<Shape> inputs) {
    return Sizes.output(window(inputs).orElseThrow(), filters);
  }

  @Override
  public List<ParameterSpec> parameters(List<Shape> inputs) {
    int channels = inputs.get(0).channels() / groups;
    int taps = Filters.taps(kernel);
    return Filters.parameters(
        kernel, channels, filters, bias ? filters : 0, taps * channels, taps * filters / groups);
  }

  @Override
  public long multiplyAdds(List<Shape> inputs) {
    Window window = window(inputs).orElseThrow();
    int channels = inputs.get(0).channels() / groups;
    return (long) window.outputs() * window.taps() * channels * filters;
  }

  @Override
  public Operation compile(CompileContext context) {
    return ConvolutionOperation.of(
        context,
        window(context.inputs()).orElseThrow(),
        context.input().channels(),
        filters,
        groups);
  }
}
