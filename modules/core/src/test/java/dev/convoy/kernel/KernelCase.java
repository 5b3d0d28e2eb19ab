package dev.convoy.kernel;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * One geometry that every kernel is tested with.
 *
 * @param name what it is
 * @param window the window
 * @param inputChannels input channels, and the channels of a pooling
 * @param outputChannels output channels
 * @param groups groups of channels
 * @param examples number of examples
 * @param seed seed of the values
 */
record KernelCase(
    String name,
    Window window,
    int inputChannels,
    int outputChannels,
    int groups,
    int examples,
    long seed) {
  private static final int[] CHANNELS = {1, 2, 3, 5, 6, 7, 10, 16, 17, 20, 31, 33, 64};
  private static final int[] KERNELS = {1, 2, 3, 3, 3, 5, 5, 7};
  private static final int[] EXAMPLES = {1, 2, 3, 5, 9};
  private static final long MOST_PRODUCTS = 400_000;

  @Override
  public String toString() {
    StringBuilder text = new StringBuilder(name);
    for (Axis a : window.axes()) {
      text.append(" [").append(a.input()).append(" kernel ").append(a.kernel());
      text.append(" stride ").append(a.stride()).append(" dilation ").append(a.dilation());
      text.append(" padding ").append(a.padStart()).append('+').append(a.padEnd()).append(']');
    }
    String channels = " " + inputChannels + "→" + outputChannels;
    return text + channels + (groups == 1 ? "" : " groups " + groups) + " ×" + examples;
  }

  int weights() {
    return window.taps() * inputChannels / groups * outputChannels;
  }

  long products() {
    return (long) examples * window.outputs() * weights();
  }

  /** Layers of known networks and corners that were thought of. */
  static Stream<KernelCase> fixed() {
    return Stream.of(
        square("lenet conv1", 28, 5, 1, 2, 1, 6, 2),
        square("lenet conv2", 14, 5, 1, 0, 6, 16, 3),
        square("fashion conv1", 28, 3, 1, 1, 1, 32, 1),
        square("fashion conv2", 14, 3, 1, 1, 8, 64, 2),
        square("vgg conv1", 32, 3, 1, 1, 3, 32, 1),
        square("vgg conv2", 32, 3, 1, 1, 4, 32, 1),
        square("vgg conv6", 8, 3, 1, 1, 64, 128, 2),
        square("resnet first", 28, 7, 2, 3, 3, 20, 1),
        square("strided", 9, 3, 2, 1, 20, 33, 3),
        square("stride over kernel", 13, 2, 3, 0, 5, 7, 3),
        square("pointwise", 7, 1, 1, 0, 17, 10, 3),
        square("pointwise strided", 9, 1, 2, 0, 6, 20, 2),
        square("pointwise padded", 5, 1, 1, 1, 3, 5, 2),
        square("one output", 5, 5, 1, 0, 6, 20, 9),
        square("one output, padded", 3, 5, 1, 1, 3, 16, 5),
        square("one output, rest dropped", 6, 5, 2, 0, 3, 10, 5),
        square("smaller than the padding", 1, 3, 1, 1, 10, 6, 3),
        line("signal", 64, 7, 1, 3, 12, 32, 2),
        line("signal strided", 33, 5, 2, 2, 6, 20, 3),
        line("signal pointwise", 31, 1, 1, 0, 5, 17, 3),
        cube("volume", 6, 3, 1, 1, 4, 33, 1),
        cube("volume strided", 7, 3, 2, 1, 3, 20, 2),
        cube("volume pointwise", 4, 1, 1, 0, 6, 16, 2),
        cube("volume, one output", 3, 3, 1, 0, 2, 7, 3),
        dense(1, 1, 1),
        dense(3, 5, 2),
        dense(20, 10, 9),
        dense(84, 10, 16),
        dense(128, 10, 65),
        dense(120, 84, 1),
        dense(400, 120, 5),
        dense(1100, 33, 3));
  }

  /** Convolutions in groups, depthwise ones among them. */
  static Stream<KernelCase> fixedGroups() {
    return Stream.of(
        square("two groups", 8, 3, 1, 1, 8, 6, 2).inGroups(2),
        square("wide groups", 7, 3, 1, 1, 64, 96, 2).inGroups(2),
        square("groups of few channels", 7, 3, 2, 1, 32, 64, 2).inGroups(16),
        square("groups of one input", 6, 3, 1, 1, 20, 60, 2).inGroups(20),
        square("groups of one output", 6, 3, 1, 1, 66, 33, 2).inGroups(33),
        square("pointwise groups", 5, 1, 1, 0, 40, 20, 3).inGroups(4),
        square("dense groups", 5, 5, 1, 0, 12, 8, 3).inGroups(4),
        square("depthwise", 14, 3, 1, 1, 64, 64, 2).inGroups(64),
        square("depthwise on a large image", 28, 3, 1, 1, 32, 32, 1).inGroups(32),
        square("depthwise, valid", 9, 3, 1, 0, 16, 16, 2).inGroups(16),
        square("depthwise, stride 2", 14, 3, 2, 1, 48, 48, 3).inGroups(48),
        square("depthwise, stride over kernel", 11, 2, 3, 0, 17, 17, 3).inGroups(17),
        square("depthwise 5×5", 12, 5, 1, 2, 33, 33, 2).inGroups(33),
        square("depthwise 7×7", 7, 7, 1, 3, 40, 40, 2).inGroups(40),
        square("depthwise of few channels", 9, 3, 1, 1, 3, 3, 5).inGroups(3),
        square("depthwise 1×1", 9, 1, 1, 0, 31, 31, 2).inGroups(31),
        square("depthwise 1×1, stride 2", 9, 1, 2, 0, 20, 20, 2).inGroups(20),
        square("depthwise, one output", 4, 4, 1, 0, 65, 65, 5).inGroups(65),
        square("depthwise, smaller than the padding", 1, 3, 1, 1, 10, 10, 3).inGroups(10),
        line("depthwise signal", 40, 5, 1, 2, 17, 17, 2).inGroups(17),
        cube("depthwise volume", 5, 3, 1, 1, 20, 20, 2).inGroups(20),
        cube("volume in groups", 4, 3, 2, 1, 6, 40, 2).inGroups(2),
        square("depthwise, nothing but padding", 1, 2, 1, 2, 18, 18, 2).inGroups(18));
  }

  private KernelCase inGroups(int number) {
    return new KernelCase(name, window, inputChannels, outputChannels, number, examples, seed);
  }

  private static KernelCase line(
      String name, int size, int kernel, int stride, int padding, int c, int k, int examples) {
    Axis axis = new Axis(size, kernel, stride, 1, padding, padding);
    return new KernelCase(name, new Window(List.of(axis)), c, k, 1, examples, size);
  }

  private static KernelCase square(
      String name, int size, int kernel, int stride, int padding, int c, int k, int examples) {
    Axis axis = new Axis(size, kernel, stride, 1, padding, padding);
    return new KernelCase(name, new Window(List.of(axis, axis)), c, k, 1, examples, size);
  }

  private static KernelCase cube(
      String name, int size, int kernel, int stride, int padding, int c, int k, int examples) {
    Axis axis = new Axis(size, kernel, stride, 1, padding, padding);
    return new KernelCase(name, new Window(List.of(axis, axis, axis)), c, k, 1, examples, size);
  }

  private static KernelCase dense(int inputs, int outputs, int examples) {
    return new KernelCase("dense", Window.single(), inputs, outputs, 1, examples, inputs);
  }

  /** Generated geometries of bounded work. */
  static Stream<KernelCase> random(int count) {
    return IntStream.range(0, count).mapToObj(KernelCase::random1);
  }

  /** The same in groups: of any sizes, or depthwise. */
  static Stream<KernelCase> randomGroups(int count) {
    return IntStream.range(0, count).mapToObj(KernelCase::randomGroup);
  }

  private static KernelCase randomGroup(int number) {
    Random random = new Random(TestSeed.VALUE * 37 + number);
    while (true) {
      KernelCase any = random1(random.nextInt());
      boolean depthwise = random.nextBoolean();
      int groups = depthwise ? any.inputChannels : 2 + random.nextInt(6);
      int inputs = depthwise ? groups : groups * (1 + random.nextInt(20));
      int outputs = depthwise ? groups : groups * (1 + random.nextInt(20));
      KernelCase candidate =
          new KernelCase(
              "groups " + number, any.window, inputs, outputs, groups, any.examples, any.seed);
      if (candidate.products() <= MOST_PRODUCTS) {
        return candidate;
      }
    }
  }

  private static KernelCase random1(int number) {
    long seed = TestSeed.VALUE * 31 + number;
    Random random = new Random(seed);
    while (true) {
      List<Axis> axes = new ArrayList<>();
      int count = 1 + Math.min(2, random.nextInt(5) / 2 + random.nextInt(2));
      for (int a = 0; a < count; a++) {
        axes.add(axis(random, count == 3 ? 6 : 14));
      }
      KernelCase candidate =
          new KernelCase(
              "random " + number,
              new Window(axes),
              pick(random, CHANNELS),
              pick(random, CHANNELS),
              1,
              pick(random, EXAMPLES),
              seed);
      if (candidate.products() <= MOST_PRODUCTS) {
        return candidate;
      }
    }
  }

  private static Axis axis(Random random, int most) {
    while (true) {
      int input = 1 + random.nextInt(most);
      int kernel = pick(random, KERNELS);
      int stride = random.nextInt(3) == 0 ? 1 + random.nextInt(3) : 1;
      int dilation = random.nextInt(4) == 0 ? 2 : 1;
      int start = random.nextBoolean() ? random.nextInt(kernel) : kernel / 2;
      int end = random.nextBoolean() ? random.nextInt(kernel + 1) : start;
      if (1 + dilation * (kernel - 1) <= input + start + end) {
        return new Axis(input, kernel, stride, dilation, start, end);
      }
    }
  }

  private static int pick(Random random, int[] values) {
    return values[random.nextInt(values.length)];
  }
}
