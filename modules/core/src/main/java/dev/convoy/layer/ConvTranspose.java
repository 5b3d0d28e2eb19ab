package dev.convoy.layer;

import dev.convoy.kernel.Axis;
import dev.convoy.kernel.Window;
import dev.convoy.tensor.Shape;
import java.util.List;

/**
 * Transposed convolution in one, two or three dimensions: the adjoint of a convolution from the
 * output's shape to the input's. Each input adds the filters, times its value, to the outputs under
 * its window, so that a stride spreads the input. Parameters: {@code weight} [kernel sizes, filters
 * / groups, input channels] and {@code bias} [filters].
 *
 * <p>On each axis the output is (input − 1) · stride + extent − padding + outputPadding long, and
 * input · stride with padding {@link Padding#SAME}.
 *
 * <p>Source: ONNX operator ConvTranspose; Zeiler et al., Deconvolutional Networks, 2010.
 *
 * @param filters number of feature maps that come out, at least 1
 * @param kernel sizes of a filter, outermost first, as in height and width
 * @param stride distance of two inputs in the output, for each of them
 * @param dilation a distance between taps for each of them
 * @param margins what is left out at the output's sides and added at its ends
 * @param groups into how many parts channels and filters are divided; divides both, usually 1
 * @param bias whether each filter adds a bias
 */
public record ConvTranspose(
    int filters,
    List<Integer> kernel,
    List<Integer> stride,
    List<Integer> dilation,
    OutputMargins margins,
    int groups,
    boolean bias)
    implements Layer {
  private static final String NAME = "convTranspose";

  /** Checks the sizes. */
  public ConvTranspose {
    Filters.check(NAME, filters, kernel, stride, dilation, margins.padding(), groups);
    List<Integer> outputPadding = margins.outputPadding();
    String type = Filters.type(NAME, kernel);
    boolean fits = outputPadding.size() == kernel.size();
    for (int i = 0; fits && i < kernel.size(); i++) {
      fits = outputPadding.get(i) >= 0 && outputPadding.get(i) < stride.get(i);
    }
    if (!fits) {
      throw new IllegalArgumentException(
          type
              + ": outputPadding "
              + outputPadding
              + " must be at least 0 and below the stride, "
              + stride);
    }
    if (margins.padding() == Padding.SAME && margins.isLonger()) {
      throw new IllegalArgumentException(
          type + ": outputPadding " + outputPadding + " must be 0 with padding same");
    }
    kernel = List.copyOf(kernel);
    stride = List.copyOf(stride);
    dilation = List.copyOf(dilation);
  }

  /** Without output padding. */
  public ConvTranspose(
      int filters,
      List<Integer> kernel,
      List<Integer> stride,
      List<Integer> dilation,
      Padding padding,
      int groups,
      boolean bias) {
    this(filters, kernel, stride, dilation, OutputMargins.of(padding, kernel.size()), groups, bias);
  }

  /** Filters of any sizes at stride 1 with bias. */
  public ConvTranspose(int filters, List<Integer> kernel, Padding padding) {
    this(
        filters,
        kernel,
        Sizes.same(kernel.size(), 1),
        Sizes.same(kernel.size(), 1),
        padding,
        1,
        true);
  }

  /** Square filters for images at stride 1 with bias. */
  public ConvTranspose(int filters, int size, Padding padding) {
    this(filters, Sizes.square(size), padding);
  }

  /** The same with another stride. */
  public ConvTranspose withStride(int step) {
    List<Integer> steps = Sizes.same(kernel.size(), step);
    return new ConvTranspose(filters, kernel, steps, dilation, margins, groups, bias);
  }

  /** The same in so many groups. */
  public ConvTranspose withGroups(int number) {
    return new ConvTranspose(filters, kernel, stride, dilation, margins, number, bias);
  }

  /** How much of the output is left out at its sides. */
  public Padding padding() {
    return margins.padding();
  }

  /** How much longer the output is at its ends. */
  public List<Integer> outputPadding() {
    return margins.outputPadding();
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
    return Filters.summary(NAME, filters, kernel, stride, dilation, padding(), groups)
        + (margins.isLonger() ? " output padding " + Sizes.text(outputPadding()) : "");
  }

  /** The window that a convolution from the output to the input would have. */
  private Window windowOverOutput(List<Shape> inputs) {
    Shape input = Inputs.spatial(inputs, kernel.size());
    Filters.requireDivides(groups, input);
    return Sizes.transposed(input, kernel, stride, dilation, margins);
  }

  @Override
  public Shape outputShape(List<Shape> inputs) {
    List<Axis> axes = windowOverOutput(inputs).axes();
    return new Shape(axes.stream().map(Axis::input).toList(), filters);
  }

  /** An output sees the inputs whose windows lie over it. */
  @Override
  public List<ReceptiveField> reach(List<Shape> inputs) {
    return windowOverOutput(inputs).axes().stream()
        .map(
            axis ->
                new ReceptiveField((axis.extent() - 1) / axis.stride() + 1, 1.0 / axis.stride()))
        .toList();
  }

  @Override
  public List<ParameterSpec> parameters(List<Shape> inputs) {
    int channels = inputs.get(0).channels();
    int seen = channels / groups;
    for (int i = 0; i < kernel.size(); i++) {
      seen *= tapsOfOneOutput(kernel.get(i), stride.get(i), dilation.get(i));
    }
    return Filters.parameters(
        kernel,
        filters / groups,
        channels,
        bias ? filters : 0,
        seen,
        Filters.taps(kernel) * filters / groups);
  }

  /** At most so many taps lie over an output that have an input: others fall between inputs. */
  private static int tapsOfOneOutput(int kernel, int stride, int dilation) {
    int every = 1;
    while (every * dilation % stride != 0) {
      every++;
    }
    return (kernel + every - 1) / every;
  }

  @Override
  public long multiplyAdds(List<Shape> inputs) {
    int channels = inputs.get(0).channels();
    Window window = windowOverOutput(inputs);
    return (long) window.outputs() * window.taps() * channels * (filters / groups);
  }

  @Override
  public Operation compile(CompileContext context) {
    return ConvolutionOperation.transposed(
        context, windowOverOutput(context.inputs()), context.input().channels(), filters, groups);
  }
}
