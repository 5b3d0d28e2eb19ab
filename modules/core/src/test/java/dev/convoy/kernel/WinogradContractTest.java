package dev.convoy.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What every provider's convolution by Winograd's algorithm must do: return the bits of {@link
 * ReferenceWinograd}, be a convolution up to rounding, and touch nothing else. Subclasses name the
 * provider.
 */
@Tag("slow")
public abstract class WinogradContractTest {
  private static final int RANDOM_CASES = 150;
  private static final int MOST_CHANNELS = 40;
  private static final Set<Pass> ALL = EnumSet.allOf(Pass.class);

  /** Of the largest value of the direct result; 1.1e-6 was the worst of 4,000 generated cases. */
  private static final double TOLERANCE = 1e-5;

  private final Kernels reference = new ReferenceKernels();

  /** The kernels under test. */
  protected abstract Kernels kernels();

  static Stream<KernelCase> cases() {
    return Stream.concat(
        Stream.of(
            named("vgg conv4", 16, 16, 1, 1, 32, 32, 2),
            named("vgg conv6", 8, 8, 1, 1, 128, 64, 2),
            named("fashion conv2", 14, 14, 1, 1, 32, 64, 1),
            named("two blocks of tiles", 26, 22, 0, 0, 3, 5, 2),
            named("one output", 3, 3, 0, 0, 7, 9, 5),
            named("one input", 1, 1, 1, 1, 20, 33, 3),
            named("more padding than taps", 4, 5, 4, 3, 6, 17, 3)),
        IntStream.range(0, RANDOM_CASES).mapToObj(WinogradContractTest::random));
  }

  private static KernelCase named(
      String name, int height, int width, int start, int end, int c, int k, int examples) {
    Axis first = new Axis(height, 3, 1, 1, start, end);
    Axis second = new Axis(width, 3, 1, 1, start, end);
    return new KernelCase(name, new Window(List.of(first, second)), c, k, 1, examples, c + k);
  }

  private static KernelCase random(int number) {
    long seed = TestSeed.VALUE * 37 + number;
    Random random = new Random(seed);
    Window window = new Window(List.of(axis(random), axis(random)));
    int inputChannels = 1 + random.nextInt(MOST_CHANNELS);
    int outputChannels = 1 + random.nextInt(MOST_CHANNELS);
    int examples = 1 + random.nextInt(4);
    return new KernelCase(
        "random " + number, window, inputChannels, outputChannels, 1, examples, seed);
  }

  private static Axis axis(Random random) {
    while (true) {
      int input = 1 + random.nextInt(11);
      int start = random.nextBoolean() ? 1 : random.nextInt(4);
      int end = random.nextBoolean() ? start : random.nextInt(4);
      if (input + start + end >= 3) {
        return new Axis(input, 3, 1, 1, start, end);
      }
    }
  }

  @ParameterizedTest
  @MethodSource("cases")
  void winogradReturnsTheBitsOfTheReference(KernelCase example) {
    Random random = new Random(example.seed());
    List<Set<Pass>> wanted =
        random.nextBoolean()
            ? List.of(ALL)
            : Stream.of(Pass.values()).<Set<Pass>>map(EnumSet::of).toList();
    for (Set<Pass> passes : wanted) {
      Tensors wantedArrays = new Tensors(example, random);
      Tensors arrays = wantedArrays.copy();
      Tensors before = wantedArrays.copy();
      wantedArrays.run(compile(reference, example, passes), passes, example.examples());
      arrays.run(compile(kernels(), example, passes), passes, 1 + random.nextInt(3));
      String what = example + " " + passes + TestSeed.repeat();
      arrays.y.assertSameBits(wantedArrays.y, "y of " + what);
      arrays.dx.assertSameBits(wantedArrays.dx, "dx of " + what);
      arrays.dw.assertSameBits(wantedArrays.dw, "dw of " + what);
      arrays.x.assertSameBits(before.x, "x, which is only read, of " + what);
      arrays.dy.assertSameBits(before.dy, "dy, which is only read, of " + what);
      arrays.weights.assertSameBits(before.weights, "weights, which are only read, of " + what);
    }
  }

  @ParameterizedTest
  @MethodSource("cases")
  void winogradIsTheConvolutionUpToRounding(KernelCase example) {
    Tensors direct = new Tensors(example, new Random(example.seed()));
    Tensors tested = direct.copy();
    Convolution convolution =
        reference.convolution(
            example.window(), example.inputChannels(), example.outputChannels(), ALL);
    direct.run(convolution, ALL, example.examples());
    tested.run(compile(kernels(), example, ALL), ALL, example.examples());
    String what = example + TestSeed.repeat();
    assertClose(direct.y, tested.y, "y of " + what);
    assertClose(direct.dx, tested.dx, "dx of " + what);
    assertClose(direct.dw, tested.dw, "dw of " + what);
  }

  private static void assertClose(Guarded wanted, Guarded got, String what) {
    double largest = 1;
    for (float value : wanted.values()) {
      largest = Math.max(largest, Math.abs(value));
    }
    for (int i = 0; i < wanted.size; i++) {
      assertEquals(wanted.values()[i], got.values()[i], TOLERANCE * largest, what + " at " + i);
    }
  }

  /** ⟨w ⋆ x, dy⟩ = ⟨x, dx⟩ = ⟨w, dw⟩ from zero. */
  @ParameterizedTest
  @MethodSource("cases")
  void gradientsAreAdjoint(KernelCase example) {
    Tensors arrays = new Tensors(example, new Random(example.seed()));
    Tensors start = arrays.copy();
    arrays.run(compile(kernels(), example, ALL), ALL, example.examples());
    double forward = dot(arrays.y, arrays.dy) - dot(start.y, arrays.dy);
    double input = dot(arrays.dx, arrays.x) - dot(start.dx, arrays.x);
    double weight = dot(arrays.dw, arrays.weights) - dot(start.dw, arrays.weights);
    double size = 0;
    for (int i = 0; i < arrays.y.size; i++) {
      size += Math.abs(arrays.y.values()[i] * arrays.dy.values()[i]);
    }
    String what = example + TestSeed.repeat();
    assertEquals(forward, input, TOLERANCE * (1 + size), what);
    assertEquals(forward, weight, TOLERANCE * (1 + size), what);
  }

  private static double dot(Guarded a, Guarded b) {
    double sum = 0;
    for (int i = 0; i < a.size; i++) {
      sum += (double) a.array[a.at + i] * b.array[b.at + i];
    }
    return sum;
  }

  @Test
  void bitsStayTheSameWhileTheCodeIsCompiled() {
    Work work = new Work(kernels(), named("", 9, 8, 1, 1, 17, 20, 2));
    Set<Integer> results = new HashSet<>();
    for (int i = 0; i < 300; i++) {
      results.add(work.run());
    }
    assertEquals(1, results.size(), "different results of the same call");
  }

  /** The first calls may allocate, for what is not compiled yet boxes its vectors. */
  @Test
  void aCallAllocatesNothing() {
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long thread = Thread.currentThread().getId();
    for (Work work :
        List.of(
            new Work(kernels(), named("", 9, 8, 1, 1, 17, 20, 2)),
            new Work(kernels(), named("", 8, 8, 1, 1, 32, 64, 2)))) {
      long least = Long.MAX_VALUE;
      long end = System.nanoTime() + 120_000_000_000L;
      while (least > 2_000 && System.nanoTime() < end) {
        long before = threads.getThreadAllocatedBytes(thread);
        for (int i = 0; i < 20; i++) {
          work.run();
        }
        least = Math.min(least, threads.getThreadAllocatedBytes(thread) - before);
      }
      assertTrue(least <= 2_000, least + " bytes in 20 calls");
    }
  }

  @Test
  void otherGeometriesAreRefused() {
    Axis three = new Axis(8, 3, 1, 1, 1, 1);
    for (Window window :
        List.of(
            new Window(List.of(three)),
            new Window(List.of(three, three, three)),
            new Window(List.of(three, new Axis(8, 3, 2, 1, 1, 1))),
            new Window(List.of(new Axis(8, 3, 1, 2, 1, 1), three)),
            new Window(List.of(three, new Axis(8, 5, 1, 1, 1, 1))))) {
      assertThrows(IllegalArgumentException.class, () -> kernels().winograd(window, 4, 4, ALL));
    }
  }

  private static Convolution compile(Kernels kernels, KernelCase example, Set<Pass> passes) {
    return kernels.winograd(
        example.window(), example.inputChannels(), example.outputChannels(), passes);
  }

  private static float number(Random random) {
    return random.nextInt(8) == 0 ? 0f : random.nextFloat() * 2 - 1;
  }

  private static float[] dirty(int size) {
    float[] dirty = new float[size];
    Arrays.fill(dirty, Float.NaN);
    return dirty;
  }

  /** The arrays of all passes. */
  private static final class Tensors {
    private final KernelCase example;
    private final Guarded x;
    private final Guarded dy;
    private final Guarded weights;
    private final Guarded y;
    private final Guarded dx;
    private final Guarded dw;

    Tensors(KernelCase example, Random random) {
      this(
          example,
          guarded(inputs(example) * example.examples(), random),
          guarded(outputs(example) * example.examples(), random),
          guarded(9 * example.inputChannels() * example.outputChannels(), random),
          guarded(outputs(example) * example.examples(), random),
          guarded(inputs(example) * example.examples(), random),
          guarded(9 * example.inputChannels() * example.outputChannels(), random));
    }

    private Tensors(
        KernelCase example,
        Guarded x,
        Guarded dy,
        Guarded weights,
        Guarded y,
        Guarded dx,
        Guarded dw) {
      this.example = example;
      this.x = x;
      this.dy = dy;
      this.weights = weights;
      this.y = y;
      this.dx = dx;
      this.dw = dw;
    }

    private static Guarded guarded(int size, Random random) {
      return Guarded.of(size, random, () -> number(random));
    }

    private static int inputs(KernelCase example) {
      return example.window().inputs() * example.inputChannels();
    }

    private static int outputs(KernelCase example) {
      return example.window().outputs() * example.outputChannels();
    }

    Tensors copy() {
      return new Tensors(
          example, x.copy(), dy.copy(), weights.copy(), y.copy(), dx.copy(), dw.copy());
    }

    /** Runs passes over blocks of so many examples. */
    void run(Convolution convolution, Set<Pass> passes, int block) {
      float[] packed = dirty(convolution.packedSize());
      convolution.prepare(weights.array, weights.at, packed);
      float[] prepared = packed.clone();
      boolean sums = convolution.sumSize() > 0;
      float[] sum = new float[convolution.sumSize()];
      for (int first = 0; first < example.examples(); first += block) {
        int count = Math.min(block, example.examples() - first);
        int input = first * inputs(example);
        int output = first * outputs(example);
        if (passes.contains(Pass.FORWARD)) {
          convolution.forward(
              count,
              packed,
              x.array,
              x.at + input,
              y.array,
              y.at + output,
              dirty(convolution.scratchSize(count)));
        }
        if (passes.contains(Pass.INPUT_GRADIENT)) {
          convolution.inputGradient(
              count,
              packed,
              dy.array,
              dy.at + output,
              dx.array,
              dx.at + input,
              dirty(convolution.scratchSize(count)));
        }
        if (passes.contains(Pass.WEIGHT_GRADIENT)) {
          convolution.weightGradient(
              count,
              x.array,
              x.at + input,
              dy.array,
              dy.at + output,
              sums ? sum : dw.array,
              sums ? 0 : dw.at,
              dirty(convolution.scratchSize(count)));
        }
      }
      if (sums && passes.contains(Pass.WEIGHT_GRADIENT)) {
        convolution.addSum(sum, 0, dw.array, dw.at);
      }
      assertTrue(Arrays.equals(prepared, packed), "a pass changed the packed weights");
      for (int fewer = 1; fewer < example.examples(); fewer++) {
        assertTrue(
            convolution.scratchSize(fewer) <= convolution.scratchSize(fewer + 1),
            "a smaller batch asks for more scratch");
      }
    }
  }

  /** Every pass on arrays made once. */
  private static final class Work {
    private final Convolution convolution;
    private final int examples;
    private final float[] x;
    private final float[] dy;
    private final float[] y;
    private final float[] weights;
    private final float[] packed;
    private final float[] scratch;
    private final float[] sum;
    private final float[] dx;
    private final float[] dw;

    Work(Kernels kernels, KernelCase example) {
      Tensors arrays = new Tensors(example, new Random(1));
      this.convolution = compile(kernels, example, ALL);
      this.examples = example.examples();
      this.x = arrays.x.values();
      this.dy = arrays.dy.values();
      this.y = new float[dy.length];
      this.weights = arrays.weights.values();
      this.packed = new float[convolution.packedSize()];
      this.scratch = new float[convolution.scratchSize(examples)];
      this.sum = new float[convolution.sumSize()];
      this.dx = new float[x.length];
      this.dw = new float[weights.length];
    }

    int run() {
      Arrays.fill(dx, 0f);
      Arrays.fill(dw, 0f);
      Arrays.fill(sum, 0f);
      Arrays.fill(y, 0f);
      convolution.prepare(weights, 0, packed);
      convolution.forward(examples, packed, x, 0, y, 0, scratch);
      convolution.inputGradient(examples, packed, dy, 0, dx, 0, scratch);
      convolution.weightGradient(examples, x, 0, dy, 0, sum, 0, scratch);
      convolution.addSum(sum, 0, dw, 0);
      int hash = Arrays.hashCode(dx);
      hash = 31 * hash + Arrays.hashCode(dw);
      return 31 * hash + Arrays.hashCode(y);
    }
  }
}
