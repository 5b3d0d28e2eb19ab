package dev.convoy.kernel;

import java.util.Locale;
import java.util.Set;

/**
 * How convolutions are computed. The choice decides the bits of a result, so it is a setting that
 * is stored with a run, and depends on geometry alone, never on a machine.
 */
public enum Algorithm {
  /** One product for each tap. */
  DIRECT,
  /** Winograd's wherever the geometry allows it; never in groups. */
  WINOGRAD,
  /** Winograd's where the geometry makes it faster on most machines, by a fixed rule. */
  AUTO;

  /** With fewer channels than this on a side, transforming costs more than it saves. */
  private static final int LEAST_CHANNELS = 32;

  /** The algorithm that is written so. */
  public static Algorithm named(String name) {
    for (Algorithm algorithm : values()) {
      if (algorithm.text().equals(name)) {
        return algorithm;
      }
    }
    throw new IllegalArgumentException(
        "algorithm '" + name + "': unknown; known are direct, winograd, auto");
  }

  /** How it is written in options and files. */
  public String text() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Compiles a convolution with the algorithm that this choice means for it. */
  public Convolution compile(
      Kernels kernels,
      Window window,
      int inputChannels,
      int outputChannels,
      int groups,
      Set<Pass> passes) {
    return groups == 1 && isWinograd(window, inputChannels, outputChannels)
        ? kernels.winograd(window, inputChannels, outputChannels, passes)
        : kernels.convolution(window, inputChannels, outputChannels, groups, passes);
  }

  /** Whether this choice means Winograd's algorithm for a convolution that is not in groups. */
  public boolean isWinograd(Window window, int inputChannels, int outputChannels) {
    return switch (this) {
      case DIRECT -> false;
      case WINOGRAD -> WinogradTiles.fits(window);
      case AUTO ->
          WinogradTiles.fits(window)
              && Math.min(inputChannels, outputChannels) >= LEAST_CHANNELS
              && WinogradTiles.forward(window).savesThird();
    };
  }
}
