package dev.convoy.bench.peers;

import dev.convoy.kernel.Algorithm;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/**
 * Whether libtorch computes its convolutions with oneDNN, which is what makes it fast. oneDNN tells
 * every primitive that it runs when its environment variable asks for it.
 */
final class OneDnn {
  private static final String PRIMITIVE = "exec,cpu,convolution,";

  private OneDnn() {}

  /**
   * The implementations that one step of a model uses, for example {@code
   * brg_conv_fwd:avx512_core}.
   *
   * @throws IOException if there is none
   */
  static List<String> implementations(String model, int batch) throws IOException {
    StepFork.Task task =
        new StepFork.Task(Side.LIBTORCH, model, batch, 0, 0, "auto", Algorithm.DIRECT);
    TreeSet<String> implementations = new TreeSet<>();
    for (String line : StepFork.lines(task, List.of(), Map.of("ONEDNN_VERBOSE", "1"))) {
      int at = line.indexOf(PRIMITIVE);
      if (line.startsWith("onednn_verbose") && at >= 0) {
        implementations.add(line.substring(at + PRIMITIVE.length()).split(",")[0]);
      }
    }
    if (implementations.isEmpty()) {
      throw new IOException("libtorch ran no convolution of " + model + " with oneDNN");
    }
    return List.copyOf(implementations);
  }
}
