package dev.convoy.spark.command;

import dev.convoy.kernel.Algorithm;
import dev.convoy.kernel.KernelSelection;
import picocli.CommandLine.Option;

/** The options that say how numbers are computed. */
final class ArithmeticOptions {
  @Option(
      names = "--kernels",
      paramLabel = "K",
      defaultValue = KernelSelection.AUTO,
      description =
          "auto, simd or reference; all give the same numbers (default: ${DEFAULT-VALUE}).")
  private String kernels;

  @Option(
      names = "--algorithm",
      paramLabel = "A",
      defaultValue = "direct",
      description =
          "How 3x3 convolutions are computed: direct, winograd (wherever possible) or auto (winograd"
              + " where it pays); part of the result (default: ${DEFAULT-VALUE}).")
  private String algorithm;

  /** The name of the kernels, which executors select for themselves. */
  String kernels() {
    return kernels;
  }

  /** The kernels of this process. */
  KernelSelection selection() {
    return KernelSelection.select(kernels);
  }

  /** How convolutions are computed. */
  Algorithm algorithm() {
    return Algorithm.named(algorithm);
  }
}
