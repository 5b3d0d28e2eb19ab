package dev.convoy.train;

import static org.assertj.core.api.Assertions.assertThat;

import dev.convoy.cluster.Cluster;
import dev.convoy.data.BlocksInMemory;
import dev.convoy.data.DataSource;
import dev.convoy.data.ExampleCursor;
import dev.convoy.data.InBlocks;
import dev.convoy.data.ReadRange;
import dev.convoy.model.ParameterLayout;
import dev.convoy.random.CounterRandom;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Data in many blocks and several groups: rounds, batches and resumed runs do not notice. */
class TrainingInBlocksTest {
  private static final int EPOCHS = 2;

  @ParameterizedTest
  @CsvSource({"10, 3", "16, 1", "7, 2", "1, 5", "1000, 1"})
  void aWorkerTrainsOnBatchesThatStraddleGroupsLikeASingleMachine(int blockSize, int groupBlocks)
      throws IOException {
    TinyRun run = TinyRun.standard().withExamples(121);
    DataSource source = new InBlocks(run.data(), blockSize, groupBlocks);
    float[] start =
        TinyRun.initializer()
            .initialize(ParameterLayout.of(run.model()), CounterRandom.key(run.seed(), 1));
    SingleMachine machine = new SingleMachine(run.recipe(), source, start, run.batchSize());
    BlocksInMemory blocks = BlocksInMemory.read(source, 1, run.seed(), TinyRun.STORAGE);
    for (int epoch = 1; epoch <= EPOCHS; epoch++) {
      machine.resetOptimizer();
      ExampleCursor cursor = blocks.cursor(0, new ReadRange(epoch, 0, Long.MAX_VALUE));
      while (cursor.remaining() > 0) {
        long[] positions = new long[(int) Math.min(run.batchSize(), cursor.remaining())];
        for (int i = 0; i < positions.length; i++) {
          cursor.advance();
          positions[i] = cursor.position();
        }
        machine.step(epoch, positions);
      }
    }

    assertThat(trained(run, source)).isEqualTo(machine.parameters);
  }

  @ParameterizedTest
  @ValueSource(strings = {"epoch", "steps:2", "gradient"})
  void moreBlocksInOneGroupChangeNothingAndMoreGroupsDo(String sync) {
    TinyRun run = TinyRun.standard().withExamples(121).withWorkers(3).withSync(sync);

    float[] whole = trained(run, run.data());

    assertThat(trained(run, new InBlocks(run.data(), 4, 100))).isEqualTo(whole);
    assertThat(trained(run.withThreads(3), new InBlocks(run.data(), 9, 100))).isEqualTo(whole);
    assertThat(trained(run, new InBlocks(run.data(), 4, 3))).isNotEqualTo(whole);
  }

  @Test
  void aRunResumedInTheMiddleOfAnEpochEndsWithTheSameParameters() {
    TinyRun run =
        TinyRun.standard().withExamples(121).withWorkers(2).withSync("steps:1").withBatchNorm();
    DataSource source = new InBlocks(run.data(), 5, 2);
    List<TrainingState> states = new ArrayList<>();
    TrainingListener collector =
        new TrainingListener() {
          @Override
          public void checkpointDue(TrainingState state) {
            states.add(state);
          }
        };
    float[] expected;
    try (Cluster cluster = run.cluster(source)) {
      RunPolicy policy = new RunPolicy(1, OnNan.FAIL, () -> false);
      Trainer trainer = run.trainer(cluster, collector, policy);
      expected = trainer.train(trainer.start(TinyRun.initializer()), EPOCHS).parameters();
    }

    assertThat(states).hasSize(2 * 3);
    for (TrainingState state : states) {
      try (Cluster cluster = run.cluster(source)) {
        Trainer trainer = run.trainer(cluster, new TrainingListener() {});
        assertThat(trainer.train(state, EPOCHS).parameters()).isEqualTo(expected);
      }
    }
  }

  private static float[] trained(TinyRun run, DataSource source) {
    try (Cluster cluster = run.cluster(source)) {
      Trainer trainer = run.trainer(cluster, new TrainingListener() {});
      return trainer.train(trainer.start(TinyRun.initializer()), EPOCHS).parameters();
    }
  }
}
