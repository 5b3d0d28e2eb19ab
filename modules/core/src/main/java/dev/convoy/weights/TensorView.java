package dev.convoy.weights;

import dev.convoy.layer.Conv;
import dev.convoy.layer.ConvTranspose;
import dev.convoy.layer.Dense;
import dev.convoy.model.Model;
import dev.convoy.model.Node;
import dev.convoy.model.ParameterLayout;
import dev.convoy.model.Slot;
import dev.convoy.tensor.Shape;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A tensor of a file as a view of a flat array: element (i, j, …) of the file, counted in row-major
 * order, is at {@code offset + i · strides[0] + j · strides[1] + …}. This is the one place that
 * knows PyTorch's orders.
 *
 * @param name its name in the file
 * @param dimensions its sizes in the file
 * @param offset where element (0, 0, …) is
 * @param counts the sizes that the strides belong to; a finer division of the dimensions
 * @param strides distance of neighbours in the flat array, one for each count
 */
public record TensorView(
    String name,
    List<Integer> dimensions,
    int offset,
    List<Integer> counts,
    List<Integer> strides) {

  /** A tensor in the same order as the array. */
  static TensorView plain(String name, int offset, int size) {
    return new TensorView(name, List.of(size), offset, List.of(size), List.of(1));
  }

  /** The parameters of a model; shared ones once, in the order of the layout. */
  public static List<TensorView> of(Model model) {
    Map<String, List<Shape>> inputs = model.inputShapes();
    Map<String, List<Slot>> slots = ParameterLayout.of(model).slots(model);
    List<TensorView> views = new ArrayList<>();
    Set<String> seen = new HashSet<>();
    for (Node node : model.nodes()) {
      for (Slot slot : slots.get(node.name())) {
        if (seen.add(slot.name())) {
          views.add(view(node, slot, inputs.get(node.name()).get(0)));
        }
      }
    }
    return views;
  }

  private static TensorView view(Node node, Slot slot, Shape input) {
    List<Integer> sizes = slot.spec().dimensions();
    if (sizes.size() == 1) {
      return plain(RunningVariances.tensor(slot), slot.offset(), slot.size());
    }
    if (node.layer() instanceof Conv || node.layer() instanceof ConvTranspose) {
      return convolution(slot);
    }
    if (node.layer() instanceof Dense) {
      return dense(slot, input, sizes.get(1));
    }
    throw new IllegalStateException("layer type '" + node.layer().type() + "' has no file order");
  }

  /**
   * From [kernel sizes, in, out] in memory to [out, in, kernel sizes] in the file; {@code in} are
   * the channels of a group on both sides. A transposed convolution is stored as the convolution
   * whose adjoint it is, in memory and in the file.
   */
  private static TensorView convolution(Slot slot) {
    List<Integer> sizes = slot.spec().dimensions();
    int axes = sizes.size() - 2;
    int in = sizes.get(axes);
    int out = sizes.get(axes + 1);
    List<Integer> dimensions = new ArrayList<>(List.of(out, in));
    List<Integer> strides = new ArrayList<>(List.of(1, out));
    int stride = slot.size();
    for (int size : sizes.subList(0, axes)) {
      stride /= size;
      dimensions.add(size);
      strides.add(stride);
    }
    return new TensorView(slot.name(), dimensions, slot.offset(), dimensions, strides);
  }

  /**
   * From [(spatial sizes, channels), out] in memory to [out, (channels, spatial sizes)] in the
   * file.
   */
  private static TensorView dense(Slot slot, Shape input, int out) {
    List<Integer> counts = new ArrayList<>(List.of(out, input.channels()));
    List<Integer> strides = new ArrayList<>(List.of(1, out));
    int position = input.positions();
    for (int size : input.spatial()) {
      position /= size;
      counts.add(size);
      strides.add(position * input.channels() * out);
    }
    return new TensorView(slot.name(), List.of(out, input.size()), slot.offset(), counts, strides);
  }

  /** Number of values. */
  long size() {
    return dimensions.stream().mapToLong(Integer::longValue).reduce(1, Math::multiplyExact);
  }

  /** Length of a row: a run of values with one stride. */
  int rowLength() {
    return counts.get(counts.size() - 1);
  }

  /** Distance of neighbours in a row. */
  int rowStride() {
    return strides.get(strides.size() - 1);
  }

  /** Where each row starts, in the order of the file. */
  Rows rows() {
    return new Rows(this);
  }

  /** Counts through all indices but the last, like an odometer. */
  static final class Rows {
    private final int[] counts;
    private final int[] strides;
    private final int[] index;
    private int start;
    private boolean more;

    private Rows(TensorView view) {
      int axes = view.counts.size() - 1;
      counts = view.counts.stream().limit(axes).mapToInt(Integer::intValue).toArray();
      strides = view.strides.stream().limit(axes).mapToInt(Integer::intValue).toArray();
      index = new int[axes];
      start = view.offset;
      more = view.size() > 0;
    }

    boolean hasNext() {
      return more;
    }

    int next() {
      int row = start;
      int axis = index.length - 1;
      while (axis >= 0 && ++index[axis] == counts[axis]) {
        index[axis] = 0;
        start -= (counts[axis] - 1) * strides[axis];
        axis--;
      }
      more = axis >= 0;
      start += more ? strides[axis] : 0;
      return row;
    }
  }
}
