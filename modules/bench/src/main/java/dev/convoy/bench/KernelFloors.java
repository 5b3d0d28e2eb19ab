package dev.convoy.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.openjdk.jmh.infra.BenchmarkParams;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

/**
 * Runs the kernel benchmarks briefly, each in JVMs of its own, and fails if one is below its floor:
 * a kernel can run with boxed vectors at a twentieth of its speed and still be right.
 *
 * <p>{@code KernelFloors [--match REGEX] [--forks N] [--vector-bytes 16|32|64]}; ends with status 1
 * if a kernel is too slow, 2 if the arguments are wrong.
 */
public final class KernelFloors {
  private static final String USAGE =
      "usage: KernelFloors [--match REGEX] [--forks N] [--vector-bytes 16|32|64]";
  private static final String HEADER =
      String.format(Locale.ROOT, "%-74s %14s %7s %7s", "kernel", "speed", "share", "floor");
  private static final TimeValue WARM_UP = TimeValue.milliseconds(600);
  private static final TimeValue MEASURE = TimeValue.milliseconds(300);
  private static final int ITERATIONS = 3;

  /** A kernel fails if it is too slow every time: others use the machine as well. */
  private static final int RETRIES = 2;

  /** Packing weights moves little, in all directions: this only notices what is not compiled. */
  private static final double PREPARE_FLOOR = 0.5;

  /** Plain loops that become vectors reach the speed of memory. */
  private static final double VECTOR_FLOOR = 30;

  /** Three divisions and a root; scalar ones would stay at seven. */
  private static final double ADAM_FLOOR = 8;

  /** JDK 17 converts one float to double at a time. */
  private static final double FOLD_FLOOR = 5;

  /** One byte at a time through a table. */
  private static final double DECODING_FLOOR = 5;

  /** Steps that interpolate, or draw a number for each pixel: only notices what is not compiled. */
  private static final double AUGMENTATION_FLOOR = 0.03;

  private KernelFloors() {}

  /** Runs the benchmarks. */
  public static void main(String[] arguments) throws RunnerException {
    Settings settings;
    try {
      settings = Settings.parse(arguments);
    } catch (IllegalArgumentException e) {
      System.err.println(e.getMessage() + "; " + USAGE);
      System.exit(2);
      return;
    }
    System.out.println(HEADER);
    List<Row> slow = run(settings.builder().include(settings.match()));
    for (int again = 0; again < RETRIES && !slow.isEmpty(); again++) {
      System.out.println(slow.size() + " below their floor, measured again:");
      List<Row> still = new ArrayList<>();
      for (Row row : slow) {
        still.addAll(run(row.only(settings.builder())));
      }
      slow = still;
    }
    if (slow.isEmpty()) {
      System.out.println("every kernel is above its floor");
      return;
    }
    System.out.println("below their floor: " + slow.stream().map(Row::name).toList());
    System.exit(1);
  }

  /** Runs benchmarks, prints a line for each and returns those below their floor. */
  private static List<Row> run(ChainedOptionsBuilder options) throws RunnerException {
    List<Row> rows = new Runner(options.build()).run().stream().map(Row::of).toList();
    if (rows.isEmpty()) {
      throw new RunnerException("no benchmark matches");
    }
    rows.forEach(System.out::println);
    return rows.stream().filter(row -> row.share() < row.floor()).toList();
  }

  /**
   * The arguments.
   *
   * @param match what benchmarks to run
   * @param forks JVMs for each
   * @param vectorBytes largest vector, 0 for the machine's own
   */
  private record Settings(String match, int forks, int vectorBytes) {
    static Settings parse(String[] arguments) {
      String match = KernelFloors.class.getPackageName();
      int forks = 1;
      int vectorBytes = 0;
      for (int i = 0; i < arguments.length; i += 2) {
        if (i + 1 == arguments.length) {
          throw new IllegalArgumentException(arguments[i] + " needs a value");
        }
        switch (arguments[i]) {
          case "--match" -> match = arguments[i + 1];
          case "--forks" -> forks = number(arguments[i], arguments[i + 1]);
          case "--vector-bytes" -> vectorBytes = number(arguments[i], arguments[i + 1]);
          default -> throw new IllegalArgumentException("unknown option " + arguments[i]);
        }
      }
      return new Settings(match, forks, vectorBytes);
    }

    private static int number(String option, String value) {
      try {
        return Integer.parseInt(value);
      } catch (NumberFormatException e) {
        throw new IllegalArgumentException(option + " '" + value + "' must be a whole number", e);
      }
    }

    ChainedOptionsBuilder builder() {
      ChainedOptionsBuilder options =
          new OptionsBuilder()
              .forks(forks)
              .warmupIterations(2)
              .warmupTime(WARM_UP)
              .measurementIterations(ITERATIONS)
              .measurementTime(MEASURE)
              .shouldFailOnError(true)
              .verbosity(VerboseMode.SILENT);
      return vectorBytes == 0 ? options : options.jvmArgsAppend("-XX:MaxVectorSize=" + vectorBytes);
    }
  }

  /**
   * One kernel's result.
   *
   * @param parameters what JMH ran
   * @param name class, method and shape
   * @param speed GFLOP/s or GB/s
   * @param unit which of the two
   * @param share per cent of the FMA peak or of a copy; the median over iterations
   * @param floor the least share
   */
  private record Row(
      BenchmarkParams parameters,
      String name,
      double speed,
      String unit,
      double share,
      double floor) {
    static Row of(RunResult result) {
      BenchmarkParams parameters = result.getParams();
      String benchmark = parameters.getBenchmark();
      String method =
          benchmark.substring(KernelFloors.class.getPackageName().length() + ".".length());
      StringBuilder name = new StringBuilder(method);
      for (String key : parameters.getParamsKeys()) {
        name.append(' ').append(parameters.getParam(key));
      }
      boolean computes = result.getSecondaryResults().containsKey("gflops");
      return new Row(
          parameters,
          name.toString(),
          median(result, computes ? "gflops" : "gigabytes"),
          computes ? "GFLOP/s" : "GB/s",
          median(result, computes ? "peakPercent" : "copyPercent"),
          floor(method, parameters));
    }

    /** The options to run this kernel alone. */
    ChainedOptionsBuilder only(ChainedOptionsBuilder options) {
      options.include("^" + parameters.getBenchmark().replace(".", "\\.") + "$");
      for (String key : parameters.getParamsKeys()) {
        options.param(key, parameters.getParam(key));
      }
      return options;
    }

    private static double median(RunResult result, String column) {
      return result.getSecondaryResults().get(column).getStatistics().getPercentile(50);
    }

    private static double floor(String method, BenchmarkParams parameters) {
      if (method.endsWith(".prepare")) {
        return PREPARE_FLOOR;
      }
      String shape = parameters.getParam("shape");
      return switch (method.substring(0, method.indexOf('.'))) {
        case "ConvolutionBenchmark" -> Shapes.Convolutions.valueOf(shape).floor();
        case "DenseBenchmark" -> Shapes.DenseLayers.valueOf(shape).floor();
        case "PoolingBenchmark", "RowsBenchmark" -> Shapes.Activations.valueOf(shape).floor();
        case "NormBenchmark" -> NormBenchmark.Activations.valueOf(shape).floor();
        case "LayerBenchmark" ->
            LayerBenchmark.Kind.valueOf(parameters.getParam("layer")).floor(method);
        case "OptimizerBenchmark" -> method.endsWith(".adam") ? ADAM_FLOOR : VECTOR_FLOOR;
        case "AveragingBenchmark" -> method.endsWith(".fold") ? FOLD_FLOOR : VECTOR_FLOOR;
        case "DecodingBenchmark" -> DECODING_FLOOR;
        case "AugmentationBenchmark" -> AUGMENTATION_FLOOR;
        default -> throw new IllegalStateException("no floor for " + method);
      };
    }

    @Override
    public String toString() {
      return String.format(
          Locale.ROOT, "%-74s %6.1f %-7s %5.1f %% %5.1f %%", name, speed, unit, share, floor);
    }
  }
}
