package dev.convoy.spark.cluster;

import dev.convoy.kernel.KernelSelection;
import dev.convoy.kernel.ReferenceKernels;
import dev.convoy.spark.task.KernelProbe;
import dev.convoy.spark.watch.ExecutorWait;
import dev.convoy.spark.wire.KernelReport;
import dev.convoy.worker.TrainingFailedException;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerExecutorAdded;

/**
 * Asks executors which kernels they have, before they work: nobody trains with the slow ones for
 * hours without having been told.
 */
final class ExecutorKernels extends SparkListener {
  private static final String MODULE = "--add-modules=jdk.incubator.vector";

  private final JavaSparkContext spark;
  private final String asked;
  private final Consumer<String> log;
  private final Set<String> known = new HashSet<>();
  private volatile boolean maybeNew = true;

  /**
   * Asks nobody yet.
   *
   * @param asked the name of the kernels that were asked for
   * @param log gets a line for each kind of kernels, and a warning of slow ones
   */
  ExecutorKernels(JavaSparkContext spark, String asked, Consumer<String> log) {
    this.spark = spark;
    this.asked = asked;
    this.log = log;
  }

  @Override
  public void onExecutorAdded(SparkListenerExecutorAdded event) {
    maybeNew = true;
  }

  /** Whether an executor may have come since they were asked. */
  boolean mayBeNew() {
    return maybeNew;
  }

  /**
   * A Spark job that asks the executors that are there and idle.
   *
   * @return the number of answers
   * @throws TrainingFailedException if one cannot run the kernels that were asked for
   */
  int ask() {
    maybeNew = false;
    int tasks = Math.max(1, ExecutorWait.registered(spark));
    List<Integer> numbers = IntStream.range(0, tasks).boxed().toList();
    List<KernelReport> reports =
        spark.parallelize(numbers, tasks).map(new KernelProbe(asked)).collect();
    tell(reports);
    return reports.size();
  }

  private void tell(List<KernelReport> reports) {
    Map<String, Set<String>> places = new TreeMap<>();
    for (KernelReport report : reports) {
      if (report.isRefused()) {
        throw new TrainingFailedException(report.place() + ": " + report.reason() + advice(report));
      }
      if (known.add(report.executor())) {
        places.computeIfAbsent(text(report), reason -> new HashSet<>()).add(report.place());
      }
    }
    places.forEach(
        (text, where) ->
            log.accept(where.stream().sorted().collect(Collectors.joining(", ")) + ": " + text));
  }

  private String text(KernelReport report) {
    boolean slow =
        report.kernels().equals(ReferenceKernels.NAME) && asked.equals(KernelSelection.AUTO);
    return slow ? "warning, " + report.reason() + advice(report) : report.reason();
  }

  /** The two settings by which JVMs get options, with the one that is missing if it is known. */
  private static String advice(KernelReport report) {
    String option = report.reason().contains("--add-modules") ? "=" + MODULE : "";
    return "; executors get options of Java by --conf spark.executor.extraJavaOptions"
        + option
        + ", the driver, which computes with a local master, by --conf"
        + " spark.driver.extraJavaOptions"
        + option;
  }
}
