package dev.convoy.train;

import static org.assertj.core.api.Assertions.assertThat;

import dev.convoy.data.Sharding;
import dev.convoy.kernel.Algorithm;
import dev.convoy.model.ParameterLayout;
import dev.convoy.random.CounterRandom;
import dev.convoy.random.Permutation;
import dev.convoy.weights.ParametersHash;
import java.util.stream.LongStream;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Training in rounds is training: the same numbers come out wherever and however it is cut up. */
@Tag("slow")
class EqualityTest {
  private static final int EPOCHS = 3;
  private static final String AUGMENTATIONS =
      "flip,crop:2,rotate:10,brightness:0.2,contrast:0.2,colour:0.1,noise:0.05,erase:0.5,0.2";

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "120; 16; sgd:0.05,0.9",
        "120; 16; sgd:0.05,0.9,nesterov",
        "121; 16; adam:0.01",
        "97; 32; sgd:0.1,0",
        "1; 16; sgd:0.05,0.9",
        "20; 64; sgd:0.05,0.9"
      })
  void oneWorkerThatAveragesEachEpochTrainsLikeASingleMachine(
      int examples, int batchSize, String optimizer) {
    TinyRun run =
        TinyRun.standard().withExamples(examples).withBatchSize(batchSize).withOptimizer(optimizer);

    assertThat(run.parametersAfter(EPOCHS)).isEqualTo(trainedOnOneMachine(run, Integer.MAX_VALUE));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "120; 16; sgd:0.05,0.9",
        "121; 16; adam:0.01",
        "97; 32; sgd:0.1,0",
        "1; 16; sgd:0.05,0.9",
      })
  void oneWorkerThatAveragesGradientsTrainsLikeASingleMachine(
      int examples, int batchSize, String optimizer) {
    TinyRun run =
        TinyRun.standard()
            .withExamples(examples)
            .withBatchSize(batchSize)
            .withOptimizer(optimizer)
            .withSync("gradient");

    assertThat(run.parametersAfter(EPOCHS)).isEqualTo(trainedOnOneMachine(run, 0));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {"1; adam:0.01", "3; adam:0.01", "3; sgd:0.05,0.9", "5; adam:0.01"})
  void oneWorkerThatAveragesEverySoManyStepsStartsTheInnerStateAnewEachTime(
      int steps, String optimizer) {
    // 121 examples: 8 batches of 16, the last one of 9.
    TinyRun run =
        TinyRun.standard().withExamples(121).withOptimizer(optimizer).withSync("steps:" + steps);

    assertThat(run.parametersAfter(EPOCHS)).isEqualTo(trainedOnOneMachine(run, steps));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "epoch;   adam:0.01",
        "epoch;   sgd:0.05,0.9",
        "steps:3; adam:0.01",
        "steps:1; sgd:0.05,0.9,nesterov",
        "steps:5; sgd:0.1,0"
      })
  void oneWorkerWhoseInnerStateTravelsTrainsAsIfThereWereNoRounds(String sync, String optimizer) {
    TinyRun run =
        TinyRun.standard()
            .withExamples(121)
            .withOptimizer(optimizer)
            .withSync(sync)
            .with("innerState=average");

    assertThat(run.parametersAfter(EPOCHS)).isEqualTo(trainedOnOneMachine(run, 0));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "121; 16; epoch;    sgd:0.05,0.9; 2147483647",
        "97;  32; epoch;    adam:0.01;    2147483647",
        "97;  32; gradient; adam:0.01;    0",
        "121; 16; steps:3;  sgd:0.05,0.9; 3"
      })
  void runningStatisticsAreThoseOfASingleMachine(
      int examples, int batchSize, String sync, String optimizer, int roundBatches) {
    // 97 examples in batches of 32: the last batch is a single example.
    TinyRun run =
        TinyRun.standard()
            .withBatchNorm()
            .withExamples(examples)
            .withBatchSize(batchSize)
            .withSync(sync)
            .withOptimizer(optimizer);

    assertThat(run.parametersAfter(EPOCHS)).isEqualTo(trainedOnOneMachine(run, roundBatches));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "gradient; adamw:0.01,0.1; schedule=cosine warmup=0.5",
        "epoch;    sgd:0.05,0.9; schedule=one-cycle",
        "gradient; rmsprop:0.01; schedule=milestones:0.5,2,0.1",
        "gradient; sgd:0.05,0.9; clip-norm=0.1 l1=1e-3 l2=1e-2",
        "gradient; lars:5,0.9; schedule=exponential:0.7",
        "epoch;    sgd:0.05,0.9; label-smoothing=0.2 class-weights=1,2,3,4,5,1,2,3,4,5"
      })
  void whatIsTunedTrainsLikeASingleMachine(String sync, String optimizer, String tuning) {
    TinyRun plain = TinyRun.standard().withExamples(121).withOptimizer(optimizer).withSync(sync);
    TinyRun run = plain.with(tuning);
    int never = sync.equals("epoch") ? Integer.MAX_VALUE : 0;

    float[] trained = run.parametersAfter(EPOCHS);

    assertThat(trained).isEqualTo(trainedOnOneMachine(run, never));
    assertThat(trained).isNotEqualTo(plain.parametersAfter(EPOCHS));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {"epoch; 1", "epoch; 3", "steps:2; 3", "gradient; 1", "gradient; 3"})
  void accumulatedBatchesAreALargerBatch(String sync, int workers) {
    // 121 examples: the last step of a worker has batches of different sizes.
    TinyRun run = TinyRun.standard().withExamples(121).withWorkers(workers).withSync(sync);
    int batchSize = workers == 1 ? 9 : 5;

    float[] accumulated = run.withBatchSize(batchSize).with("accumulate=3").parametersAfter(EPOCHS);
    float[] large = run.withBatchSize(3 * batchSize).parametersAfter(EPOCHS);

    assertThat(relativeDistance(accumulated, large)).isLessThan(1e-5);
    float[] small = run.withBatchSize(batchSize).parametersAfter(EPOCHS);
    assertThat(relativeDistance(accumulated, small)).isGreaterThan(1e-2);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "schedule=cosine warmup=1",
        "schedule=plateau:0.5,1",
        "clip-norm=0.1 l2=1e-2",
        "label-smoothing=0.1 class-weights=balanced",
        "accumulate=3",
        "average=ema:0.9",
        "average=swa:1 early-stopping=3"
      })
  void withWhatIsTunedTheNumberOfThreadsDoesNotMatter(String tuning) {
    TinyRun run = TinyRun.standard().withWorkers(5).with(tuning);

    assertThat(resultHash(run.withThreads(4))).isEqualTo(resultHash(run));
  }

  private static String resultHash(TinyRun run) {
    return ParametersHash.of(run.train(2).get(2).result());
  }

  @Test
  void averagingParametersAndMomentumAfterEachStepEqualsAveragingGradients() {
    // Plain momentum is linear: averages of its steps are steps on averages.
    TinyRun run = TinyRun.standard().withWorkers(3).withOptimizer("sgd:0.05,0.9");

    float[] averaged = run.withSync("steps:1").with("innerState=average").parametersAfter(4);
    float[] gradients = run.withSync("gradient").parametersAfter(4);

    assertThat(relativeDistance(averaged, gradients)).isLessThan(1e-5);
    float[] reset = run.withSync("steps:1").parametersAfter(4);
    assertThat(relativeDistance(reset, gradients)).isGreaterThan(1e-2);
  }

  @ParameterizedTest
  @ValueSource(strings = {"epoch", "steps:1", "gradient"})
  void halfTheBytesGiveAlmostTheSameParameters(String sync) {
    assertHalfTheBytesGiveAlmostTheSame(TinyRun.standard().withWorkers(3).withSync(sync));
  }

  @ParameterizedTest
  @ValueSource(strings = {"epoch", "steps:1", "gradient"})
  void halfTheBytesGiveAlmostTheSameStatistics(String sync) {
    TinyRun run = TinyRun.standard().withWorkers(3).withSync(sync).withBatchNorm();
    assertHalfTheBytesGiveAlmostTheSame(run);
  }

  private static void assertHalfTheBytesGiveAlmostTheSame(TinyRun run) {
    float[] rounded = run.with("wire=bfloat16").parametersAfter(4);
    float[] exact = run.parametersAfter(4);

    // One bfloat16 is off by at most 2⁻⁹ of itself.
    assertThat(rounded).isNotEqualTo(exact);
    assertThat(relativeDistance(rounded, exact)).isLessThan(5e-3);
  }

  @Test
  void byWinogradTheInProcessClusterTrainsLikeASingleMachineAndUnlikeDirectConvolutions() {
    TinyRun run = TinyRun.standard().withExamples(121).withAlgorithm(Algorithm.WINOGRAD);

    float[] trained = run.parametersAfter(EPOCHS);

    assertThat(trained).isEqualTo(trainedOnOneMachine(run, Integer.MAX_VALUE));
    float[] direct = run.withAlgorithm(Algorithm.DIRECT).parametersAfter(EPOCHS);
    assertThat(trained).isNotEqualTo(direct);
    assertThat(trained).containsExactly(direct, Offset.offset(1e-4f));
  }

  /** 121 examples end with a batch of nine, 113 with one of one, which has nobody to mix with. */
  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "121; epoch; " + AUGMENTATIONS,
        "121; gradient; " + AUGMENTATIONS,
        "121; epoch; flip,mixup:0.4",
        "113; gradient; mixup:1"
      })
  void oneWorkerAugmentsLikeASingleMachine(int examples, String sync, String augmentations) {
    TinyRun run =
        TinyRun.standard().withExamples(examples).withSync(sync).with("augment=" + augmentations);

    float[] trained = run.parametersAfter(EPOCHS);

    assertThat(trained).isEqualTo(trainedOnOneMachine(run, sync.equals("epoch") ? 999 : 0));
    assertThat(trained).isNotEqualTo(run.with("augment=none").parametersAfter(EPOCHS));
  }

  /** What an example becomes does not depend on who trains on it, or when in the epoch. */
  @Test
  void augmentedAveragedGradientsAreThoseOfTheUnionOfTheBatches() {
    int workers = 3;
    TinyRun run =
        TinyRun.standard()
            .withExamples(117)
            .withWorkers(workers)
            .withBatchSize(8)
            .withSync("gradient")
            .withOptimizer("sgd:0.05,0")
            .with("augment=" + AUGMENTATIONS);
    float[] start = run.train(0).get(0).parameters();
    SingleMachine machine = new SingleMachine(run.recipe(), run.data(), start, workers * 8);
    for (int step = 0; step < 5; step++) {
      machine.step(1, unionOfBatches(run, step));
    }

    assertThat(relativeDistance(run.parametersAfter(1), machine.parameters)).isLessThan(1e-5);
    float[] plain = run.with("augment=none").parametersAfter(1);
    assertThat(relativeDistance(plain, machine.parameters)).isGreaterThan(1e-3);
  }

  /** With the optimizer's state starting anew after so many batches of an epoch; 0 for never. */
  private static float[] trainedOnOneMachine(TinyRun run, int roundBatches) {
    float[] start =
        TinyRun.initializer()
            .initialize(ParameterLayout.of(run.model()), CounterRandom.key(run.seed(), 1));
    SingleMachine machine = new SingleMachine(run.recipe(), run.data(), start, run.batchSize());
    for (int epoch = 1; epoch <= EPOCHS; epoch++) {
      Permutation order = SingleMachine.epochOrder(run.seed(), epoch, 0, run.examples());
      int batches = (run.examples() + run.batchSize() - 1) / run.batchSize();
      for (int batch = 0; batch < batches; batch++) {
        if (roundBatches > 0 && batch % roundBatches == 0) {
          machine.resetOptimizer();
        }
        int from = batch * run.batchSize();
        int to = Math.min(run.examples(), from + run.batchSize());
        machine.step(
            epoch,
            LongStream.range(from, to).map(order::apply).toArray(),
            epoch - 1 + (double) batch / batches);
      }
    }
    return machine.parameters;
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 7})
  void averagedGradientsAreTheGradientOfTheUnionOfTheBatches(int workers) {
    int steps = 10;
    int batchSize = 8;
    // Ragged: some workers have an example less, so the last batches have different sizes.
    int examples = workers * steps * batchSize - workers / 2 - 4 * workers;
    TinyRun run =
        TinyRun.standard()
            .withExamples(examples)
            .withWorkers(workers)
            .withBatchSize(batchSize)
            .withSync("gradient")
            .withOptimizer("sgd:0.05,0");
    float[] start = run.train(0).get(0).parameters();
    SingleMachine machine = new SingleMachine(run.recipe(), run.data(), start, workers * batchSize);
    for (int step = 0; step < steps; step++) {
      machine.step(1, unionOfBatches(run, step));
    }

    float[] trained = run.parametersAfter(1);

    assertThat(relativeDistance(trained, machine.parameters)).isLessThan(1e-5);
    assertThat(relativeDistance(trained, start)).isGreaterThan(1e-2);
  }

  /** The positions of what all workers go through in one batch of the first epoch. */
  private static long[] unionOfBatches(TinyRun run, int batch) {
    Sharding sharding = new Sharding(run.examples(), run.workers(), 1);
    LongStream.Builder union = LongStream.builder();
    for (int worker = 0; worker < run.workers(); worker++) {
      long first = sharding.first(worker);
      int share = (int) (sharding.first(worker + 1) - first);
      Permutation order = SingleMachine.epochOrder(run.seed(), 1, worker, share);
      int end = Math.min(share, (batch + 1) * run.batchSize());
      for (int i = batch * run.batchSize(); i < end; i++) {
        union.add(first + order.apply(i));
      }
    }
    return union.build().toArray();
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 3, 5})
  void averagingAPlainStepOnFullShardsEqualsAveragingGradients(int workers) {
    TinyRun run =
        TinyRun.standard()
            .withWorkers(workers)
            .withBatchSize(1000)
            .withExamples(101)
            .withOptimizer("sgd:0.5,0");

    float[] averaged = run.withSync("steps:1").parametersAfter(4);
    float[] gradients = run.withSync("gradient").parametersAfter(4);

    assertThat(relativeDistance(averaged, gradients)).isLessThan(1e-6);
    assertThat(relativeDistance(averaged, run.train(0).get(0).parameters())).isGreaterThan(1e-2);
  }

  @ParameterizedTest
  @ValueSource(strings = {"epoch", "steps:2", "gradient"})
  void theSameSeedGivesTheSameParametersAndAnotherSeedOthers(String sync) {
    TinyRun run = TinyRun.standard().withWorkers(3).withSync(sync).withBatchNorm();

    String hash = hash(run);

    assertThat(hash(run)).isEqualTo(hash);
    assertThat(hash(run.withSeed(2))).isNotEqualTo(hash);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "epoch; ''",
        "steps:2; ''",
        "gradient; ''",
        "epoch; augment=flip,crop:2,noise:0.05,erase:0.5",
        "steps:2; augment=crop:1,mixup:0.3"
      })
  void theNumberOfThreadsDoesNotMatter(String sync, String variant) {
    TinyRun run = TinyRun.standard().withWorkers(5).withSync(sync).with(variant).withBatchNorm();

    String hash = hash(run.withThreads(1));

    assertThat(hash(run.withThreads(2))).isEqualTo(hash);
    assertThat(hash(run.withThreads(8))).isEqualTo(hash);
  }

  @ParameterizedTest
  @ValueSource(strings = {"average", "nesterov"})
  void roundsAsLongAsTheEpochAreEpochs(String outer) {
    // 120 examples of 3 workers are 3 batches of 16 each.
    TinyRun run = TinyRun.standard().withWorkers(3).withOuter(outer);

    String hash = hash(run.withSync("epoch"));

    assertThat(hash(run.withSync("steps:3"))).isEqualTo(hash);
    assertThat(hash(run.withSync("steps:999999999"))).isEqualTo(hash);
    assertThat(hash(run.withSync("steps:2"))).isNotEqualTo(hash);
  }

  @Test
  void theNumberOfWorkersDefinesTheResult() {
    assertThat(hash(TinyRun.standard().withWorkers(2)))
        .isNotEqualTo(hash(TinyRun.standard().withWorkers(3)));
  }

  @Test
  void workersWithoutExamplesChangeNothing() {
    TinyRun run = TinyRun.standard().withExamples(3).withSync("gradient").withOptimizer("sgd:1,0");

    // Three workers have one example each, whether or not others have none.
    float[] three = run.withWorkers(3).parametersAfter(EPOCHS);
    float[] eight = run.withWorkers(8).parametersAfter(EPOCHS);

    assertThat(eight).isEqualTo(three);
  }

  private static String hash(TinyRun run) {
    return ParametersHash.of(run.parametersAfter(2));
  }

  private static double relativeDistance(float[] actual, float[] expected) {
    double difference = 0;
    double norm = 0;
    for (int i = 0; i < expected.length; i++) {
      difference += Math.pow((double) actual[i] - expected[i], 2);
      norm += Math.pow(expected[i], 2);
    }
    return Math.sqrt(difference / norm);
  }
}
