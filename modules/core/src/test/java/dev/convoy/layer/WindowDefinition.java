package dev.convoy.layer;

import dev.convoy.tensor.Shape;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;

/** Layers that slide a window, as their formulas read, over three axes; those not there are 1. */
final class WindowDefinition {
  private static final Line NONE = new Line(1, 1, 1, 1, 0, 1);

  private WindowDefinition() {}

  /** One axis: where a window's taps lie. */
  private record Line(int input, int kernel, int stride, int dilation, int start, int outputs) {
    int at(int output, int tap) {
      return output * stride + tap * dilation - start;
    }

    boolean holds(int position) {
      return position >= 0 && position < input;
    }
  }

  private interface Visitor {
    /** An output position, a tap, the input position under it, and whether there is one. */
    void visit(int output, int tap, int input, boolean inside);
  }

  static double[] convolution(Conv conv, Shape shape, double[] x, double[] weight, double[] bias) {
    List<Line> lines = lines(shape, conv.kernel(), conv.stride(), conv.dilation(), conv.padding());
    int filters = conv.filters();
    int channels = shape.channels();
    int groupChannels = channels / conv.groups();
    int groupFilters = filters / conv.groups();
    double[] y = filled(outputs(lines), filters, bias);
    visit(
        lines,
        (output, tap, input, inside) -> {
          for (int k = 0; inside && k < filters; k++) {
            int first = k / groupFilters * groupChannels;
            for (int c = 0; c < groupChannels; c++) {
              double w = weight[(tap * groupChannels + c) * filters + k];
              y[output * filters + k] += w * x[input * channels + first + c];
            }
          }
        });
    return y;
  }

  /** Each input adds the filters to the outputs under its window, which lies over the output. */
  static double[] transposed(
      ConvTranspose layer, Shape shape, double[] x, double[] weight, double[] bias) {
    List<Line> lines = new ArrayList<>();
    int outputs = 1;
    for (int i = 0; i < layer.kernel().size(); i++) {
      int length = shape.spatial().get(i);
      int k = layer.kernel().get(i);
      int s = layer.stride().get(i);
      int d = layer.dilation().get(i);
      int[] pads = Definition.pads(layer.padding(), i, length * s, k, s, d);
      int longest = (length - 1) * s + (k - 1) * d + 1 + layer.outputPadding().get(i);
      int output = layer.padding() == Padding.SAME ? length * s : longest - pads[0] - pads[1];
      lines.add(new Line(output, k, s, d, pads[0], length));
      outputs *= output;
    }
    int filters = layer.filters();
    int channels = shape.channels();
    int groupFilters = filters / layer.groups();
    int groupChannels = channels / layer.groups();
    double[] y = filled(outputs, filters, bias);
    visit(
        threeOf(lines),
        (from, tap, to, inside) -> {
          for (int c = 0; inside && c < channels; c++) {
            int first = c / groupChannels * groupFilters;
            for (int k = 0; k < groupFilters; k++) {
              double w = weight[(tap * groupFilters + k) * channels + c];
              y[to * filters + first + k] += w * x[from * channels + c];
            }
          }
        });
    return y;
  }

  static double[] maximum(MaxPool pool, Shape shape, double[] x) {
    int channels = shape.channels();
    List<Line> lines = poolLines(shape, pool.size(), pool.stride(), pool.padding());
    double[] y = new double[outputs(lines) * channels];
    Arrays.fill(y, Double.NEGATIVE_INFINITY);
    visit(
        lines,
        (output, tap, input, inside) -> {
          for (int c = 0; inside && c < channels; c++) {
            int at = output * channels + c;
            y[at] = Math.max(y[at], x[input * channels + c]);
          }
        });
    return y;
  }

  static double[] average(AvgPool pool, Shape shape, double[] x) {
    int channels = shape.channels();
    List<Line> lines = poolLines(shape, pool.size(), pool.stride(), pool.padding());
    double[] y = new double[outputs(lines) * channels];
    int[] count = new int[outputs(lines)];
    visit(
        lines,
        (output, tap, input, inside) -> {
          count[output] += inside || pool.countPadding() ? 1 : 0;
          for (int c = 0; inside && c < channels; c++) {
            y[output * channels + c] += x[input * channels + c];
          }
        });
    for (int i = 0; i < y.length; i++) {
      y[i] /= count[i / channels];
    }
    return y;
  }

  private static double[] filled(int positions, int channels, double[] bias) {
    double[] y = new double[positions * channels];
    for (int i = 0; i < y.length && bias.length > 0; i++) {
      y[i] = bias[i % channels];
    }
    return y;
  }

  private static List<Line> poolLines(
      Shape shape, List<Integer> size, List<Integer> stride, Padding padding) {
    List<Integer> whole = shape.spatial();
    return size.isEmpty()
        ? lines(shape, whole, whole, ones(whole.size()), Padding.VALID)
        : lines(shape, size, stride, ones(size.size()), padding);
  }

  private static List<Line> lines(
      Shape shape,
      List<Integer> kernel,
      List<Integer> stride,
      List<Integer> dilation,
      Padding padding) {
    List<Line> lines = new ArrayList<>();
    for (int i = 0; i < kernel.size(); i++) {
      int input = shape.spatial().get(i);
      int k = kernel.get(i);
      int s = stride.get(i);
      int d = dilation.get(i);
      int[] pads = Definition.pads(padding, i, input, k, s, d);
      int outputs = Definition.outputs(input, k, s, d, pads[0], pads[1]);
      lines.add(new Line(input, k, s, d, pads[0], outputs));
    }
    return threeOf(lines);
  }

  private static List<Line> threeOf(List<Line> lines) {
    List<Line> three = new ArrayList<>(Collections.nCopies(3 - lines.size(), NONE));
    three.addAll(lines);
    return three;
  }

  private static int outputs(List<Line> lines) {
    return lines.stream().mapToInt(Line::outputs).reduce(1, (a, b) -> a * b);
  }

  private static List<Integer> ones(int axes) {
    return Collections.nCopies(axes, 1);
  }

  private static void visit(List<Line> lines, Visitor visitor) {
    Line depth = lines.get(0);
    Line height = lines.get(1);
    Line width = lines.get(2);
    for (int i = 0; i < depth.outputs; i++) {
      for (int j = 0; j < height.outputs; j++) {
        for (int k = 0; k < width.outputs; k++) {
          for (int p = 0; p < depth.kernel; p++) {
            for (int q = 0; q < height.kernel; q++) {
              for (int r = 0; r < width.kernel; r++) {
                int slice = depth.at(i, p);
                int row = height.at(j, q);
                int column = width.at(k, r);
                visitor.visit(
                    (i * height.outputs + j) * width.outputs + k,
                    (p * height.kernel + q) * width.kernel + r,
                    (slice * height.input + row) * width.input + column,
                    depth.holds(slice) && height.holds(row) && width.holds(column));
              }
            }
          }
        }
      }
    }
  }
}
