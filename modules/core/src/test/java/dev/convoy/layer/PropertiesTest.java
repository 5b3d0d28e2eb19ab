package dev.convoy.layer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.convoy.kernel.Window;
import dev.convoy.random.Seeded;
import dev.convoy.random.TestRandom;
import dev.convoy.tensor.Shape;
import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Locality, translation equivariance and parameter sharing. */
@Seeded
class PropertiesTest {
  private static final float[] NONE = {};

  static Stream<LayerCase> windowedCases() {
    return LayerCases.all()
        .filter(layerCase -> !(layerCase.layer() instanceof Dense))
        .filter(layerCase -> layerCase.layer().window(layerCase.inputs()).isPresent());
  }

  /** Outside its receptive field nothing moves a unit by a bit; inside, every pixel can. */
  @ParameterizedTest
  @MethodSource("windowedCases")
  void aUnitDependsOnItsReceptiveFieldAndOnNothingElse(LayerCase layerCase) {
    TestRandom random = new TestRandom(layerCase.toString());
    Shape input = layerCase.inputs().get(0);
    Window window = layerCase.layer().window(layerCase.inputs()).orElseThrow();
    LayerRun run = new LayerRun(layerCase, false, 1);
    float[] parameters = random.values(layerCase.parameterCount());
    float[] x = layerCase.inputValues(random, 1)[0];
    float[] y = run.forward(parameters, x);
    int channels = run.outputShape().channels();
    for (int pixel = 0; pixel < input.positions(); pixel++) {
      float[] changed = x.clone();
      for (int c = 0; c < input.channels(); c++) {
        changed[pixel * input.channels() + c] += 1000;
      }
      float[] moved = run.forward(parameters, changed);
      for (int unit = 0; unit < window.outputs(); unit++) {
        boolean inside = sees(layerCase.layer(), input, run.outputShape(), unit, pixel);
        for (int k = unit * channels; k < (unit + 1) * channels; k++) {
          assertThat(Float.floatToRawIntBits(moved[k]) != Float.floatToRawIntBits(y[k]))
              .as("pixel %d, unit %d", pixel, unit)
              .isEqualTo(inside);
        }
      }
    }
  }

  /** The receptive field from the sizes that the layer was made with. */
  private static boolean sees(Layer layer, Shape input, Shape output, int unit, int pixel) {
    for (int axis = input.spatial().size() - 1; axis >= 0; axis--) {
      int units = output.spatial().get(axis);
      int pixels = input.spatial().get(axis);
      if (!seesAxis(layer, axis, input, unit % units, pixel % pixels)) {
        return false;
      }
      unit /= units;
      pixel /= pixels;
    }
    return true;
  }

  private static boolean seesAxis(Layer layer, int axis, Shape input, int unit, int position) {
    int length = input.spatial().get(axis);
    if (layer instanceof Conv conv) {
      return sees(conv, axis, length, unit, position);
    } else if (layer instanceof MaxPool pool && !pool.isGlobal()) {
      Conv window = asConvolution(pool.size(), pool.stride(), pool.padding());
      return sees(window, axis, length, unit, position);
    } else if (layer instanceof AvgPool pool && !pool.isGlobal()) {
      Conv window = asConvolution(pool.size(), pool.stride(), pool.padding());
      return sees(window, axis, length, unit, position);
    }
    return true;
  }

  private static boolean sees(Conv conv, int axis, int length, int unit, int position) {
    int kernel = conv.kernel().get(axis);
    int stride = conv.stride().get(axis);
    int dilation = conv.dilation().get(axis);
    int start = Definition.pads(conv.padding(), axis, length, kernel, stride, dilation)[0];
    int offset = position - (unit * stride - start);
    return offset >= 0 && offset % dilation == 0 && offset / dilation < kernel;
  }

  private static Conv asConvolution(List<Integer> size, List<Integer> stride, Padding padding) {
    return new Conv(1, size, stride, Collections.nCopies(size.size(), 1), padding, false);
  }

  static Stream<Layer> equivariantLayers() {
    List<Integer> one = List.of(1, 1);
    return Stream.of(
        new Conv(3, 3, Padding.VALID),
        new Conv(2, List.of(2, 4), one, List.of(2, 1), Padding.VALID, true),
        new Conv(2, 3, Padding.VALID).withGroups(2),
        new MaxPool(List.of(3, 2), one, Padding.VALID),
        new AvgPool(List.of(2, 3), one, Padding.VALID, false));
  }

  /** Two windows of one large image: what lies in both is computed to the same bits. */
  @ParameterizedTest
  @MethodSource("equivariantLayers")
  void theOutputOfAShiftedImageIsTheShiftedOutput(Layer layer) {
    int down = 2;
    int right = 3;
    Shape shape = Shape.of(9, 10, 2);
    TestRandom random = new TestRandom(layer.summary());
    float[] image = random.values((9 + down) * (10 + right) * 2);
    LayerRun run = LayerRun.of(layer, false, 1, shape);
    float[] parameters =
        random.values(layer.parameters(List.of(shape)).stream().mapToInt(p -> p.size()).sum());
    float[] y = run.forward(parameters, crop(image, 10 + right, 0, 0));
    float[] shifted = run.forward(parameters, crop(image, 10 + right, down, right));
    int height = run.outputShape().spatial().get(0);
    int width = run.outputShape().spatial().get(1);
    int channels = run.outputShape().channels();
    for (int i = down; i < height; i++) {
      for (int j = right; j < width; j++) {
        for (int c = 0; c < channels; c++) {
          assertThat(shifted[((i - down) * width + j - right) * channels + c])
              .isEqualTo(y[(i * width + j) * channels + c]);
        }
      }
    }
  }

  private static float[] crop(float[] image, int imageWidth, int top, int left) {
    float[] crop = new float[9 * 10 * 2];
    for (int row = 0; row < 9; row++) {
      System.arraycopy(image, ((top + row) * imageWidth + left) * 2, crop, row * 20, 20);
    }
    return crop;
  }

  /** A blob that moves by a pixel inside its window leaves max pooling as it was. */
  @Test
  void maxPoolingDoesNotNoticeASmallShift() {
    LayerRun run = LayerRun.of(new MaxPool(2), false, 1, Shape.of(4, 4, 1));
    float[] x = new float[16];
    x[0] = 3;
    x[10] = 7;
    float[] shifted = new float[16];
    shifted[5] = 3;
    shifted[15] = 7;
    assertThat(run.forward(NONE, shifted)).isEqualTo(run.forward(NONE, x));
  }

  @Test
  void theParametersOfAConvolutionDoNotDependOnTheImagesSize() {
    Conv layer = new Conv(8, 3, Padding.SAME);
    List<ParameterSpec> small = layer.parameters(List.of(Shape.of(3, 3, 4)));
    assertThat(layer.parameters(List.of(Shape.of(100, 37, 4)))).isEqualTo(small);
    assertThat(layer.parameters(List.of(Shape.of(3, 3, 5)))).isNotEqualTo(small);
  }

  /** The gradient of shared weights is the sum of what each position alone would give. */
  @Test
  void theWeightGradientOfAConvolutionIsTheSumOverPositions() {
    TestRandom random = new TestRandom("positions");
    LayerRun run = LayerRun.of(new Conv(3, 3, Padding.SAME), true, 1, Shape.of(4, 5, 2));
    float[] parameters = random.values(9 * 2 * 3 + 3);
    float[] x = random.values(40);
    float[] dy = random.values(run.outputSize());
    float[] together = new float[parameters.length];
    run.forward(parameters, x);
    run.backward(parameters, dy, together);

    double[] sum = new double[parameters.length];
    for (int position = 0; position < 20; position++) {
      float[] one = new float[dy.length];
      System.arraycopy(dy, position * 3, one, position * 3, 3);
      float[] alone = new float[parameters.length];
      run.forward(parameters, x);
      run.backward(parameters, one, alone);
      assertThat(alone).isNotEqualTo(new float[alone.length]);
      for (int i = 0; i < sum.length; i++) {
        sum[i] += alone[i];
      }
    }
    for (int i = 0; i < sum.length; i++) {
      assertThat((double) together[i]).isCloseTo(sum[i], within(1e-5));
    }
  }

  /** The same filter looks at every position: equal patches give equal units. */
  @Test
  void equalPatchesGiveEqualUnits() {
    LayerRun run = LayerRun.of(new Conv(4, 3, Padding.VALID), false, 1, Shape.of(6, 6, 1));
    float[] x = new float[36];
    for (int i = 0; i < 36; i++) {
      x[i] = 1f / (1 + i % 6 % 3 + 3 * (i / 6 % 3));
    }
    float[] y = run.forward(new TestRandom("patches").values(40), x);
    for (int k = 0; k < 4; k++) {
      assertThat(y[k]).isEqualTo(y[3 * 4 + k]).isEqualTo(y[(3 * 4 + 3) * 4 + k]);
      assertThat(y[k]).isNotEqualTo(y[4 + k]);
    }
  }
}
