package dev.convoy.worker;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import dev.convoy.data.BlocksInMemory;
import dev.convoy.data.DataSource;
import dev.convoy.train.TinyRun;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Plans and arrays are made once and reused, and there is a limit to how many are kept. */
class ReplicaPoolTest {
  private static final Recipe RECIPE = TinyRun.standard().recipe();

  private final ReplicaPool pool = new ReplicaPool();

  @Test
  void whatIsGivenBackIsLentAgainAndHasForgottenEverything() {
    Replica first = pool.borrow(RECIPE, true);
    first.optimizerState()[0] = 5f;
    pool.release(RECIPE, true, first);

    Replica second = pool.borrow(RECIPE, true);

    assertThat(second).isSameAs(first);
    assertThat(second.optimizerState()).containsOnly(0f);
    assertThat(second.evaluation()).isEqualTo(new Evaluation(0, 0, 0));
  }

  @Test
  void nothingIsLentTwiceAtATime() {
    assertThat(pool.borrow(RECIPE, true)).isNotSameAs(pool.borrow(RECIPE, true));
  }

  @Test
  void anotherRecipeOrPurposeGetsAnotherReplica() {
    Replica training = pool.borrow(RECIPE, true);
    pool.release(RECIPE, true, training);

    assertThat(pool.borrow(RECIPE, false)).isNotSameAs(training);
    assertThat(pool.borrow(TinyRun.standard().withBatchSize(17).recipe(), true))
        .isNotSameAs(training);
    assertThat(pool.borrow(TinyRun.standard().recipe(), true)).isSameAs(training);
  }

  @Test
  void onlySoManyIdleOnesAreKept() {
    int most = 2 * Runtime.getRuntime().availableProcessors();
    Set<Replica> known = Collections.newSetFromMap(new IdentityHashMap<>());
    for (int i = 0; i < most + 5; i++) {
      known.add(pool.borrow(RECIPE, true));
    }
    known.forEach(replica -> pool.release(RECIPE, true, replica));

    List<Replica> lent = new ArrayList<>();
    for (int i = 0; i < most + 5; i++) {
      lent.add(pool.borrow(RECIPE, true));
    }

    assertThat(lent.stream().filter(known::contains)).hasSize(most);
  }

  @Test
  void aTaskAllocatesNoMoreForManyBatchesThanForFew() throws IOException {
    WorkerContext context =
        new WorkerContext() {
          @Override
          public ReplicaPool replicas() {
            return pool;
          }

          @Override
          public void checkCancelled() {}
        };
    BlocksInMemory blocks = blocks(960);
    float[] parameters = new float[pool.borrow(RECIPE, true).parameters.length];
    for (int i = 0; i < 20; i++) {
      train(60, parameters, blocks, context);
    }

    long few = allocated(() -> train(2, parameters, blocks, context));
    long many = allocated(() -> train(60, parameters, blocks, context));

    assertThat(few).isGreaterThan(4L * parameters.length);
    assertThat(many).isLessThan(few + 65_536);
  }

  private static Contribution train(
      int batches, float[] parameters, BlocksInMemory blocks, WorkerContext context) {
    Task<Contribution> task =
        TinyRun.standard().synchronization().work(TinyRun.round(RECIPE, 1, 0, batches));
    return task.run(parameters, blocks.cursor(0, task.reading()), context);
  }

  private static BlocksInMemory blocks(int examples) throws IOException {
    DataSource source = TinyRun.standard().withExamples(examples).data();
    return BlocksInMemory.read(source, 1, 1, TinyRun.STORAGE);
  }

  /** The least of several measurements: others may be disturbed by the compiler. */
  private static long allocated(Runnable work) {
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long least = Long.MAX_VALUE;
    for (int i = 0; i < 5; i++) {
      long before = threads.getCurrentThreadAllocatedBytes();
      work.run();
      least = Math.min(least, threads.getCurrentThreadAllocatedBytes() - before);
    }
    return least;
  }
}
