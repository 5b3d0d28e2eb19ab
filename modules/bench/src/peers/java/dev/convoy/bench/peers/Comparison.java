package dev.convoy.bench.peers;

import dev.convoy.bench.Measurement;
import dev.convoy.kernel.Algorithm;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * One model and batch size on both sides; entry i of both lists was measured one after the other.
 *
 * @param model a named model
 * @param algorithm Convoy's algorithm of convolutions
 * @param batch examples of a step
 * @param convoy one measurement a fork
 * @param libtorch one measurement a fork
 */
record Comparison(
    String model,
    Algorithm algorithm,
    int batch,
    List<Measurement> convoy,
    List<Measurement> libtorch) {
  static final String HEADER =
      "| model | algorithm | batch | Convoy, images/s | libtorch, images/s | **ratio** | least – most "
          + "| Convoy, images a CPU second | libtorch, images a CPU second | ratio | least – most |"
          + "\n|---|---|---:|---:|---:|---:|---|---:|---:|---:|---|";

  /** Ratios of libtorch's time to Convoy's, sorted: above 1 Convoy is faster. */
  List<Double> ratios(ToDoubleFunction<Measurement> time) {
    return IntStream.range(0, convoy.size())
        .mapToObj(i -> time.applyAsDouble(libtorch.get(i)) / time.applyAsDouble(convoy.get(i)))
        .sorted()
        .toList();
  }

  /** The line of the table. */
  String row() {
    return String.format(
        Locale.ROOT,
        "| %s | %s | %d |%s|%s|",
        model,
        algorithm.text(),
        batch,
        columns(Measurement::seconds, "**"),
        columns(Measurement::cpuSeconds, ""));
  }

  private String columns(ToDoubleFunction<Measurement> time, String mark) {
    List<Double> ratios = ratios(time);
    return String.format(
        Locale.ROOT,
        " %,.0f | %,.0f | %s%.2f%s | %.2f – %.2f ",
        imagesPerSecond(convoy, time),
        imagesPerSecond(libtorch, time),
        mark,
        median(ratios),
        mark,
        ratios.get(0),
        ratios.get(ratios.size() - 1));
  }

  private double imagesPerSecond(List<Measurement> side, ToDoubleFunction<Measurement> time) {
    return median(side.stream().map(one -> batch / time.applyAsDouble(one)).sorted().toList());
  }

  /**
   * The share of the time that the measured thread had a processor: below 1, others ran as well.
   */
  double undisturbed() {
    return median(
        Stream.concat(convoy.stream(), libtorch.stream())
            .map(one -> one.cpuSeconds() / one.seconds())
            .sorted()
            .toList());
  }

  private static double median(List<Double> sorted) {
    int middle = sorted.size() / 2;
    return sorted.size() % 2 == 1
        ? sorted.get(middle)
        : (sorted.get(middle - 1) + sorted.get(middle)) / 2;
  }
}
