package dev.convoy.spark.command;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.convoy.model.ParameterLayout;
import dev.convoy.spark.TinyModel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What options of train change about a plan; those that change nothing are checked. */
class PlanOptionsTest {
  private static final long PARAMETER_BYTES = 4L * ParameterLayout.of(TinyModel.model()).size();

  @TempDir private Path folder;
  private Workspace workspace;
  private String model;

  @BeforeEach
  void writeModel() {
    workspace = new Workspace(folder);
    model = workspace.model();
  }

  private CommandLineRun plan(String... more) {
    List<String> arguments = new ArrayList<>(List.of("plan", "--data", Workspace.DATA));
    arguments.addAll(List.of("--model", model, "--images-per-second", "100", "--json"));
    arguments.addAll(List.of(more));
    return CommandLineRun.on("local[2]", arguments);
  }

  private ObjectNode planned(String... more) {
    CommandLineRun run = plan(more);
    assertThat(run.status()).as(run.err()).isZero();
    return run.lastEvent();
  }

  private static long driver(ObjectNode event, String item) {
    return event.get("driver").path(item).asLong();
  }

  @Test
  void anOuterMomentumIsStateBetweenRounds() {
    assertThat(driver(planned(), "state between rounds")).isZero();
    assertThat(driver(planned("--outer", "nesterov"), "state between rounds"))
        .isEqualTo(PARAMETER_BYTES);
  }

  @Test
  void theDriverKeepsWhatARollbackGoesBackTo() {
    CommandLineRun recipe =
        plan("--recipe", workspace.write("recipe.json", "{\"on-nan\": \"rollback\"}"));

    assertThat(recipe.status()).as(recipe.err()).isZero();
    assertThat(recipe.lastEvent().get("driverBytes").asLong())
        .isEqualTo(planned().get("driverBytes").asLong() + PARAMETER_BYTES);
    assertThat(planned("--on-nan", "rollback").get("driver"))
        .isEqualTo(recipe.lastEvent().get("driver"));
  }

  @Test
  void theOptimizersStateIsHeldByReplicasAndTravelsIfItIsAveraged() {
    ObjectNode plain = planned();
    ObjectNode adam = planned("--optimizer", "adam");
    ObjectNode averaged = planned("--inner-state", "average");

    // two workers with two vectors each, instead of one
    assertThat(driver(adam, "replicas")).isEqualTo(driver(plain, "replicas") + 2 * PARAMETER_BYTES);
    assertThat(adam.get("bytesOut")).isEqualTo(plain.get("bytesOut"));
    assertThat(averaged.get("bytesOut").asLong()).isEqualTo(2 * PARAMETER_BYTES);
  }

  @Test
  void halfTheBytesComeBackInSixteenBits() {
    assertThat(planned("--wire", "bfloat16").get("bytesIn").asLong())
        .isEqualTo(planned().get("bytesIn").asLong() / 2);
  }

  @Test
  void vectorsAreShuffledIfThatIsAskedFor() {
    assertThat(planned("--reduce", "shuffle").get("shuffles").asBoolean()).isTrue();
  }

  @Test
  void testDataAreHeldToo() {
    long more = driver(planned("--test", "generated:1000:12x12x1"), "data");
    // 200 instead of 40, with a label each
    assertThat(more).isEqualTo(driver(planned(), "data") + 160 * (144 + 4));
  }

  @Test
  void frozenParametersNeedLessMemory() {
    assertThat(driver(planned("--freeze", "conv*"), "replicas"))
        .isLessThan(driver(planned(), "replicas"));
  }

  @Test
  void theAlgorithmHasBuffersOfItsOwn() {
    assertThat(driver(planned("--algorithm", "winograd"), "replicas"))
        .isNotEqualTo(driver(planned(), "replicas"));
  }

  @Test
  void stepsAreMeasuredWithTheKernelsThatAreAskedFor() {
    assertThat(plan("--kernels", "reference").err()).contains("kernels: reference, as asked");
  }

  @Test
  void aSlowerNetworkMakesSynchronizationLonger() {
    JsonNode slow = planned("--bandwidth", "5").get("synchronization");
    assertThat(slow.asDouble()).isGreaterThan(planned().get("synchronization").asDouble());
  }

  /** What trains otherwise, but needs nothing else. */
  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "--epochs 0; epochs 0 must be at least 1",
        "--scale-rate 2; scale-rate '2' must be none or sqrt",
        "--overflow tape; overflow 'tape' must be disk or reread",
        "--loss hinge; loss 'hinge': unknown",
        "--label-smoothing 1; label-smoothing 1.0 must be at least 0 and below 1",
        "--class-weights 1,2; class-weights '1,2' must be none, balanced or 10 finite numbers",
        "--initializer zero; initializer 'zero': unknown",
        "--schedule linear; schedule 'linear' must be constant",
        "--warmup -1; warmup -1.0 must be at least 0",
        "--l1 -1; l1 -1.0 must be at least 0 and at most 1000000",
        "--l2 -1; l2 -1.0 must be at least 0 and at most 1000000",
        "--on-nan ignore; on-nan 'ignore' must be fail, skip or rollback",
        "--clip-norm 0; clip-norm 0.0 must be above 0",
        "--monitor f1; monitor 'f1' must be accuracy or loss",
        "--seed 1.5; Invalid value for option '--seed': '1.5' is not a long",
        "--augment flop; augment 'flop': unknown",
        "--recalibrate; recalibrate: the model has no running statistics",
        "--init-from @/nowhere; @/nowhere: there is no such file or run directory",
        "--init-map map.json; init-map 'map.json' needs init-from",
        "--new-head fc*; new-head 'fc*' needs init-from"
      })
  void whatTrainRefusesIsRefusedAlike(String options, String message) {
    String[] words = options.replace("@", folder.toString()).split(" ");
    List<String> training = new ArrayList<>(List.of("train", "--data", Workspace.DATA));
    training.addAll(List.of("--model", model, "--out", workspace.path("run")));
    training.addAll(List.of(words));

    CommandLineRun plan = plan(words);
    CommandLineRun train = CommandLineRun.on("local[2]", training);

    assertThat(plan.status()).isEqualTo(2);
    assertThat(plan.out()).isEmpty();
    assertThat(plan.err()).startsWith("convoy plan: " + message.replace("@", folder.toString()));
    assertThat(plan.err().replace("convoy plan", "convoy train")).isEqualTo(train.err());
  }
}
