package dev.convoy.bench.peers;

import dev.convoy.bench.Measurement;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;

/**
 * One model and batch size on both sides; entry i of both lists was measured one after the other.
 *
 * @param model a named model
 * @param batch examples of a step
 * @param convoy one measurement a fork
 * @param libtorch one measurement a fork
 */
record Comparison(String model, int batch, List<Measurement> convoy, List<Measurement> libtorch) {
  static final String HEADER =
      "| model | batch | Convoy, images/s | libtorch, images/s | ratio | least – most | ratio by"
          + " processor time | least – most |\n|---|---:|---:|---:|---:|---|---:|---|";

  /** Ratios of libtorch's time to Convoy's, sorted: above 1 Convoy is faster. */
  List<Double> ratios(ToDoubleFunction<Measurement> time) {
    return IntStream.range(0, convoy.size())
        .mapToObj(i -> time.applyAsDouble(libtorch.get(i)) / time.applyAsDouble(convoy.get(i)))
        .sorted()
        .toList();
  }

  /** The line of the table. */
  String row() {
    List<Double> clock = ratios(Measurement::seconds);
    List<Double> processor = ratios(Measurement::cpuSeconds);
    return String.format(
        Locale.ROOT,
        "| %s | %d | %,.0f | %,.0f | **%.2f** | %.2f – %.2f | %.2f | %.2f – %.2f |",
        model,
        batch,
        imagesPerSecond(convoy),
        imagesPerSecond(libtorch),
        median(clock),
        clock.get(0),
        clock.get(clock.size() - 1),
        median(processor),
        processor.get(0),
        processor.get(processor.size() - 1));
  }

  private double imagesPerSecond(List<Measurement> side) {
    return median(side.stream().map(one -> batch / one.seconds()).sorted().toList());
  }

  private static double median(List<Double> sorted) {
    int middle = sorted.size() / 2;
    return sorted.size() % 2 == 1
        ? sorted.get(middle)
        : (sorted.get(middle - 1) + sorted.get(middle)) / 2;
  }
}
