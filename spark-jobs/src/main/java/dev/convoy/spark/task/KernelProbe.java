package dev.convoy.spark.task;

import dev.convoy.kernel.KernelSelection;
import dev.convoy.spark.wire.KernelReport;
import org.apache.spark.SparkEnv;
import org.apache.spark.api.java.function.Function;

/**
 * Says on an executor which kernels it has.
 *
 * @param asked the name that was asked for
 */
public record KernelProbe(String asked) implements Function<Integer, KernelReport> {
  @Override
  public KernelReport call(Integer number) {
    SparkEnv spark = SparkEnv.get();
    String host = spark.blockManager().blockManagerId().host();
    try {
      KernelSelection selection = ExecutorContext.INSTANCE.replicas().kernels(asked);
      return new KernelReport(
          spark.executorId(), host, selection.kernels().name(), selection.reason());
    } catch (IllegalArgumentException e) {
      return new KernelReport(spark.executorId(), host, "", e.getMessage());
    }
  }
}
