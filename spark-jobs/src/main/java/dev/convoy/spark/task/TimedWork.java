package dev.convoy.spark.task;

import dev.convoy.data.Block;
import dev.convoy.data.ExampleOrder;
import dev.convoy.spark.wire.ContributionRange;
import dev.convoy.worker.Contribution;
import dev.convoy.worker.Task;
import dev.convoy.worker.WorkTime;
import java.util.Iterator;
import java.util.List;
import org.apache.spark.api.java.function.Function2;

/**
 * Runs the work of a round on an executor and notes when: the first look at the broadcast fetches
 * it; blocks that are not there yet are read as part of the work.
 *
 * @param task the work
 * @param order in which workers go through their examples
 * @param parameters the model's
 */
public record TimedWork(Task<Contribution> task, ExampleOrder order, ParameterBroadcast parameters)
    implements Function2<Integer, Iterator<Block>, Iterator<ContributionRange>> {
  @Override
  public Iterator<ContributionRange> call(Integer worker, Iterator<Block> blocks) {
    return List.of(ContributionRange.whole(run(worker, blocks))).iterator();
  }

  /** What a worker contributes. */
  public Contribution run(int worker, Iterator<Block> blocks) {
    ExecutorContext context = ExecutorContext.INSTANCE;
    long start = System.nanoTime();
    float[] values = parameters.values();
    long received = System.nanoTime();
    Contribution contribution =
        task.run(values, order.cursor(worker, task.reading(), blocks), context);
    return contribution.timed(new WorkTime(context.process(), start, received, System.nanoTime()));
  }
}
