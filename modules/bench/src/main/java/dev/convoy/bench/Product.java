package dev.convoy.bench;

import dev.convoy.kernel.Algorithm;
import dev.convoy.kernel.Convolution;
import dev.convoy.kernel.KernelSelection;
import dev.convoy.kernel.Kernels;
import dev.convoy.kernel.Pass;
import dev.convoy.kernel.ReferenceKernels;
import dev.convoy.kernel.Window;
import java.util.Arrays;
import java.util.EnumSet;

/** A compiled convolution (or dense layer) with arrays to run its passes on. */
final class Product {
  private final String what;
  private final Algorithm algorithm;
  private final int examples;
  private final Window window;
  private final int inputChannels;
  private final int outputChannels;
  private final int groups;
  private final float[] weights;
  private final float[] x;
  private final float[] y;
  private final Compiled compiled;

  Product(
      String what,
      String kernels,
      Algorithm algorithm,
      int examples,
      Window window,
      int inputChannels,
      int outputChannels,
      int groups) {
    this.what = what;
    this.algorithm = algorithm;
    this.examples = examples;
    this.window = window;
    this.inputChannels = inputChannels;
    this.outputChannels = outputChannels;
    this.groups = groups;
    this.weights = Values.random(window.taps() * inputChannels / groups * outputChannels, 1);
    this.x = Values.random(examples * window.inputs() * inputChannels, 2);
    this.y = Values.random(examples * window.outputs() * outputChannels, 3);
    this.compiled = new Compiled(KernelSelection.select(kernels).kernels());
  }

  /** Adds to the output, which also serves as the gradient of the output. */
  void forward() {
    compiled.forward(y);
  }

  /** Adds to the input. */
  void inputGradient() {
    compiled.inputGradient(x);
  }

  /** Adds to the weights or a sum; what the other passes read are the packed ones. */
  void weightGradient() {
    compiled.addGradient(compiled.sum.length > 0 ? compiled.sum : weights);
  }

  /** Brings the weights into the order that the passes read. */
  void prepare() {
    compiled.convolution.prepare(weights, 0, compiled.packed);
  }

  /** Number of weights. */
  int weights() {
    return weights.length;
  }

  /** Compares a pass with the reference. */
  void verify(Pass pass) {
    Compiled reference = new Compiled(new ReferenceKernels());
    String name = what + " " + pass;
    switch (pass) {
      case FORWARD -> Values.requireSame(name, y, compiled::forward, reference::forward);
      case INPUT_GRADIENT ->
          Values.requireSame(name, x, compiled::inputGradient, reference::inputGradient);
      case WEIGHT_GRADIENT ->
          Values.requireSame(name, weights, compiled::weightGradient, reference::weightGradient);
    }
  }

  /** One provider's form of it. */
  private final class Compiled {
    private final Convolution convolution;
    private final float[] packed;
    private final float[] scratch;
    private final float[] sum;

    Compiled(Kernels kernels) {
      this.convolution =
          algorithm.compile(
              kernels, window, inputChannels, outputChannels, groups, EnumSet.allOf(Pass.class));
      this.packed = new float[convolution.packedSize()];
      this.scratch = new float[convolution.scratchSize(examples)];
      this.sum = new float[convolution.sumSize()];
      convolution.prepare(weights, 0, packed);
    }

    void forward(float[] sum) {
      convolution.forward(examples, packed, x, 0, sum, 0, scratch);
    }

    void inputGradient(float[] sum) {
      convolution.inputGradient(examples, packed, y, 0, sum, 0, scratch);
    }

    void addGradient(float[] to) {
      convolution.weightGradient(examples, x, 0, y, 0, to, 0, scratch);
    }

    void weightGradient(float[] dw) {
      if (sum.length == 0) {
        addGradient(dw);
      } else {
        Arrays.fill(sum, 0f);
        addGradient(sum);
        convolution.addSum(sum, 0, dw, 0);
      }
    }
  }
}
