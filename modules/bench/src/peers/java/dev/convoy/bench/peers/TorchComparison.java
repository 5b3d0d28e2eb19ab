package dev.convoy.bench.peers;

import dev.convoy.bench.Measurement;
import dev.convoy.kernel.Algorithm;
import dev.convoy.model.zoo.NamedModels;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * Measures whole training steps of Convoy and libtorch on one thread each, alternately in JVMs of
 * their own, and prints medians and the median of the ratios of neighbours.
 */
public final class TorchComparison {
  private static final String USAGE =
      """
      compare-with-libtorch [--models NAME,…] [--batches B,…] [--forks N] [--warm-up SECONDS]
                            [--seconds SECONDS] [--kernels auto|simd|reference]
                            [--algorithms direct|winograd|auto,…]
                            [--memory default|kept] [--jvm-option OPTION]… [--write FILE]""";

  /** What is compared if nothing else is asked for. */
  private static final List<String> MODELS =
      List.of("lenet5", "fashion-cnn", "vgg-small", "resnet20");

  /** More than a thread and the JVM's housekeeping would keep busy. */
  private static final double MOST_PROCESSORS = 1.25;

  private TorchComparison() {}

  /** Runs the comparison. */
  public static void main(String[] arguments) throws IOException {
    Settings settings;
    try {
      settings = Settings.parse(arguments);
    } catch (IllegalArgumentException e) {
      System.err.println("compare-with-libtorch: " + e.getMessage() + "\n" + USAGE);
      System.exit(2);
      return;
    }
    if (!settings.file().isEmpty()) {
      Files.createDirectories(Path.of(settings.file()).toAbsolutePath().getParent());
    }
    Machine machine = Machine.here();
    String load = Machine.load();
    System.out.println(machine.text());
    Map<String, List<String>> implementations = new TreeMap<>();
    for (String model : settings.models()) {
      implementations.put(model, OneDnn.implementations(model, settings.batches().get(0)));
      System.out.println(model + ": oneDNN convolves with " + implementations.get(model));
    }
    System.out.println(Comparison.HEADER);
    List<Comparison> comparisons = new ArrayList<>();
    for (String model : settings.models()) {
      for (Algorithm algorithm : settings.algorithms()) {
        for (int batch : settings.batches()) {
          Comparison comparison = compare(settings, model, algorithm, batch);
          comparisons.add(comparison);
          System.out.println(comparison.row());
        }
      }
    }
    if (!settings.file().isEmpty()) {
      Path file = Path.of(settings.file());
      Files.writeString(
          file, document(arguments, settings, machine, load, implementations, comparisons));
      System.out.println("written to " + file);
    }
  }

  private static Comparison compare(Settings settings, String model, Algorithm algorithm, int batch)
      throws IOException {
    Comparison comparison =
        new Comparison(model, algorithm, batch, new ArrayList<>(), new ArrayList<>());
    for (int fork = 0; fork < settings.forks(); fork++) {
      comparison.convoy().add(measure(settings, Side.CONVOY, model, algorithm, batch));
      comparison.libtorch().add(measure(settings, Side.LIBTORCH, model, algorithm, batch));
    }
    return comparison;
  }

  private static Measurement measure(
      Settings settings, Side side, String model, Algorithm algorithm, int batch)
      throws IOException {
    Measurement result =
        StepFork.run(
            new StepFork.Task(
                side,
                model,
                batch,
                settings.warmUp(),
                settings.seconds(),
                settings.kernels(),
                algorithm),
            settings.jvmOptions(),
            settings.memory().environment());
    System.err.printf(
        Locale.ROOT,
        "%-8s %s, batch %d: %.3f ms a step, %.3f ms of processor time, %d steps, %.2f busy%n",
        side,
        model,
        batch,
        result.seconds() * 1e3,
        result.cpuSeconds() * 1e3,
        result.steps(),
        result.processors());
    if (result.processors() > MOST_PROCESSORS) {
      throw new IOException(
          side + " kept " + result.processors() + " processors busy, one thread was asked for");
    }
    return result;
  }

  private static String document(
      String[] arguments,
      Settings settings,
      Machine machine,
      String load,
      Map<String, List<String>> implementations,
      List<Comparison> comparisons) {
    StringBuilder text = new StringBuilder("# Convoy and libtorch, one thread each\n\n");
    text.append("Written by `scripts/compare-with-libtorch");
    for (String argument : arguments) {
      text.append(' ').append(argument);
    }
    text.append("` on ").append(LocalDate.now(ZoneOffset.UTC)).append(".\n\n");
    text.append("Machine: ").append(machine.text()).append(".\n");
    text.append("Load average before the run: ").append(load).append(", after it: ");
    text.append(Machine.load()).append(".\n\n");
    text.append(Comparison.HEADER).append('\n');
    comparisons.forEach(comparison -> text.append(comparison.row()).append('\n'));
    text.append(
        String.format(
            Locale.ROOT,
            """

            What the C library does with memory that libtorch frees: `%s` (`kept` spares libtorch page
            faults; Convoy allocates nothing in a step).

            Whole training steps: forward, softmax cross-entropy, backward, SGD with momentum 0.9.
            Median step of each JVM, after %s s of warm-up and measured for %s s; %d JVMs for each
            side, in turns; kernels `%s`. Images/s are medians over the JVMs. A ratio is
            libtorch's time by Convoy's in the JVM that ran next to it: above 1 Convoy is faster;
            the median, least and most over the pairs. The columns by CPU second count only the time
            that the measured thread had a processor. In this run that was %.0f %% of the time: the
            further below 100 %%, the more did other programs disturb the columns by the clock, and
            the more are the columns by CPU second to be believed.

            libtorch 2.7.1 through DJL 0.35.1. The convolutions of oneDNN that it used:
            """,
            settings.memory(),
            settings.warmUp(),
            settings.seconds(),
            settings.forks(),
            settings.kernels(),
            100 * comparisons.stream().mapToDouble(Comparison::undisturbed).average().orElse(0)));
    implementations.forEach(
        (model, names) ->
            text.append("- ")
                .append(model)
                .append(": ")
                .append(String.join(", ", names))
                .append('\n'));
    return text.toString();
  }

  /**
   * The arguments.
   *
   * @param models named models
   * @param batches examples of a step
   * @param forks JVMs for each side
   * @param warmUp seconds before measuring
   * @param seconds to measure
   * @param kernels Convoy's provider
   * @param algorithms Convoy's algorithms of convolutions, each in rows of its own
   * @param memory what the C library does with freed arrays
   * @param jvmOptions for both sides
   * @param file to write to, empty for none
   */
  private record Settings(
      List<String> models,
      List<Integer> batches,
      int forks,
      double warmUp,
      double seconds,
      String kernels,
      List<Algorithm> algorithms,
      Memory memory,
      List<String> jvmOptions,
      String file) {
    Settings {
      for (String model : models) {
        if (!NamedModels.names().contains(model)) {
          throw new IllegalArgumentException(
              "model '" + model + "': unknown; known are " + NamedModels.names());
        }
      }
      if (forks < 1 || batches.stream().anyMatch(batch -> batch < 1)) {
        throw new IllegalArgumentException("forks and batches must be at least 1");
      }
    }

    static Settings parse(String[] arguments) {
      List<String> models = List.of("lenet5", "fashion-cnn", "vgg-small");
      List<Integer> batches = List.of(16, 64, 256);
      int forks = 5;
      double warmUp = 4;
      double seconds = 4;
      String kernels = "auto";
      List<Algorithm> algorithms = List.of(Algorithm.DIRECT);
      Memory memory = Memory.DEFAULT;
      List<String> jvmOptions = new ArrayList<>();
      String file = "";
      for (int i = 0; i < arguments.length; i += 2) {
        if (i + 1 == arguments.length) {
          throw new IllegalArgumentException(arguments[i] + " needs a value");
        }
        String value = arguments[i + 1];
        switch (arguments[i]) {
          case "--models" -> models = List.of(value.split(","));
          case "--batches" ->
              batches = List.of(value.split(",")).stream().map(Integer::valueOf).toList();
          case "--forks" -> forks = Integer.parseInt(value);
          case "--warm-up" -> warmUp = Double.parseDouble(value);
          case "--seconds" -> seconds = Double.parseDouble(value);
          case "--kernels" -> kernels = value;
          case "--algorithms" ->
              algorithms = List.of(value.split(",")).stream().map(Algorithm::named).toList();
          case "--memory" -> memory = Memory.named(value);
          case "--jvm-option" -> jvmOptions.add(value);
          case "--write" -> file = value;
          default -> throw new IllegalArgumentException("unknown option " + arguments[i]);
        }
      }
      return new Settings(
          models, batches, forks, warmUp, seconds, kernels, algorithms, memory, jvmOptions, file);
    }
  }
}
