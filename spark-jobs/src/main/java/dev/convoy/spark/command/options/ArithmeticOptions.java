package dev.convoy.spark.command.options;

import dev.convoy.kernel.Algorithm;
import dev.convoy.kernel.KernelSelection;
import dev.convoy.kernel.ReferenceKernels;
import dev.convoy.spark.settings.SparkSettings;
import org.apache.spark.SparkConf;
import picocli.CommandLine.Option;

/** The options that say how numbers are computed. */
public final class ArithmeticOptions {
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
  public String kernels() {
    return kernels;
  }

  /** The kernels that this process needs for a run. */
  public KernelSelection selection(SparkConf conf) {
    return selection(kernels, conf);
  }

  /**
   * The kernels of this process. With a local master it trains with them; else they only tell how
   * much memory others need, and the ones that were asked for need not run here.
   */
  public static KernelSelection selection(String kernels, SparkConf conf) {
    KernelSelection.requireKnown(kernels);
    boolean exact = SparkSettings.isLocal(conf) || kernels.equals(ReferenceKernels.NAME);
    return KernelSelection.select(exact ? kernels : KernelSelection.AUTO);
  }

  /** The kernels of this process, which computes with them. */
  public KernelSelection selection() {
    return KernelSelection.select(kernels);
  }

  /** How convolutions are computed. */
  public Algorithm algorithm() {
    return Algorithm.named(algorithm);
  }
}
