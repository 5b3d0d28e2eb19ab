package dev.convoy.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.withinPercentage;

import dev.convoy.cluster.InProcessCluster;
import dev.convoy.cluster.Split;
import dev.convoy.data.DataSource;
import dev.convoy.data.DataSummary;
import dev.convoy.data.ExampleCursor;
import dev.convoy.data.ExampleSink;
import dev.convoy.data.Normalization;
import dev.convoy.data.ReadRange;
import dev.convoy.data.Sharding;
import dev.convoy.files.Storage;
import dev.convoy.layer.Dense;
import dev.convoy.loss.SoftmaxCrossEntropy;
import dev.convoy.model.Model;
import dev.convoy.optim.Sgd;
import dev.convoy.optim.UpdateConfig;
import dev.convoy.random.Permutation;
import dev.convoy.tensor.Shape;
import dev.convoy.worker.BatchConfig;
import dev.convoy.worker.Recipe;
import dev.convoy.worker.Task;
import dev.convoy.worker.WorkerContext;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Every example exactly once an epoch. */
class EpochTest {

  @ParameterizedTest
  @CsvSource({
    "120,1,16",
    "121,3,16",
    "7,7,1",
    "5,8,4",
    "1,1,64",
    "1,3,64",
    "97,4,1000",
    "1000,7,13"
  })
  void theRoundsOfAllWorkersHoldEachExampleOnce(int examples, int workers, int batchSize) {
    TinyRun run = TinyRun.standard().withExamples(examples).withWorkers(workers);
    try (InProcessCluster cluster = run.cluster()) {
      for (int epoch = 1; epoch <= 2; epoch++) {
        List<Long> positions = new ArrayList<>();
        for (int first = 0; first * workers < examples; first += batchSize) {
          Task<List<Long>> task = new RecordPositions(new ReadRange(epoch, first, batchSize));
          cluster.run("record", Split.TRAINING, new float[0], task).forEach(positions::addAll);
        }

        assertThat(positions.stream().sorted().toList())
            .isEqualTo(LongStream.range(0, examples).boxed().toList());
      }
    }
  }

  /** Notes the position of each example of a round. */
  record RecordPositions(ReadRange reading) implements Task<List<Long>> {
    @Override
    public List<Long> run(float[] parameters, ExampleCursor cursor, WorkerContext context) {
      List<Long> positions = new ArrayList<>();
      while (cursor.remaining() > 0) {
        cursor.advance();
        positions.add(cursor.position());
      }
      return positions;
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "epoch;    40; 1; 4",
        "epoch;    43; 3; 4",
        "epoch;    3;  8; 4",
        "epoch;    1;  1; 64",
        "steps:2;  43; 3; 4",
        "steps:1;  15; 4; 64",
        "gradient; 43; 3; 4",
        "gradient; 5;  8; 1",
        "gradient; 40; 1; 64"
      })
  void everyExampleMovesItsOwnWeightsOnceAnEpoch(
      String sync, int examples, int workers, int batchSize) {
    // Example i is black but for pixel i, so weights at pixel i move with example i alone: in one
    // plain step by rate · (1 − p) / (examples of the step); p stays at 1/2 for a tiny rate.
    float rate = 1e-3f;
    Model model = Model.stack(Shape.of(8, 8, 1), new Dense(2));
    TinyRun run =
        TinyRun.standard()
            .withExamples(examples)
            .withModel(model)
            .with("seed=3 workers=" + workers + " batchSize=" + batchSize)
            .with("sync=" + sync + " optimizer=sgd:" + rate + ",0");
    DataSource source = new OnePixelSource(examples);
    Recipe recipe =
        new Recipe(
            model,
            new SoftmaxCrossEntropy(),
            UpdateConfig.of(new Sgd(rate, 0)),
            Normalization.none(1),
            new BatchConfig(batchSize, "reference"),
            run.seed());
    float[] zero = new float[64 * 2 + 2];
    float[] trained;
    try (InProcessCluster cluster = run.cluster(source)) {
      trained =
          new Trainer(
                  recipe,
                  run.synchronization(),
                  cluster,
                  new DataSizes(examples, 0),
                  new TrainingListener() {})
              .train(new TrainingState(0, zero, new float[0]), 1)
              .parameters();
    }

    double[] expected = expectedMoves(run);
    for (int pixel = 0; pixel < 64; pixel++) {
      assertThat((double) Math.abs(trained[2 * pixel]))
          .as("pixel %d", pixel)
          .isCloseTo(expected[pixel], withinPercentage(1));
      assertThat((double) Math.abs(trained[2 * pixel + 1]))
          .isCloseTo(expected[pixel], withinPercentage(1));
    }
  }

  /** For each example: rate / 2 ÷ its batch's size · its worker's share of the round. */
  private static double[] expectedMoves(TinyRun run) {
    double rate = run.config().optimizer().optimizer().rate();
    Sharding sharding = new Sharding(run.examples(), run.workers(), 1);
    int most = (run.examples() + run.workers() - 1) / run.workers();
    int perRound = run.synchronization().rounds((most - 1) / run.batchSize() + 1).first(1);
    int examplesPerRound = (int) Math.min(run.examples(), (long) perRound * run.batchSize());
    double[] moves = new double[64];
    for (int record = 0; record < run.examples(); record++) {
      long position = Sharding.permutation(run.examples(), run.seed()).apply(record);
      int worker = 0;
      while (sharding.first(worker + 1) <= position) {
        worker++;
      }
      int share = share(sharding, worker);
      Permutation order = SingleMachine.epochOrder(run.seed(), 1, worker, share);
      int turn = 0;
      while (order.apply(turn) != position - sharding.first(worker)) {
        turn++;
      }
      int batchStart = turn / run.batchSize() * run.batchSize();
      int batch = Math.min(run.batchSize(), share - batchStart);
      int roundStart = turn / examplesPerRound * examplesPerRound;
      double ofAll = 0;
      for (int other = 0; other < run.workers(); other++) {
        ofAll += inRound(share(sharding, other), roundStart, examplesPerRound);
      }
      moves[record] = rate / 2 / batch * inRound(share, roundStart, examplesPerRound) / ofAll;
    }
    return moves;
  }

  private static int share(Sharding sharding, int worker) {
    return (int) (sharding.first(worker + 1) - sharding.first(worker));
  }

  private static int inRound(int share, int start, int length) {
    return Math.max(0, Math.min(share - start, length));
  }

  /**
   * Images of 8×8 in which only pixel i of image i is white.
   *
   * @param examples at most 64
   */
  record OnePixelSource(int examples) implements DataSource {
    @Override
    public DataSummary summary() {
      return new DataSummary(
          "pixels", Shape.of(8, 8, 1), examples, 2, Normalization.none(1), "none");
    }

    @Override
    public int blockSize() {
      return examples;
    }

    @Override
    public void read(long[] numbers, Storage storage, ExampleSink to) throws IOException {
      for (long number : numbers) {
        byte[] pixels = new byte[64];
        pixels[(int) number] = -1;
        to.add(pixels, 0, (int) (number % 2));
      }
    }
  }
}
