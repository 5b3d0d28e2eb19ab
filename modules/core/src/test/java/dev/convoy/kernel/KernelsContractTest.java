package dev.convoy.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What every provider of kernels must do: return the bits of {@link ReferenceKernels}, add where it
 * is said to add, and touch nothing else. Subclasses name the provider.
 */
public abstract class KernelsContractTest {
  private static final int RANDOM_CASES = 300;
  private static final float[] AWKWARD = {
    0f, -0f, Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY, Float.MIN_VALUE
  };

  private final Kernels reference = new ReferenceKernels();

  /** The kernels under test. */
  protected abstract Kernels kernels();

  static Stream<KernelCase> cases() {
    return Stream.concat(KernelCase.fixed(), KernelCase.random(RANDOM_CASES));
  }

  static Stream<KernelCase> convolutions() {
    Stream<KernelCase> groups =
        Stream.concat(KernelCase.fixedGroups(), KernelCase.randomGroups(RANDOM_CASES));
    return Stream.concat(cases(), groups);
  }

  @ParameterizedTest
  @MethodSource("convolutions")
  void convolutionReturnsTheBitsOfTheReference(KernelCase example) {
    Random random = new Random(example.seed());
    if (random.nextBoolean()) {
      checkConvolution(example, EnumSet.allOf(Pass.class), random);
    } else {
      for (Pass pass : Pass.values()) {
        checkConvolution(example, EnumSet.of(pass), random);
      }
    }
  }

  private void checkConvolution(KernelCase example, Set<Pass> passes, Random random) {
    int n = example.examples();
    int inputs = n * example.window().inputs() * example.inputChannels();
    int outputs = n * example.window().outputs() * example.outputChannels();
    int size = example.weights();
    Guarded x = Guarded.of(inputs, random, () -> number(random));
    Guarded dy = Guarded.of(outputs, random, () -> number(random));
    Guarded weights = Guarded.of(size, random, () -> number(random));
    Guarded y = Guarded.of(outputs, random, () -> number(random));
    Guarded dx = Guarded.of(inputs, random, () -> number(random));
    Guarded dw = Guarded.of(size, random, () -> number(random));
    Guarded wantedY = y.copy();
    Guarded wantedDx = dx.copy();
    Guarded wantedDw = dw.copy();
    Guarded[] read = {x, dy, weights};
    Guarded[] before = {x.copy(), dy.copy(), weights.copy()};

    runConvolution(reference, example, passes, x, dy, weights, wantedY, wantedDx, wantedDw);
    runConvolution(kernels(), example, passes, x, dy, weights, y, dx, dw);

    String what = example + " " + passes + TestSeed.repeat();
    y.assertSameBits(wantedY, "y of " + what);
    dx.assertSameBits(wantedDx, "dx of " + what);
    dw.assertSameBits(wantedDw, "dw of " + what);
    for (int i = 0; i < read.length; i++) {
      read[i].assertSameBits(before[i], "an argument that is only read, of " + what);
    }
  }

  private static void runConvolution(
      Kernels kernels,
      KernelCase example,
      Set<Pass> passes,
      Guarded x,
      Guarded dy,
      Guarded weights,
      Guarded y,
      Guarded dx,
      Guarded dw) {
    int n = example.examples();
    Convolution convolution =
        kernels.convolution(
            example.window(),
            example.inputChannels(),
            example.outputChannels(),
            example.groups(),
            passes);
    assertFalse(convolution.algorithm().isEmpty());
    float[] packed = dirty(convolution.packedSize());
    convolution.prepare(weights.array, weights.at, packed);
    float[] prepared = packed.clone();
    if (passes.contains(Pass.FORWARD)) {
      float[] scratch = dirty(convolution.scratchSize(n));
      convolution.forward(n, packed, x.array, x.at, y.array, y.at, scratch);
    }
    if (passes.contains(Pass.INPUT_GRADIENT)) {
      float[] scratch = dirty(convolution.scratchSize(n));
      convolution.inputGradient(n, packed, dy.array, dy.at, dx.array, dx.at, scratch);
    }
    if (passes.contains(Pass.WEIGHT_GRADIENT)) {
      float[] scratch = dirty(convolution.scratchSize(n));
      convolution.weightGradient(n, x.array, x.at, dy.array, dy.at, dw.array, dw.at, scratch);
    }
    assertTrue(Arrays.equals(prepared, packed), "a pass changed the packed weights");
    for (int fewer = 1; fewer < n; fewer++) {
      assertTrue(
          convolution.scratchSize(fewer) <= convolution.scratchSize(n),
          "a smaller batch asks for more scratch");
    }
  }

  @ParameterizedTest
  @MethodSource("cases")
  void poolingReturnsTheBitsOfTheReference(KernelCase example) {
    Window window = example.window();
    int channels = example.inputChannels();
    checkPooling(
        example, kernels().maxPooling(window, channels), reference.maxPooling(window, channels));
    for (boolean countPadding : new boolean[] {true, false}) {
      checkPooling(
          example,
          kernels().averagePooling(window, channels, countPadding),
          reference.averagePooling(window, channels, countPadding));
    }
  }

  private static void checkPooling(KernelCase example, Pooling tested, Pooling reference) {
    Random random = new Random(example.seed());
    int n = example.examples();
    int inputs = n * example.window().inputs() * example.inputChannels();
    int outputs = n * example.window().outputs() * example.inputChannels();
    boolean awkward = random.nextBoolean();
    Guarded x = Guarded.of(inputs, random, () -> awkward ? awkward(random) : tie(random));
    Guarded y = Guarded.of(outputs, random, () -> number(random));
    Guarded dy = Guarded.of(outputs, random, () -> number(random));
    Guarded dx = Guarded.of(inputs, random, () -> number(random));
    Guarded wantedY = y.copy();
    Guarded wantedDx = dx.copy();
    reference.forward(n, x.array, x.at, wantedY.array, wantedY.at);
    tested.forward(n, x.array, x.at, y.array, y.at);
    String what = example + TestSeed.repeat();
    y.assertSameBits(wantedY, "y of pooling " + what);

    assertEquals(reference.gradientReadsActivations(), tested.gradientReadsActivations());
    reference.inputGradient(
        n, x.array, x.at, y.array, y.at, dy.array, dy.at, wantedDx.array, wantedDx.at);
    tested.inputGradient(n, x.array, x.at, y.array, y.at, dy.array, dy.at, dx.array, dx.at);
    dx.assertSameBits(wantedDx, "dx of pooling " + what);
    y.assertSameBits(wantedY, "y after the gradient of " + what);
  }

  @Test
  void rowsAreFilledAndAdded() {
    Random random = new Random(TestSeed.VALUE);
    for (int channels : new int[] {1, 2, 3, 5, 6, 7, 10, 16, 17, 20, 31, 33, 64, 100}) {
      for (int rows : new int[] {0, 1, 2, 3, 7, 8, 50, 784}) {
        String what = rows + " rows of " + channels + TestSeed.repeat();
        Guarded row = Guarded.of(channels, random, () -> number(random));
        Guarded y = Guarded.of(rows * channels, random, () -> number(random));
        Guarded wanted = y.copy();
        reference.fillRows(rows, channels, row.array, row.at, wanted.array, wanted.at);
        kernels().fillRows(rows, channels, row.array, row.at, y.array, y.at);
        y.assertSameBits(wanted, "fillRows, " + what);

        Guarded x = Guarded.of(rows * channels, random, () -> number(random));
        Guarded sum = row.copy();
        reference.addRows(rows, channels, x.array, x.at, row.array, row.at);
        kernels().addRows(rows, channels, x.array, x.at, sum.array, sum.at);
        sum.assertSameBits(row, "addRows, " + what);
      }
    }
  }

  @Test
  void rowsAreNormalized() {
    Random random = new Random(TestSeed.VALUE);
    for (int channels : new int[] {1, 2, 3, 5, 8, 10, 16, 17, 24, 31, 32, 33, 64, 100, 3000}) {
      for (int rows : new int[] {0, 1, 2, 7, 64, 300}) {
        if (rows * channels < 200_000) {
          checkNorm(rows, channels, random);
        }
      }
    }
  }

  private void checkNorm(int rows, int channels, Random random) {
    ChannelNorm expected = reference.channelNorm(channels);
    ChannelNorm norm = kernels().channelNorm(channels);
    Guarded x = Guarded.of(rows * channels, random, () -> number(random));
    Guarded dy = Guarded.of(rows * channels, random, () -> number(random));
    Guarded map = Guarded.of(4 * channels, random, () -> number(random));
    Guarded sums = Guarded.of(2 * channels, random, () -> number(random));
    Guarded wanted = sums.copy();
    String what = rows + " rows of " + channels + TestSeed.repeat();
    expected.addMoments(rows, x.array, x.at, map.array, map.at, wanted.array, wanted.at);
    norm.addMoments(rows, x.array, x.at, map.array, map.at, sums.array, sums.at);
    sums.assertSameBits(wanted, "addMoments, " + what);
    expected.addGradientMoments(
        rows, dy.array, dy.at, x.array, x.at, map.array, map.at, wanted.array, wanted.at);
    norm.addGradientMoments(
        rows, dy.array, dy.at, x.array, x.at, map.array, map.at, sums.array, sums.at);
    sums.assertSameBits(wanted, "addGradientMoments, " + what);

    Guarded y = Guarded.of(rows * channels, random, () -> number(random));
    Guarded wantedY = y.copy();
    expected.inputGradient(
        rows, dy.array, dy.at, x.array, x.at, map.array, map.at, wantedY.array, wantedY.at);
    norm.inputGradient(rows, dy.array, dy.at, x.array, x.at, map.array, map.at, y.array, y.at);
    y.assertSameBits(wantedY, "inputGradient, " + what);
    norm.inputGradient(rows, dy.array, dy.at, x.array, x.at, map.array, map.at, dy.array, dy.at);
    dy.assertSameBits(wantedY, "inputGradient in place, " + what);

    expected.apply(rows, x.array, x.at, map.array, map.at, wantedY.array, wantedY.at);
    norm.apply(rows, x.array, x.at, map.array, map.at, y.array, y.at);
    y.assertSameBits(wantedY, "apply, " + what);
    norm.apply(rows, x.array, x.at, map.array, map.at, x.array, x.at);
    x.assertSameBits(wantedY, "apply in place, " + what);
  }

  @Test
  void rectifierKeepsNanAndWorksInPlace() {
    Random random = new Random(TestSeed.VALUE);
    for (int count = 0; count < 150; count++) {
      String what = count + " values" + TestSeed.repeat();
      Guarded x = Guarded.of(count, random, () -> awkward(random));
      Guarded y = Guarded.of(count, random, () -> number(random));
      Guarded wanted = y.copy();
      reference.rectify(count, x.array, x.at, wanted.array, wanted.at);
      kernels().rectify(count, x.array, x.at, y.array, y.at);
      y.assertSameBits(wanted, "rectify, " + what);
      kernels().rectify(count, x.array, x.at, x.array, x.at);
      x.assertSameBits(wanted, "rectify in place, " + what);

      Guarded dy = Guarded.of(count, random, () -> awkward(random));
      Guarded dx = Guarded.of(count, random, () -> number(random));
      Guarded wantedDx = dx.copy();
      reference.rectifyGradient(count, y.array, y.at, dy.array, dy.at, wantedDx.array, wantedDx.at);
      kernels().rectifyGradient(count, y.array, y.at, dy.array, dy.at, dx.array, dx.at);
      dx.assertSameBits(wantedDx, "rectifyGradient, " + what);
      kernels().rectifyGradient(count, y.array, y.at, dy.array, dy.at, dy.array, dy.at);
      dy.assertSameBits(wantedDx, "rectifyGradient in place, " + what);
    }
  }

  @Test
  void bitsStayTheSameWhileTheCodeIsCompiled() {
    Axis axis = new Axis(8, 3, 1, 1, 1, 1);
    Window window = new Window(List.of(axis, axis));
    for (Work work :
        List.of(
            new Work(kernels(), window, 17, 20, 1, 2),
            new Work(kernels(), window, 6, 40, 2, 2),
            new Work(kernels(), window, 20, 20, 20, 2))) {
      Set<Integer> results = new HashSet<>();
      for (int i = 0; i < 300; i++) {
        results.add(work.run());
      }
      assertEquals(1, results.size(), "different results of the same call");
    }
  }

  /**
   * The first calls may allocate, for what is not compiled yet boxes its vectors; on a busy machine
   * the compiler's threads may need their time.
   */
  @Test
  void aCallAllocatesNothing() {
    Axis axis = new Axis(8, 3, 1, 1, 1, 1);
    for (Work work :
        List.of(
            new Work(kernels(), new Window(List.of(axis, axis)), 17, 20, 1, 2),
            new Work(kernels(), new Window(List.of(axis, axis)), 3, 70, 1, 2),
            new Work(kernels(), new Window(List.of(axis, axis)), 20, 20, 20, 2),
            new Work(kernels(), new Window(List.of(axis, axis)), 3, 3, 3, 2),
            new Work(kernels(), new Window(List.of(axis, axis)), 6, 40, 2, 2),
            new Work(kernels(), Window.single(), 40, 10, 1, 5))) {
      ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
      long thread = Thread.currentThread().getId();
      long least = Long.MAX_VALUE;
      long end = System.nanoTime() + 120_000_000_000L;
      while (least > 2_000 && System.nanoTime() < end) {
        long before = threads.getThreadAllocatedBytes(thread);
        for (int i = 0; i < 20; i++) {
          work.call();
        }
        least = Math.min(least, threads.getThreadAllocatedBytes(thread) - before);
      }
      assertTrue(least <= 2_000, least + " bytes in 20 calls");
    }
  }

  /** Every operation on arrays made once. */
  private static final class Work {
    private final Kernels kernels;
    private final Convolution convolution;
    private final Pooling maximum;
    private final Pooling average;
    private final int examples;
    private final int channels;
    private final float[] x;
    private final float[] y;
    private final float[] weights;
    private final float[] packed;
    private final float[] scratch;
    private final float[] pooled;
    private final float[] outputs;
    private final float[] dx;
    private final float[] dw;
    private final ChannelNorm norm;
    private final float[] sums;
    private final float[] normalized;

    Work(
        Kernels kernels,
        Window window,
        int channels,
        int outputChannels,
        int groups,
        int examples) {
      Random random = new Random(1);
      this.kernels = kernels;
      this.channels = channels;
      this.examples = examples;
      this.convolution =
          kernels.convolution(window, channels, outputChannels, groups, EnumSet.allOf(Pass.class));
      this.maximum = kernels.maxPooling(window, channels);
      this.average = kernels.averagePooling(window, channels, false);
      this.x = numbers(random, examples * window.inputs() * channels);
      this.y = numbers(random, examples * window.outputs() * outputChannels);
      this.weights = numbers(random, window.taps() * channels / groups * outputChannels);
      this.packed = new float[convolution.packedSize()];
      this.scratch = new float[convolution.scratchSize(examples)];
      this.pooled = new float[examples * window.outputs() * channels];
      this.outputs = new float[y.length];
      this.dx = new float[x.length];
      this.dw = new float[weights.length];
      this.norm = kernels.channelNorm(channels);
      this.sums = new float[2 * channels];
      this.normalized = new float[x.length];
    }

    void call() {
      Arrays.fill(dx, 0f);
      Arrays.fill(dw, 0f);
      convolution.prepare(weights, 0, packed);
      kernels.fillRows(y.length / 10, 10, x, 0, outputs, 0);
      convolution.forward(examples, packed, x, 0, outputs, 0, scratch);
      convolution.inputGradient(examples, packed, y, 0, dx, 0, scratch);
      convolution.weightGradient(examples, x, 0, y, 0, dw, 0, scratch);
      maximum.forward(examples, x, 0, pooled, 0);
      maximum.inputGradient(examples, x, 0, pooled, 0, pooled, 0, dx, 0);
      average.forward(examples, x, 0, pooled, 0);
      average.inputGradient(examples, x, 0, pooled, 0, pooled, 0, dx, 0);
      kernels.rectify(outputs.length, outputs, 0, outputs, 0);
      kernels.rectifyGradient(pooled.length, pooled, 0, pooled, 0, pooled, 0);
      kernels.addRows(x.length / channels, channels, x, 0, dw, 0);
      normalize(x.length / channels);
    }

    private void normalize(int rows) {
      Arrays.fill(sums, 0f);
      norm.addMoments(rows, x, 0, x, 0, sums, 0);
      norm.addGradientMoments(rows, dx, 0, x, 0, x, 0, sums, 0);
      norm.apply(rows, x, 0, x, 0, normalized, 0);
      norm.inputGradient(rows, normalized, 0, x, 0, x, 0, normalized, 0);
    }

    int run() {
      call();
      int hash = Arrays.hashCode(outputs);
      hash = 31 * hash + Arrays.hashCode(dx);
      hash = 31 * hash + Arrays.hashCode(dw);
      hash = 31 * hash + Arrays.hashCode(sums);
      hash = 31 * hash + Arrays.hashCode(normalized);
      return 31 * hash + Arrays.hashCode(pooled);
    }
  }

  private static float[] numbers(Random random, int size) {
    float[] numbers = new float[size];
    for (int i = 0; i < size; i++) {
      numbers[i] = number(random);
    }
    return numbers;
  }

  private static float[] dirty(int size) {
    float[] dirty = new float[size];
    Arrays.fill(dirty, Float.NaN);
    return dirty;
  }

  private static float number(Random random) {
    return random.nextInt(8) == 0 ? 0f : random.nextFloat() * 2 - 1;
  }

  private static float tie(Random random) {
    return random.nextInt(5) - 2;
  }

  private static float awkward(Random random) {
    return random.nextInt(4) == 0 ? AWKWARD[random.nextInt(AWKWARD.length)] : tie(random);
  }
}
