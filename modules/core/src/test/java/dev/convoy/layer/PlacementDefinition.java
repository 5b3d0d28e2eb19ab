package dev.convoy.layer;

import dev.convoy.tensor.Shape;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** Layers that put inputs elsewhere, as their formulas read, over three axes. */
final class PlacementDefinition {
  private PlacementDefinition() {}

  /** One axis: how much an output gets of an input. */
  private interface Line {
    double weight(int output, int input);
  }

  static double[] upsample(Upsample layer, Shape shape, double[] x) {
    int axes = shape.spatial().size();
    List<Line> lines = new ArrayList<>(Collections.nCopies(3 - axes, (o, i) -> 1));
    List<Integer> outputs = new ArrayList<>();
    for (int axis = 0; axis < axes; axis++) {
      double scale = layer.scale().get(layer.scale().size() == 1 ? 0 : axis);
      int last = shape.spatial().get(axis) - 1;
      lines.add(
          layer.mode() == Upsample.Mode.NEAREST
              ? (o, i) -> Math.floor(o / scale) == i ? 1 : 0
              : (o, i) -> {
                double at = Math.max(0, Math.min(last, (o + 0.5) / scale - 0.5));
                return Math.max(0, 1 - Math.abs(at - i));
              });
      outputs.add((int) (shape.spatial().get(axis) * scale));
    }
    return placed(shape, outputs, lines, x);
  }

  static double[] zeroPad(ZeroPad layer, Shape shape, double[] x) {
    int axes = shape.spatial().size();
    List<Line> lines = new ArrayList<>(Collections.nCopies(3 - axes, (o, i) -> 1));
    List<Integer> outputs = new ArrayList<>();
    List<Integer> amounts = layer.amounts();
    for (int axis = 0; axis < axes; axis++) {
      boolean one = amounts.size() == 1;
      int start = amounts.get(one ? 0 : 2 * axis);
      int end = amounts.get(one ? 0 : 2 * axis + 1);
      lines.add((o, i) -> o - start == i ? 1 : 0);
      outputs.add(shape.spatial().get(axis) + start + end);
    }
    return placed(shape, outputs, lines, x);
  }

  private static double[] placed(Shape shape, List<Integer> outputs, List<Line> lines, double[] x) {
    List<Integer> from = three(shape.spatial());
    List<Integer> to = three(outputs);
    int channels = shape.channels();
    double[] y = new double[to.get(0) * to.get(1) * to.get(2) * channels];
    for (int output = 0; output < y.length / channels; output++) {
      for (int input = 0; input < shape.positions(); input++) {
        double weight =
            lines.get(0).weight(slice(to, output), slice(from, input))
                * lines.get(1).weight(row(to, output), row(from, input))
                * lines.get(2).weight(output % to.get(2), input % from.get(2));
        for (int c = 0; c < channels; c++) {
          y[output * channels + c] += weight * x[input * channels + c];
        }
      }
    }
    return y;
  }

  private static int slice(List<Integer> sizes, int position) {
    return position / (sizes.get(1) * sizes.get(2));
  }

  private static int row(List<Integer> sizes, int position) {
    return position / sizes.get(2) % sizes.get(1);
  }

  private static List<Integer> three(List<Integer> sizes) {
    List<Integer> all = new ArrayList<>(Collections.nCopies(3 - sizes.size(), 1));
    all.addAll(sizes);
    return all;
  }
}
