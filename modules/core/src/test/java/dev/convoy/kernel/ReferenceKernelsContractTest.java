package dev.convoy.kernel;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.EnumSet;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The reference keeps its own contract, and computes what the definitions say. */
class ReferenceKernelsContractTest extends KernelsContractTest {
  @Override
  protected Kernels kernels() {
    return new ReferenceKernels();
  }

  static Stream<KernelCase> someCases() {
    Stream<KernelCase> groups =
        Stream.concat(KernelCase.fixedGroups(), KernelCase.randomGroups(60));
    return Stream.concat(Stream.concat(KernelCase.fixed(), KernelCase.random(60)), groups);
  }

  /** Every product of every pass, found from coordinates in double precision. */
  @ParameterizedTest
  @MethodSource("someCases")
  void convolutionIsWhatItsDefinitionSays(KernelCase example) {
    Window window = example.window();
    int inputs = window.inputs();
    int outputs = window.outputs();
    int taps = window.taps();
    int channels = example.inputChannels();
    int filters = example.outputChannels();
    int n = example.examples();
    Random random = new Random(example.seed());
    float[] x = numbers(random, n * inputs * channels);
    float[] dy = numbers(random, n * outputs * filters);
    int groupChannels = channels / example.groups();
    int groupFilters = filters / example.groups();
    float[] w = numbers(random, taps * groupChannels * filters);
    double[] y = new double[dy.length];
    double[] dx = new double[x.length];
    double[] dw = new double[w.length];
    for (int image = 0; image < n; image++) {
      for (int output = 0; output < outputs; output++) {
        for (int tap = 0; tap < taps; tap++) {
          int source = source(window, output, tap);
          if (source < 0) {
            continue;
          }
          for (int c = 0; c < channels; c++) {
            for (int k = 0; k < filters; k++) {
              if (c / groupChannels != k / groupFilters) {
                continue;
              }
              int atX = (image * inputs + source) * channels + c;
              int atY = (image * outputs + output) * filters + k;
              int atW = (tap * groupChannels + c % groupChannels) * filters + k;
              y[atY] += (double) x[atX] * w[atW];
              dx[atX] += (double) dy[atY] * w[atW];
              dw[atW] += (double) x[atX] * dy[atY];
            }
          }
        }
      }
    }
    Convolution convolution =
        kernels()
            .convolution(window, channels, filters, example.groups(), EnumSet.allOf(Pass.class));
    float[] packed = new float[convolution.packedSize()];
    convolution.prepare(w, 0, packed);
    float[] gotY = new float[y.length];
    float[] gotDx = new float[dx.length];
    float[] gotDw = new float[dw.length];
    convolution.forward(n, packed, x, 0, gotY, 0, new float[0]);
    convolution.inputGradient(n, packed, dy, 0, gotDx, 0, new float[0]);
    convolution.weightGradient(n, x, 0, dy, 0, gotDw, 0, new float[0]);
    assertClose(y, gotY);
    assertClose(dx, gotDx);
    assertClose(dw, gotDw);
  }

  /** The coordinates of a tap, axis by axis from the innermost. */
  private static int source(Window window, int output, int tap) {
    int source = 0;
    int scale = 1;
    for (int a = window.axes().size() - 1; a >= 0; a--) {
      Axis axis = window.axes().get(a);
      int at =
          output % axis.output() * axis.stride()
              + tap % axis.kernel() * axis.dilation()
              - axis.padStart();
      if (at < 0 || at >= axis.input()) {
        return -1;
      }
      source += at * scale;
      scale *= axis.input();
      output /= axis.output();
      tap /= axis.kernel();
    }
    return source;
  }

  private static void assertClose(double[] expected, float[] actual) {
    for (int i = 0; i < expected.length; i++) {
      assertEquals(expected[i], actual[i], 2e-4, "at " + i);
    }
  }

  @Test
  void crossCorrelationByHand() {
    Axis axis = new Axis(5, 3, 1, 1, 0, 0);
    Convolution convolution =
        kernels().convolution(new Window(List.of(axis, axis)), 1, 1, EnumSet.of(Pass.FORWARD));
    float[] x = {
      1, 1, 1, 0, 0,
      0, 1, 1, 1, 0,
      0, 0, 1, 1, 1,
      0, 0, 1, 1, 0,
      0, 1, 1, 0, 0
    };
    float[] w = {1, 0, 1, 0, 1, 0, 1, 0, 1};
    float[] y = new float[9];
    convolution.forward(1, w, x, 0, y, 0, new float[0]);
    assertArrayEquals(new float[] {4, 3, 4, 2, 4, 3, 2, 3, 4}, y);
  }

  @Test
  void firstOfEqualMaximaGetsTheGradientAndOverlappingWindowsAdd() {
    Pooling pooling = kernels().maxPooling(new Window(List.of(new Axis(4, 2, 1, 1, 0, 0))), 1);
    float[] x = {1, 3, 3, 2};
    float[] y = new float[3];
    pooling.forward(1, x, 0, y, 0);
    assertArrayEquals(new float[] {3, 3, 3}, y);
    float[] dx = new float[4];
    pooling.inputGradient(1, x, 0, y, 0, new float[] {1, 10, 100}, 0, dx, 0);
    assertArrayEquals(new float[] {0, 11, 100, 0}, dx);
  }

  @Test
  void averagePoolingCountsPaddingOnRequest() {
    Window window = new Window(List.of(new Axis(2, 2, 2, 1, 1, 1)));
    float[] x = {2, 6};
    float[] y = new float[2];
    kernels().averagePooling(window, 1, true).forward(1, x, 0, y, 0);
    assertArrayEquals(new float[] {1, 3}, y);
    kernels().averagePooling(window, 1, false).forward(1, x, 0, y, 0);
    assertArrayEquals(new float[] {2, 6}, y);
  }

  @Test
  void gradientOfTheRectifierIsZeroAtZero() {
    float[] dx = new float[3];
    kernels().rectifyGradient(3, new float[] {0, 1, 0}, 0, new float[] {5, 6, 7}, 0, dx, 0);
    assertArrayEquals(new float[] {0, 6, 0}, dx);
  }

  private static float[] numbers(Random random, int size) {
    float[] numbers = new float[size];
    for (int i = 0; i < size; i++) {
      numbers[i] = random.nextFloat() * 2 - 1;
    }
    return numbers;
  }
}
