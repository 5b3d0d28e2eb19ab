package dev.convoy.layer;

import dev.convoy.tensor.Shape;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Makes each spatial axis longer by a whole factor, each channel for itself.
 *
 * <p>Source: ONNX operator Resize; PyTorch's Upsample with {@code align_corners} false.
 *
 * @param scale a factor for each axis, or one for all; at least 1
 * @param mode where the values come from
 */
public record Upsample(List<Integer> scale, Mode mode) implements Layer {
  /** How values are computed. */
  public enum Mode {
    /** Output o is input ⌊o / scale⌋: ONNX's asymmetric coordinates, rounded down. */
    NEAREST,
    /**
     * Output o lies at (o + ½) / scale − ½ (ONNX's half_pixel) and is interpolated linearly on each
     * axis between its neighbours; beyond the outermost input it is that. On images, bilinear.
     */
    LINEAR;

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** Checks the factors. */
  public Upsample {
    Sizes.axes("upsample: scale", scale);
    if (scale.stream().anyMatch(factor -> factor < 1)) {
      throw new IllegalArgumentException("upsample: scale " + scale + " must be at least 1");
    }
    scale = List.copyOf(scale);
  }

  /** The same factor for all axes. */
  public Upsample(int scale, Mode mode) {
    this(List.of(scale), mode);
  }

  @Override
  public String type() {
    return "upsample";
  }

  @Override
  public String summary() {
    return "upsample " + Sizes.text(scale) + " " + mode;
  }

  /** The factor of each axis of an input. */
  private List<Integer> factors(Shape input) {
    int axes = input.spatial().size();
    if (scale.size() == 1) {
      return Sizes.same(axes, scale.get(0));
    }
    if (scale.size() != axes) {
      throw new IllegalArgumentException(
          "input is " + input + ", scale " + scale + " must be one factor or " + axes);
    }
    return scale;
  }

  @Override
  public Shape outputShape(List<Shape> inputs) {
    Shape input = Inputs.spatial(inputs);
    List<Integer> factors = factors(input);
    List<Integer> spatial = new ArrayList<>();
    for (int i = 0; i < factors.size(); i++) {
      spatial.add(Sizes.length(input, i, (long) input.spatial().get(i) * factors.get(i)));
    }
    int parts = mode == Mode.LINEAR ? 1 << factors.size() : 1;
    return Sizes.requireHeld(new Shape(spatial, input.channels()), parts);
  }

  @Override
  public List<ReceptiveField> reach(List<Shape> inputs) {
    return factors(Inputs.spatial(inputs)).stream()
        .map(factor -> new ReceptiveField(mode == Mode.LINEAR && factor > 1 ? 2 : 1, 1.0 / factor))
        .toList();
  }

  @Override
  public Operation compile(CompileContext context) {
    Shape input = context.input();
    return new UpsampleOperation(input, factors(input), mode);
  }
}
