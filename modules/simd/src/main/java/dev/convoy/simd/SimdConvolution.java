package dev.convoy.simd;

import dev.convoy.kernel.Axis;
import dev.convoy.kernel.Convolution;
import dev.convoy.kernel.Pass;
import dev.convoy.kernel.Window;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * Convolution by {@link PanelProduct}s without im2col. Values equal the reference's as long as
 * everything is finite: zeros that stand for taps which are not there turn an infinity into a NaN.
 */
final class SimdConvolution implements Convolution {
  private static final Axis ONE = new Axis(1, 1, 1, 1, 0, 0);

  private final List<LinearPass> forward = new ArrayList<>();
  private final List<LinearPass> inputGradient = new ArrayList<>();
  private final List<WeightGradient> weightGradients = new ArrayList<>();
  private final int forwardSize;
  private final int packedSize;
  private final String algorithm;

  /** Compiles a convolution of a window of three axes. */
  private SimdConvolution(Window window, int inputChannels, int outputChannels, Set<Pass> passes) {
    if (passes.contains(Pass.FORWARD)) {
      forward.add(new Correlation(Geometry.forward(window, inputChannels, outputChannels), false));
    }
    if (passes.contains(Pass.INPUT_GRADIENT)) {
      inputGradient.addAll(inputGradient(window, inputChannels, outputChannels));
    }
    if (passes.contains(Pass.WEIGHT_GRADIENT)) {
      weightGradients.add(WeightGradient.of(window, inputChannels, outputChannels));
    }
    this.forwardSize = forward.stream().mapToInt(LinearPass::packedSize).sum();
    this.packedSize = forwardSize + inputGradient.stream().mapToInt(LinearPass::packedSize).sum();
    this.algorithm = "direct " + PanelProduct.describe(outputChannels);
  }

  /** The form of the input gradient that costs less. */
  private static List<LinearPass> inputGradient(
      Window window, int inputChannels, int outputChannels) {
    List<Geometry> phases =
        Geometry.gradient(window, inputChannels, outputChannels).stream()
            .map(Geometry::merged)
            .toList();
    if (OverlappingAdd.canDo(window, inputChannels)) {
      OverlappingAdd overlapping = new OverlappingAdd(window, inputChannels, outputChannels);
      if (overlapping.cost() < phases.stream().mapToLong(Geometry::cost).sum()) {
        return List.of(overlapping);
      }
    }
    return phases.stream().<LinearPass>map(phase -> new Correlation(phase, true)).toList();
  }

  /** Compiles a convolution. */
  static Convolution of(Window window, int inputChannels, int outputChannels, Set<Pass> passes) {
    List<Axis> axes = volume(window).axes();
    if (axes.stream().allMatch(SimdConvolution::seesAllOnce)) {
      return new SimdDense(1, window.inputs() * inputChannels, outputChannels, passes);
    }
    if (axes.stream().allMatch(SimdConvolution::seesOne)) {
      return new SimdDense(window.inputs(), inputChannels, outputChannels, passes);
    }
    return new SimdConvolution(new Window(axes), inputChannels, outputChannels, passes);
  }

  /** Compiles a convolution whose packed weights may lie anywhere. */
  static SimdConvolution general(
      Window window, int inputChannels, int outputChannels, Set<Pass> passes) {
    return new SimdConvolution(volume(window), inputChannels, outputChannels, passes);
  }

  private static Window volume(Window window) {
    List<Axis> axes = new ArrayList<>(window.axes());
    while (axes.size() < 3) {
      axes.add(0, ONE);
    }
    return new Window(axes);
  }

  /** Whether the one output position sees each input position in order. */
  private static boolean seesAllOnce(Axis axis) {
    return axis.output() == 1
        && axis.padStart() == 0
        && axis.extent() == axis.input()
        && (axis.dilation() == 1 || axis.kernel() == 1);
  }

  /** Whether each output position sees the input position of its own. */
  private static boolean seesOne(Axis axis) {
    return axis.kernel() == 1
        && (axis.stride() == 1 || axis.input() == 1)
        && axis.padStart() == 0
        && axis.output() == axis.input();
  }

  @Override
  public int packedSize() {
    return packedSize;
  }

  @Override
  public int scratchSize(int examples) {
    int size = 0;
    for (LinearPass correlation : forward) {
      size = Math.max(size, correlation.scratchSize());
    }
    for (LinearPass phase : inputGradient) {
      size = Math.max(size, phase.scratchSize());
    }
    for (WeightGradient gradient : weightGradients) {
      size = Math.max(size, gradient.scratchSize(examples));
    }
    return size;
  }

  @Override
  public void prepare(float[] weights, int weightsAt, float[] packed) {
    prepare(weights, weightsAt, packed, 0);
  }

  void prepare(float[] weights, int weightsAt, float[] packed, int packedAt) {
    int at = packedAt;
    for (int i = 0; i < forward.size(); i++) {
      forward.get(i).prepare(weights, weightsAt, packed, at);
      at += forward.get(i).packedSize();
    }
    for (int i = 0; i < inputGradient.size(); i++) {
      inputGradient.get(i).prepare(weights, weightsAt, packed, at);
      at += inputGradient.get(i).packedSize();
    }
  }

  @Override
  public void forward(
      int examples, float[] packed, float[] x, int xAt, float[] y, int yAt, float[] scratch) {
    forward(examples, packed, 0, x, xAt, y, yAt, scratch);
  }

  void forward(
      int examples,
      float[] packed,
      int packedAt,
      float[] x,
      int xAt,
      float[] y,
      int yAt,
      float[] scratch) {
    forward.get(0).add(examples, packed, packedAt, x, xAt, y, yAt, scratch);
  }

  @Override
  public void inputGradient(
      int examples, float[] packed, float[] dy, int dyAt, float[] dx, int dxAt, float[] scratch) {
    inputGradient(examples, packed, 0, dy, dyAt, dx, dxAt, scratch);
  }

  void inputGradient(
      int examples,
      float[] packed,
      int packedAt,
      float[] dy,
      int dyAt,
      float[] dx,
      int dxAt,
      float[] scratch) {
    int at = packedAt + forwardSize;
    for (int i = 0; i < inputGradient.size(); i++) {
      inputGradient.get(i).add(examples, packed, at, dy, dyAt, dx, dxAt, scratch);
      at += inputGradient.get(i).packedSize();
    }
  }

  @Override
  public void weightGradient(
      int examples,
      float[] x,
      int xAt,
      float[] dy,
      int dyAt,
      float[] dw,
      int dwAt,
      float[] scratch) {
    weightGradients.get(0).add(examples, x, xAt, dy, dyAt, dw, dwAt, scratch);
  }

  @Override
  public String algorithm() {
    return algorithm;
  }
}
