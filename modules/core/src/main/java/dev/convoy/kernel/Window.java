package dev.convoy.kernel;

import java.io.Serializable;
import java.util.List;
import java.util.function.ToIntFunction;
import java.util.stream.Collectors;

/**
 * The geometry of a sliding window over one, two or three spatial axes; it serves convolution and
 * pooling alike and owns the rule that says which input position lies under which tap. Positions
 * and taps are counted in row-major order.
 *
 * @param axes the axes, outermost first
 */
public record Window(List<Axis> axes) implements Serializable {
  /** What {@link #source} answers for a tap that lies on padding. */
  public static final int PADDING = -1;

  /** The most positions under all windows together: kernels hold a table of {@link #sources}. */
  public static final int MOST_SOURCES = 1 << 27;

  /** Copies the list and checks that {@link #sources} is no larger than kernels can hold. */
  public Window {
    axes = List.copyOf(axes);
    if (axes.isEmpty() || axes.size() > 3) {
      throw new IllegalArgumentException("window: " + axes.size() + " axes, must be 1 to 3");
    }
    long sources = 1;
    for (Axis axis : axes) {
      sources = Math.min(sources * axis.output(), MOST_SOURCES + 1L);
      sources = Math.min(sources * axis.kernel(), MOST_SOURCES + 1L);
    }
    if (sources > MOST_SOURCES) {
      throw new IllegalArgumentException(
          "window: "
              + text(axes, Axis::output)
              + " windows of "
              + text(axes, Axis::kernel)
              + " look at more than "
              + MOST_SOURCES
              + " positions");
    }
  }

  private static String text(List<Axis> axes, ToIntFunction<Axis> size) {
    return axes.stream()
        .map(axis -> String.valueOf(size.applyAsInt(axis)))
        .collect(Collectors.joining("×"));
  }

  /** The window of a fully connected layer: one position, one tap. */
  public static Window single() {
    return new Window(List.of(new Axis(1, 1, 1, 1, 0, 0)));
  }

  /** Number of input positions. */
  public int inputs() {
    return axes.stream().mapToInt(Axis::input).reduce(1, Math::multiplyExact);
  }

  /** Number of output positions. */
  public int outputs() {
    return axes.stream().mapToInt(Axis::output).reduce(1, Math::multiplyExact);
  }

  /** Number of taps, that is of input positions a window looks at. */
  public int taps() {
    return axes.stream().mapToInt(Axis::kernel).reduce(1, Math::multiplyExact);
  }

  /** The input position under a tap of an output position, or {@link #PADDING}. */
  public int source(int output, int tap) {
    int source = 0;
    int scale = 1;
    for (int a = axes.size() - 1; a >= 0; a--) {
      Axis axis = axes.get(a);
      int position = axis.source(output % axis.output(), tap % axis.kernel());
      if (position < 0 || position >= axis.input()) {
        return PADDING;
      }
      source += position * scale;
      scale *= axis.input();
      output /= axis.output();
      tap /= axis.kernel();
    }
    return source;
  }

  /** All sources, {@code [output][tap]}, in one array of {@code outputs · taps}. */
  public int[] sources() {
    int taps = taps();
    int[] sources = new int[outputs() * taps];
    for (int i = 0; i < sources.length; i++) {
      sources[i] = source(i / taps, i % taps);
    }
    return sources;
  }
}
