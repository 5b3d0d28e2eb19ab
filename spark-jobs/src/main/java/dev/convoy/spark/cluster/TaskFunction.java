package dev.convoy.spark.cluster;

import dev.convoy.data.Partition;
import dev.convoy.train.Task;
import org.apache.spark.api.java.function.Function;
import org.apache.spark.broadcast.Broadcast;

/**
 * Runs a task on an executor.
 *
 * @param task what to run
 * @param parameters the broadcast parameters
 * @param <R> what comes back
 */
record TaskFunction<R>(Task<R> task, Broadcast<ParameterVector> parameters)
    implements Function<Partition, R> {
  @Override
  public R call(Partition partition) {
    return task.run(parameters.value().values(), partition, ExecutorContext.INSTANCE);
  }
}
