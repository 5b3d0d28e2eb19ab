package dev.convoy.bench.peers;

import dev.convoy.bench.Measurement;
import dev.convoy.kernel.Algorithm;
import dev.convoy.model.Model;
import dev.convoy.model.zoo.NamedModels;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Measures one side in a JVM of its own: what the JIT compiler did for one measurement, or how the
 * memory happened to lie, must not reach the next.
 */
final class StepFork {
  private static final String RESULT = "measurement ";

  private StepFork() {}

  /**
   * What a fork is to do.
   *
   * @param side who
   * @param model a named model
   * @param batch examples of a step
   * @param warmUpSeconds how long to run before measuring
   * @param seconds how long to measure
   * @param kernels Convoy's provider
   * @param algorithm Convoy's algorithm of convolutions
   */
  record Task(
      Side side,
      String model,
      int batch,
      double warmUpSeconds,
      double seconds,
      String kernels,
      Algorithm algorithm) {
    private List<String> arguments() {
      return List.of(
          side.name(),
          model,
          String.valueOf(batch),
          String.valueOf(warmUpSeconds),
          String.valueOf(seconds),
          kernels,
          algorithm.text());
    }

    private static Task parse(String[] arguments) {
      return new Task(
          Side.valueOf(arguments[0]),
          arguments[1],
          Integer.parseInt(arguments[2]),
          Double.parseDouble(arguments[3]),
          Double.parseDouble(arguments[4]),
          arguments[5],
          Algorithm.named(arguments[6]));
    }
  }

  /** The fork's main method. */
  public static void main(String[] arguments) throws IOException {
    Task task = Task.parse(arguments);
    Model model = NamedModels.find(task.model()).orElseThrow();
    Runnable step = task.side().step(model, task.batch(), task.kernels(), task.algorithm());
    Measurement result = Measurement.of(step, task.warmUpSeconds(), task.seconds());
    System.out.println(
        RESULT
            + String.join(
                " ",
                String.valueOf(result.seconds()),
                String.valueOf(result.cpuSeconds()),
                String.valueOf(result.processors()),
                String.valueOf(result.steps())));
  }

  /** Runs a task in a JVM and returns what it measured. */
  static Measurement run(Task task, List<String> jvmOptions, Map<String, String> environment)
      throws IOException {
    List<String> lines = lines(task, jvmOptions, environment);
    Optional<String> found = lines.stream().filter(line -> line.startsWith(RESULT)).findFirst();
    if (found.isEmpty()) {
      throw new IOException("no measurement from " + task + ":\n" + String.join("\n", lines));
    }
    String[] numbers = found.get().substring(RESULT.length()).split(" ");
    return new Measurement(
        Double.parseDouble(numbers[0]),
        Double.parseDouble(numbers[1]),
        Double.parseDouble(numbers[2]),
        Integer.parseInt(numbers[3]));
  }

  /** Runs a task in a JVM with more in its environment and returns all it wrote. */
  static List<String> lines(Task task, List<String> jvmOptions, Map<String, String> environment)
      throws IOException {
    List<String> command = new ArrayList<>();
    command.add(System.getProperty("java.home") + File.separator + "bin" + File.separator + "java");
    command.add("--add-modules=jdk.incubator.vector");
    command.addAll(jvmOptions);
    command.addAll(List.of("-cp", System.getProperty("java.class.path")));
    for (String property : List.of("DJL_CACHE_DIR", "OPT_OUT_TRACKING", "ai.djl.offline")) {
      Optional.ofNullable(System.getProperty(property))
          .ifPresent(value -> command.add("-D" + property + "=" + value));
    }
    command.add(StepFork.class.getName());
    command.addAll(task.arguments());
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    // Read by OpenMP and MKL when they are loaded, before any call can set a number.
    builder.environment().putAll(Map.of("OMP_NUM_THREADS", "1", "MKL_NUM_THREADS", "1"));
    builder.environment().putAll(environment);
    Process process = builder.start();
    List<String> lines;
    try (var reader = process.inputReader(StandardCharsets.UTF_8)) {
      lines = reader.lines().toList();
    }
    try {
      int status = process.waitFor();
      if (status != 0) {
        throw new IOException(
            "status " + status + " of " + task + ":\n" + String.join("\n", lines));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      process.destroy();
      throw new IOException("interrupted", e);
    }
    return lines;
  }
}
