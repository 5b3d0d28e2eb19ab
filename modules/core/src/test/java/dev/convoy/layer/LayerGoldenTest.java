package dev.convoy.layer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.convoy.random.Seeded;
import dev.convoy.random.TestRandom;
import dev.convoy.tensor.Shape;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Values worked out by hand, and the traps. */
@Seeded
class LayerGoldenTest {
  private static final float[] NONE = {};

  /** 1 … 25 under a vertical edge filter with a heavier last tap, and bias ½. */
  @Test
  void aConvolutionByHand() {
    float[] image = new float[25];
    for (int i = 0; i < image.length; i++) {
      image[i] = i + 1;
    }
    float[] parameters = {1, 0, -1, 2, 0, -2, 1, 0, 3, 0.5f};
    LayerRun run = LayerRun.of(new Conv(1, 3, Padding.VALID), false, 1, Shape.of(5, 5, 1));
    assertThat(run.outputShape()).isEqualTo(Shape.of(3, 3, 1));
    // Top left: 1 − 3 + 2·6 − 2·8 + 11 + 3·13 + ½ = 44.5; each step right adds 4, down adds 20.
    assertThat(run.forward(parameters, image))
        .containsExactly(44.5f, 48.5f, 52.5f, 64.5f, 68.5f, 72.5f, 84.5f, 88.5f, 92.5f);
  }

  /** Two channels, each with a 2×2 filter of its own and a bias. */
  @Test
  void aDepthwiseConvolutionByHand() {
    float[] image = {1, 10, 2, 20, 3, 30, 4, 40, 5, 50, 6, 60};
    float[] parameters = {1, 0, 2, 0, 3, 0, 4, 1, 0.5f, -5};
    Conv layer = new Conv(2, 2, Padding.VALID).withGroups(2);
    LayerRun run = LayerRun.of(layer, true, 1, Shape.of(2, 3, 2));
    // 1·1 + 2·2 + 3·4 + 4·5 + ½, and one column on; the second filter only sees its last tap.
    assertThat(run.forward(parameters, image)).containsExactly(37.5f, 45, 47.5f, 55);
    float[] gradient = new float[10];
    assertThat(run.backward(parameters, new float[] {1, 2, 10, 3}, gradient)[0])
        .containsExactly(1, 0, 12, 0, 20, 0, 3, 0, 34, 2, 40, 3);
    assertThat(gradient).containsExactly(21, 80, 32, 130, 54, 230, 65, 280, 11, 5);
  }

  /** Output channels 0 and 1 see input channels 0 and 1, the others the others. */
  @Test
  void aConvolutionInGroupsIsConvolutionsSideBySide() {
    TestRandom random = new TestRandom("groups");
    Conv one = new Conv(3, 3, Padding.SAME);
    int groups = 3;
    int positions = 5 * 4;
    int weights = 9 * 2 * 3;
    LayerRun together =
        LayerRun.of(new Conv(9, 3, Padding.SAME).withGroups(groups), true, 1, Shape.of(5, 4, 6));
    float[] parameters = random.values(groups * (weights + 3));
    float[] x = random.values(positions * 6);
    float[] dy = random.values(positions * 9);
    float[] gradient = new float[parameters.length];
    float[] y = together.forward(parameters, x);
    float[] dx = together.backward(parameters, dy, gradient)[0];
    for (int group = 0; group < groups; group++) {
      LayerRun alone = LayerRun.of(one, true, 1, Shape.of(5, 4, 2));
      float[] part = columns(parameters, 9, group * 3, 3);
      float[] partGradient = new float[part.length];
      assertThat(alone.forward(part, columns(x, 6, group * 2, 2)))
          .containsExactly(columns(y, 9, group * 3, 3));
      assertThat(alone.backward(part, columns(dy, 9, group * 3, 3), partGradient)[0])
          .containsExactly(columns(dx, 6, group * 2, 2));
      assertThat(partGradient).containsExactly(columns(gradient, 9, group * 3, 3));
    }
  }

  /** Some columns of a matrix; weights and the bias behind them have one row length. */
  private static float[] columns(float[] matrix, int length, int first, int count) {
    float[] columns = new float[matrix.length / length * count];
    for (int i = 0; i < columns.length; i++) {
      columns[i] = matrix[i / count * length + first + i % count];
    }
    return columns;
  }

  /** It is a cross-correlation: the filter is not turned round. */
  @Test
  void aConvolutionOfAnImpulseIsTheFilterTurnedRound() {
    float[] impulse = {0, 0, 0, 0, 1, 0, 0, 0, 0};
    float[] filter = {1, 2, 3, 4, 5, 6, 7, 8, 9};
    Conv layer = new Conv(1, List.of(3, 3), List.of(1, 1), List.of(1, 1), Padding.SAME, false);
    LayerRun run = LayerRun.of(layer, false, 1, Shape.of(3, 3, 1));
    assertThat(run.forward(filter, impulse)).containsExactly(9, 8, 7, 6, 5, 4, 3, 2, 1);
  }

  @Test
  void pixelsThatAStrideDropsGetGradientZero() {
    Layer layer = new Conv(1, 2, Padding.VALID).withStride(2);
    LayerRun run = LayerRun.of(layer, true, 1, Shape.of(5, 3, 1));
    float[] parameters = {1, 2, 3, 4, 0};
    run.forward(parameters, new float[15]);
    assertThat(run.backward(parameters, new float[] {1, 10}, new float[5])[0])
        .containsExactly(1, 2, 0, 3, 4, 0, 10, 20, 0, 30, 40, 0, 0, 0, 0);
  }

  /** ⟨full(x), y⟩ = ⟨x, valid(y)⟩ with the filter turned round and channels swapped. */
  @Test
  void fullIsTheAdjointOfValid() {
    TestRandom random = new TestRandom("full");
    List<Integer> kernel = List.of(2, 3);
    List<Integer> one = List.of(1, 1);
    LayerRun valid =
        LayerRun.of(
            new Conv(4, kernel, one, one, Padding.VALID, false), true, 1, Shape.of(5, 6, 2));
    LayerRun full =
        LayerRun.of(new Conv(2, kernel, one, one, Padding.FULL, false), true, 1, Shape.of(4, 4, 4));
    float[] weights = random.values(6 * 2 * 4);
    float[] turned = new float[weights.length];
    for (int tap = 0; tap < 6; tap++) {
      for (int c = 0; c < 2; c++) {
        for (int k = 0; k < 4; k++) {
          turned[((5 - tap) * 4 + k) * 2 + c] = weights[(tap * 2 + c) * 4 + k];
        }
      }
    }
    float[] dy = random.values(valid.outputSize());
    valid.forward(weights, random.values(60));
    float[] adjoint = valid.backward(weights, dy, new float[weights.length])[0];
    assertThat(full.outputShape()).isEqualTo(Shape.of(5, 6, 2));
    assertThat(full.forward(turned, dy)).containsExactly(adjoint, within(1e-5f));
  }

  @Test
  void theFirstOfEqualInputsGetsTheGradientOfMaxPooling() {
    LayerRun run = LayerRun.of(new MaxPool(2), true, 1, Shape.of(2, 4, 1));
    float[] x = {
      3, 3, 1, 0,
      3, 3, 7, 7
    };
    assertThat(run.forward(NONE, x)).containsExactly(3, 7);
    assertThat(run.backward(NONE, new float[] {1, 2}, NONE)[0])
        .containsExactly(1, 0, 0, 0, 0, 0, 2, 0);
  }

  @Test
  void overlappingMaxPoolingWindowsAddTheirGradients() {
    Layer layer = new MaxPool(List.of(1, 3), List.of(1, 1), Padding.VALID);
    LayerRun run = LayerRun.of(layer, true, 1, Shape.of(1, 5, 1));
    run.forward(NONE, new float[] {0, 1, 9, 2, 8});
    assertThat(run.backward(NONE, new float[] {1, 10, 100}, NONE)[0])
        .containsExactly(0, 0, 111, 0, 0);
  }

  @Test
  void paddingNeverWinsMaxPooling() {
    Layer layer = new MaxPool(List.of(3, 3), List.of(2, 2), Padding.of(1));
    LayerRun run = LayerRun.of(layer, true, 1, Shape.of(3, 3, 1));
    float[] x = new float[9];
    Arrays.fill(x, -5);
    assertThat(run.forward(NONE, x)).containsOnly(-5);
  }

  @Test
  void pixelsThatPoolingDropsGetGradientZero() {
    for (Layer layer : List.of(new MaxPool(2), new AvgPool(2))) {
      LayerRun run = LayerRun.of(layer, true, 1, Shape.of(3, 3, 1));
      run.forward(NONE, new float[] {1, 2, 3, 4, 5, 6, 7, 8, 9});
      float[] dx = run.backward(NONE, new float[] {4}, NONE)[0];
      for (int dropped : new int[] {2, 5, 6, 7, 8}) {
        assertThat(dx[dropped]).isZero();
      }
      assertThat(dx[4]).isNotZero();
    }
  }

  @Test
  void averagePoolingCountsPaddingByOption() {
    float[] x = {4, 8, 12, 16};
    Layer counted = new AvgPool(List.of(2, 2), List.of(2, 2), Padding.of(1), true);
    Layer notCounted = new AvgPool(List.of(2, 2), List.of(2, 2), Padding.of(1), false);
    Shape shape = Shape.of(2, 2, 1);
    assertThat(LayerRun.of(counted, false, 1, shape).forward(NONE, x)).containsExactly(1, 2, 3, 4);
    assertThat(LayerRun.of(notCounted, false, 1, shape).forward(NONE, x))
        .containsExactly(4, 8, 12, 16);
  }

  @Test
  void globalAveragePoolingIsTheMeanOfEachChannel() {
    LayerRun run = LayerRun.of(AvgPool.global(), true, 1, Shape.of(2, 2, 2));
    assertThat(run.outputShape()).isEqualTo(Shape.of(1, 1, 2));
    assertThat(run.forward(NONE, new float[] {1, 10, 2, 20, 3, 30, 6, 40})).containsExactly(3, 25);
    assertThat(run.backward(NONE, new float[] {4, 8}, NONE)[0])
        .containsExactly(1, 2, 1, 2, 1, 2, 1, 2);
  }

  @Test
  void reluByHandAndItsDerivativeAtZeroIsZero() {
    assertActivation(new Relu(), new float[] {-2, -0f, 0, 3}, new float[] {0, 0, 0, 3}, 0, 0, 0, 1);
  }

  @Test
  void leakyReluByHand() {
    assertActivation(
        new LeakyRelu(0.25f), new float[] {-2, 0, 3}, new float[] {-0.5f, 0, 3}, 0.25f, 0.25f, 1);
  }

  /** Not max(α(eᶻ − 1), z), which for α = 1 and z = 10 would be 22025. */
  @Test
  void eluIsTheIdentityAboveZeroHoweverLarge() {
    float[] x = {-1, 0, 1, 10, 1000, -1000};
    float[] y = {-1.2642411f, 0, 1, 10, 1000, -2};
    assertActivation(new Elu(2), x, y, 0.73575888f, 2, 1, 1, 1, 0);
  }

  @Test
  void sigmoidByHandAndFiniteEverywhere() {
    float[] x = {0, 1, -1, 1000, -1000};
    float[] y = {0.5f, 0.73105858f, 0.26894142f, 1, 0};
    assertActivation(new Sigmoid(), x, y, 0.25f, 0.19661193f, 0.19661193f, 0, 0);
  }

  @Test
  void tanhByHandAndFiniteEverywhere() {
    float[] x = {0, 1, -1, 1000, -1000};
    float[] y = {0, 0.76159416f, -0.76159416f, 1, -1};
    assertActivation(new Tanh(), x, y, 1, 0.41997434f, 0.41997434f, 0, 0);
  }

  @Test
  void reluWithABoundByHand() {
    assertActivation(
        new Relu6(), new float[] {-2, 0, 3, 6, 7}, new float[] {0, 0, 3, 6, 6}, 0, 0, 1, 0, 0);
  }

  @Test
  void swishByHandAndFiniteEverywhere() {
    float[] x = {-3, 0, 1, 2, 1000, -1000};
    float[] y = {-0.14227762f, 0, 0.7310586f, 1.7615942f, 1000, 0};
    assertActivation(new Swish(), x, y, -0.08810411f, 0.5f, 0.92767051f, 1.0907842f, 1, 0);
  }

  @Test
  void geluByHandAndFiniteEverywhere() {
    float[] x = {-3, -0.75f, 0, 1, 2.5f, 1000, -1000};
    float[] y = {-0.0040496941f, -0.16997051f, 0, 0.84134475f, 2.4844758f, 1000, 0};
    assertActivation(
        new Gelu(), x, y, -0.011945647f, 0.00077427826f, 0.5f, 1.0833155f, 1.0376111f, 1, 0);
  }

  @Test
  void approximateGeluByHandAndFiniteEverywhere() {
    float[] x = {-3, -1, 0, 1, 2, 1000, -1000};
    float[] y = {-0.003637392f, -0.15880801f, 0, 0.84119199f, 1.9545977f, 1000, 0};
    assertActivation(
        new Gelu(Gelu.Approximation.TANH),
        x,
        y,
        -0.011584167f,
        -0.082964084f,
        0.5f,
        1.082964f,
        1.0860993f,
        1,
        0);
  }

  @Test
  void softmaxIsShiftedByTheMaximum() {
    LayerRun run = LayerRun.of(new Softmax(), true, 2, Shape.of(2));
    assertThat(run.forward(NONE, new float[] {1000, 1000, 3.4e38f, -3.4e38f}))
        .containsExactly(0.5f, 0.5f, 1, 0);
    assertThat(run.backward(NONE, new float[] {1, 0, 1, 0}, NONE)[0])
        .containsExactly(new float[] {0.25f, -0.25f, 0, 0}, within(0f));
  }

  @Test
  void softmaxOfOneTwoThree() {
    LayerRun run = LayerRun.of(new Softmax(), false, 1, Shape.of(3));
    assertThat(run.forward(NONE, new float[] {1, 2, 3}))
        .containsExactly(new float[] {0.09003057f, 0.24472847f, 0.66524096f}, within(1e-7f));
  }

  @Test
  void aDenseLayerByHand() {
    LayerRun run = LayerRun.of(new Dense(2), true, 1, Shape.of(1, 3, 1));
    float[] parameters = {1, 2, 3, 4, 5, 6, 0.5f, -0.5f};
    assertThat(run.forward(parameters, new float[] {1, 10, 100})).containsExactly(531.5f, 641.5f);
    float[] gradient = new float[8];
    assertThat(run.backward(parameters, new float[] {1, 2}, gradient)[0])
        .containsExactly(5, 11, 17);
    assertThat(gradient).containsExactly(1, 2, 10, 20, 100, 200, 1, 2);
  }

  /** The same weights in the same order give the same bits, forward and backward. */
  @Test
  void aDenseLayerIsAConvolutionWhoseKernelIsTheInput() {
    TestRandom random = new TestRandom("dense");
    Shape image = Shape.of(4, 3, 5);
    List<Integer> one = List.of(1, 1);
    LayerRun dense = LayerRun.of(new Dense(7), true, 3, image);
    LayerRun convolution =
        LayerRun.of(new Conv(7, List.of(4, 3), one, one, Padding.VALID, true), true, 3, image);
    float[] parameters = random.values(60 * 7 + 7);
    float[] x = random.values(3 * 60);
    float[] dy = random.values(3 * 7);
    assertThat(dense.outputShape()).isEqualTo(convolution.outputShape());
    assertThat(dense.forward(parameters, x)).isEqualTo(convolution.forward(parameters, x));
    float[] denseGradient = new float[parameters.length];
    float[] gradient = new float[parameters.length];
    assertThat(dense.backward(parameters, dy, denseGradient))
        .isDeepEqualTo(convolution.backward(parameters, dy, gradient));
    assertThat(denseGradient).isEqualTo(gradient);
  }

  /** 1-D convolution: a height of 1 changes nothing. */
  @Test
  void aConvolutionOfOneRowByHand() {
    Conv layer = new Conv(1, List.of(1, 2), List.of(1, 1), List.of(1, 2), Padding.VALID, false);
    LayerRun run = LayerRun.of(layer, false, 1, Shape.of(1, 5, 1));
    assertThat(run.forward(new float[] {1, -2}, new float[] {1, 2, 4, 8, 16}))
        .containsExactly(-7, -14, -28);
  }

  @Test
  void addAndConcatByHand() {
    Shape image = Shape.of(1, 2, 2);
    float[] a = {1, 2, 3, 4};
    float[] b = {10, 20, 30, 40};
    assertThat(LayerRun.of(new Add(), true, 1, image, image).forward(NONE, a, b))
        .containsExactly(11, 22, 33, 44);
    LayerRun concat = LayerRun.of(new Concat(), true, 1, image, Shape.of(1, 2, 1));
    assertThat(concat.forward(NONE, a, new float[] {7, 8})).containsExactly(1, 2, 7, 3, 4, 8);
    assertThat(concat.backward(NONE, new float[] {1, 2, 3, 4, 5, 6}, NONE))
        .isDeepEqualTo(new float[][] {{1, 2, 4, 5}, {3, 6}});
  }

  @ParameterizedTest
  @ValueSource(floats = {0.1f, 0.5f, 0.8f})
  void dropoutKeepsTheExpectation(float rate) {
    int size = 50_000;
    float[] x = new float[size];
    Arrays.fill(x, 1);
    float[] y = LayerRun.of(new Dropout(rate), true, 1, Shape.of(size)).forward(NONE, x);
    double mean = Numbers.dot(y, x) / size;
    double deviation = Math.sqrt(rate / (1 - rate) / size);
    assertThat(mean).isCloseTo(1, within(5 * deviation));
    for (float value : y) {
      assertThat(value == 0 || Math.abs(value * (1 - rate) - 1) < 1e-6).isTrue();
    }
  }

  @Test
  void dropoutIsTheIdentityAtInference() {
    float[] x = new TestRandom("dropout").values(100);
    assertThat(LayerRun.of(new Dropout(0.5f), false, 1, Shape.of(100)).forward(NONE, x))
        .isEqualTo(x);
  }

  @Test
  void whatDropoutDropsDependsOnTheExamplesKeyAlone() {
    Shape shape = Shape.of(64);
    float[] x = new float[3 * 64];
    Arrays.fill(x, 1);
    LayerRun run = LayerRun.of(new Dropout(0.5f), true, 3, shape);
    float[] first = masks(run, x, 5, 6, 7);
    float[] second = masks(run, x, 7, 5, 5);
    assertThat(mask(second, 0)).isEqualTo(mask(first, 2));
    assertThat(mask(second, 1)).isEqualTo(mask(first, 0)).isEqualTo(mask(second, 2));
    assertThat(mask(first, 0)).isNotEqualTo(mask(first, 1));
    LayerRun alone = LayerRun.of(new Dropout(0.5f), true, 1, shape);
    alone.exampleKeys()[0] = 6;
    assertThat(alone.forward(NONE, Arrays.copyOf(x, 64))).isEqualTo(mask(first, 1));
  }

  private static float[] masks(LayerRun run, float[] x, long... keys) {
    System.arraycopy(keys, 0, run.exampleKeys(), 0, keys.length);
    return run.forward(NONE, x);
  }

  private static float[] mask(float[] masks, int index) {
    return Arrays.copyOfRange(masks, index * 64, (index + 1) * 64);
  }

  /** Values, then derivatives for an output gradient of one. */
  private static void assertActivation(Layer layer, float[] x, float[] y, float... derivatives) {
    LayerRun run = LayerRun.of(layer, true, 1, Shape.of(x.length));
    assertThat(run.forward(NONE, x)).containsExactly(y, within(1e-7f));
    float[] ones = new float[x.length];
    Arrays.fill(ones, 1);
    assertThat(run.backward(NONE, ones, NONE)[0]).containsExactly(derivatives, within(3e-7f));
  }
}
