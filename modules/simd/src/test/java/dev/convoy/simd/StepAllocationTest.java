package dev.convoy.simd;

import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.sun.management.ThreadMXBean;
import dev.convoy.augment.Augmentations;
import dev.convoy.average.OuterUpdate;
import dev.convoy.average.Round;
import dev.convoy.average.Synchronization;
import dev.convoy.data.Block;
import dev.convoy.data.ExampleCursor;
import dev.convoy.data.ExampleOrder;
import dev.convoy.data.Normalization;
import dev.convoy.data.Sharding;
import dev.convoy.kernel.Algorithm;
import dev.convoy.loss.SoftmaxCrossEntropy;
import dev.convoy.model.Initializer;
import dev.convoy.model.Model;
import dev.convoy.model.ParameterLayout;
import dev.convoy.model.zoo.NamedModels;
import dev.convoy.optim.Optimizers;
import dev.convoy.optim.UpdateConfig;
import dev.convoy.random.CounterRandom;
import dev.convoy.tensor.Shape;
import dev.convoy.worker.BatchConfig;
import dev.convoy.worker.Contribution;
import dev.convoy.worker.Recipe;
import dev.convoy.worker.ReplicaPool;
import dev.convoy.worker.Task;
import dev.convoy.worker.WorkerContext;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The loop of a worker's task (order, decoding, forward, loss, backward, optimizer) allocates for
 * the task, not for the batch.
 */
@Tag("slow")
class StepAllocationTest {
  private static final int BATCH = 4;
  private static final int FEW = 2;
  private static final int MANY = 42;
  private static final int EXAMPLES = MANY * BATCH;

  /** One group of several blocks. */
  private static final int BLOCKS = 3;

  private static final int BLOCK = EXAMPLES / BLOCKS;

  /**
   * Bytes that {@value #MANY} batches may allocate more than {@value #FEW}: none, but for noise.
   */
  private static final long NOISE = 2_000;

  private static final long TIME_LIMIT = TimeUnit.SECONDS.toNanos(120);

  private final Model model = NamedModels.lenet5();
  private final List<Block> blocks = blocks();
  private final float[] parameters = Initializer.HE_NORMAL.initialize(ParameterLayout.of(model), 1);
  private final ReplicaPool pool = new ReplicaPool();
  private final WorkerContext context =
      new WorkerContext() {
        @Override
        public ReplicaPool replicas() {
          return pool;
        }

        @Override
        public void checkCancelled() {}
      };

  /**
   * The first tasks may allocate, for what is not compiled yet boxes its vectors; on a busy machine
   * the compiler's threads may need their time.
   */
  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "sgd:0.001,0.9; none",
        "adam:0.0001; none",
        "sgd:0.001,0.9; flip,flip:vertical,crop:2,rotate:9,brightness:0.2,contrast:0.2,colour:0.1,"
            + "noise:0.1,erase:0.5,mixup:0.2"
      })
  void moreBatchesOfLenet5AllocateNoMore(String optimizer, String augment) {
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    assumeTrue(threads.isThreadAllocatedMemorySupported(), "this JVM does not count allocations");
    long end = System.nanoTime() + TIME_LIMIT;
    long more;
    do {
      // The first task of all makes the replica, so it must not be one of those compared.
      allocated(threads, optimizer, augment, FEW);
      long few = allocated(threads, optimizer, augment, FEW);
      more = Math.abs(allocated(threads, optimizer, augment, MANY) - few);
    } while (more > NOISE && System.nanoTime() < end);
    assertTrue(more <= NOISE, more + " bytes more for 40 batches more");
  }

  private long allocated(ThreadMXBean threads, String optimizer, String augment, int batches) {
    Recipe recipe =
        new Recipe(
            model,
            new SoftmaxCrossEntropy(),
            UpdateConfig.of(Optimizers.parse(optimizer)),
            Normalization.none(1),
            new BatchConfig(
                BATCH, Augmentations.parse(List.of(augment)), Algorithm.AUTO, SimdKernels.NAME),
            1);
    Synchronization epoch = Synchronization.parse("epoch", new OuterUpdate.Average());
    Task<Contribution> task =
        epoch.work(
            new Round(recipe, 1, 0, batches, batches, recipe.optimization().optimizer().rate()));
    ExampleOrder order = new ExampleOrder(new Sharding(EXAMPLES, 1, BLOCK), BLOCKS, 1);
    long before = threads.getCurrentThreadAllocatedBytes();
    ExampleCursor cursor = order.cursor(0, task.reading(), blocks.iterator());
    Contribution contribution = task.run(parameters, cursor, context);
    long allocated = threads.getCurrentThreadAllocatedBytes() - before;
    assertTrue(contribution.examples() == (long) batches * BATCH, "went through every batch");
    return allocated;
  }

  private static List<Block> blocks() {
    Shape shape = Shape.of(28, 28, 1);
    List<Block> blocks = new ArrayList<>();
    for (int b = 0; b < BLOCKS; b++) {
      byte[] pixels = new byte[BLOCK * shape.size()];
      for (int i = 0; i < pixels.length; i++) {
        pixels[i] = (byte) CounterRandom.bits(b, i);
      }
      int[] labels = new int[BLOCK];
      for (int n = 0; n < BLOCK; n++) {
        labels[n] = n % 10;
      }
      blocks.add(new Block(shape, b * BLOCK, pixels, labels));
    }
    return blocks;
  }
}
