package dev.convoy.layer;

import dev.convoy.kernel.Window;
import dev.convoy.tensor.Shape;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Two-dimensional convolution (cross-correlation): input h×w×c, output h'×w'×filters, where each
 * filter looks at all channels of its group. Parameters: {@code weight} [kernel height, kernel
 * width, c / groups, filters] and {@code bias} [filters].
 *
 * <p>With g groups the first c/g channels belong with the first filters/g filters, and so on, as if
 * g convolutions stood side by side. As many groups as channels and filters make a depthwise
 * convolution: each channel has a filter of its own.
 *
 * <p>Source: ONNX operator Conv; LeCun et al., Gradient-based learning applied to document
 * recognition, 1998.
 *
 * @param filters number of feature maps that come out, at least 1
 * @param kernel height and width of a filter
 * @param stride vertical and horizontal step
 * @param dilation vertical and horizontal distance between taps
 * @param padding how the input is padded with zeros
 * @param groups into how many parts channels and filters are divided; divides both, usually 1
 * @param bias whether each filter adds a bias
 */
public record Conv2d(
    int filters,
    List<Integer> kernel,
    List<Integer> stride,
    List<Integer> dilation,
    Padding padding,
    int groups,
    boolean bias)
    implements Layer {
  /** Checks the sizes. */
  public Conv2d {
    if (filters < 1) {
      throw new IllegalArgumentException("conv2d: filters " + filters + " must be at least 1");
    }
    kernel = Sizes.pair("conv2d: kernel", kernel);
    stride = Sizes.pair("conv2d: stride", stride);
    dilation = Sizes.pair("conv2d: dilation", dilation);
    if (groups < 1 || filters % groups != 0) {
      throw new IllegalArgumentException(
          "conv2d: groups " + groups + " must be at least 1 and divide the filters, " + filters);
    }
  }

  /** A convolution of one group. */
  public Conv2d(
      int filters,
      List<Integer> kernel,
      List<Integer> stride,
      List<Integer> dilation,
      Padding padding,
      boolean bias) {
    this(filters, kernel, stride, dilation, padding, 1, bias);
  }

  /** Square filters at stride 1 with bias. */
  public Conv2d(int filters, int size, Padding padding) {
    this(filters, Sizes.square(size), Sizes.square(1), Sizes.square(1), padding, true);
  }

  /** The same convolution with another stride. */
  public Conv2d withStride(int step) {
    return new Conv2d(filters, kernel, Sizes.square(step), dilation, padding, groups, bias);
  }

  /** The same convolution in so many groups. */
  public Conv2d withGroups(int number) {
    return new Conv2d(filters, kernel, stride, dilation, padding, number, bias);
  }

  /** The same convolution without bias, as before a normalization. */
  public Conv2d withoutBias() {
    return new Conv2d(filters, kernel, stride, dilation, padding, groups, false);
  }

  @Override
  public String type() {
    return "conv2d";
  }

  @Override
  public String namePrefix() {
    return "conv";
  }

  @Override
  public String summary() {
    return "conv2d "
        + filters
        + "@"
        + Sizes.text(kernel)
        + " stride "
        + Sizes.text(stride)
        + (dilation.equals(Sizes.square(1)) ? "" : " dilation " + Sizes.text(dilation))
        + " padding "
        + padding
        + (groups == 1 ? "" : " groups " + groups);
  }

  @Override
  public Optional<Window> window(List<Shape> inputs) {
    Shape image = Inputs.image(inputs);
    if (image.channels() % groups != 0) {
      throw new IllegalArgumentException(
          "input is " + image + ", groups " + groups + " must divide its channels");
    }
    return Optional.of(Sizes.window(image, kernel, stride, dilation, padding));
  }

  @Override
  public Shape outputShape(List<Shape> inputs) {
    return Sizes.output(window(inputs).orElseThrow(), filters);
  }

  @Override
  public List<ParameterSpec> parameters(List<Shape> inputs) {
    int channels = inputs.get(0).channels() / groups;
    int taps = kernel.get(0) * kernel.get(1);
    int fanIn = taps * channels;
    int fanOut = taps * filters / groups;
    List<ParameterSpec> specs = new ArrayList<>();
    specs.add(
        ParameterSpec.weight(
            List.of(kernel.get(0), kernel.get(1), channels, filters), fanIn, fanOut));
    if (bias) {
      specs.add(ParameterSpec.bias(filters));
    }
    return specs;
  }

  @Override
  public long multiplyAdds(List<Shape> inputs) {
    Window window = window(inputs).orElseThrow();
    int channels = inputs.get(0).channels() / groups;
    return (long) window.outputs() * window.taps() * channels * filters;
  }

  @Override
  public Operation compile(CompileContext context) {
    return new ConvolutionOperation(
        context,
        window(context.inputs()).orElseThrow(),
        context.input().channels(),
        filters,
        groups);
  }
}
