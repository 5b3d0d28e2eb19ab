package dev.convoy.bench;

import dev.convoy.kernel.Pass;
import java.util.Map;

/** Which pass a benchmark method runs. */
final class Passes {
  private static final Map<String, Pass> METHODS =
      Map.of(
          "prepare", Pass.FORWARD,
          "forward", Pass.FORWARD,
          "inputGradient", Pass.INPUT_GRADIENT,
          "weightGradient", Pass.WEIGHT_GRADIENT);

  private Passes() {}

  /** The pass that a benchmark of this full name runs or prepares. */
  static Pass of(String benchmark) {
    return METHODS.get(benchmark.substring(benchmark.lastIndexOf('.') + 1));
  }
}
