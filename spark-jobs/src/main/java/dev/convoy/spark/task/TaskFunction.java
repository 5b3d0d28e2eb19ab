package dev.convoy.spark.task;

import dev.convoy.data.Block;
import dev.convoy.data.ExampleOrder;
import dev.convoy.worker.Task;
import java.util.Iterator;
import java.util.List;
import org.apache.spark.api.java.function.Function2;

/**
 * Runs a task on an executor, with the blocks that its worker reads.
 *
 * @param task what to run
 * @param order in which workers go through their examples
 * @param parameters the model's
 * @param <R> what comes back
 */
public record TaskFunction<R>(Task<R> task, ExampleOrder order, ParameterBroadcast parameters)
    implements Function2<Integer, Iterator<Block>, Iterator<R>> {
  @Override
  public Iterator<R> call(Integer worker, Iterator<Block> blocks) {
    R result =
        task.run(
            parameters.values(),
            order.cursor(worker, task.reading(), blocks),
            ExecutorContext.INSTANCE);
    return List.of(result).iterator();
  }
}
