package dev.convoy.spark.cluster;

import dev.convoy.data.Partition;
import dev.convoy.train.Contribution;
import dev.convoy.train.Task;
import dev.convoy.train.WorkTime;
import org.apache.spark.api.java.function.Function;
import org.apache.spark.broadcast.Broadcast;

/**
 * Runs the work of a round on an executor and notes when: the first look at the broadcast fetches
 * it.
 *
 * @param task the work
 * @param parameters the broadcast parameters
 */
record TimedWork(Task<Contribution> task, Broadcast<ParameterVector> parameters)
    implements Function<Partition, Contribution> {
  @Override
  public Contribution call(Partition partition) {
    ExecutorContext context = ExecutorContext.INSTANCE;
    long start = System.nanoTime();
    float[] values = parameters.value().values();
    long received = System.nanoTime();
    Contribution contribution = task.run(values, partition, context);
    return contribution.timed(new WorkTime(context.process(), start, received, System.nanoTime()));
  }
}
