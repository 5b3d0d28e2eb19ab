package dev.convoy.spark.command;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.convoy.checkpoint.Checkpoint;
import dev.convoy.checkpoint.RunDirectory;
import dev.convoy.files.FilePath;
import dev.convoy.files.LocalStorage;
import dev.convoy.model.Model;
import dev.convoy.model.Node;
import dev.convoy.model.ParameterLayout;
import dev.convoy.model.Slot;
import dev.convoy.model.json.ModelJson;
import dev.convoy.spark.TinyModel;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Training on one data set, then with what was learnt on another. */
class TransferCommandTest {
  private static final String OTHER_HEAD =
      ModelJson.write(TinyModel.model()).replace("\"units\": 10", "\"units\": 12");

  /** Holds a finished run, {@code first}, and the file of a model with another head. */
  @TempDir private static Path folder;

  private static Workspace workspace;
  private static String model;
  private static String otherHead;

  @BeforeAll
  static void trainOnce() {
    workspace = new Workspace(folder);
    model = workspace.model();
    otherHead = workspace.write("other.json", OTHER_HEAD);
    assertThat(train("first", model, "--epochs", "1").status()).isZero();
  }

  private static CommandLineRun train(String out, String model, String... more) {
    List<String> arguments = new ArrayList<>(List.of("train", "--json", "--model", model));
    arguments.addAll(List.of("--data", "generated:120:12x12x1", "--out", workspace.path(out)));
    arguments.addAll(List.of(more));
    return CommandLineRun.on("local[2]", arguments);
  }

  private static Checkpoint read(String run) throws IOException {
    return RunDirectory.read(FilePath.of(workspace.path(run)), new LocalStorage(), line -> {});
  }

  private static float[] slot(Checkpoint run, String name) {
    Slot slot = ParameterLayout.of(run.model()).slot(name);
    return Arrays.copyOfRange(run.parameters(), slot.offset(), slot.end());
  }

  private static String[] fineTuning(String freeze, String... more) {
    List<String> options =
        new ArrayList<>(
            List.of("--init-from", workspace.path("first"), "--new-head", "fc*", "--freeze"));
    options.addAll(List.of(freeze, "--seed", "2"));
    options.addAll(List.of(more));
    return options.toArray(String[]::new);
  }

  @Test
  void whatWasLearntIsTakenOverFrozenOrTrainedFurther() throws IOException {
    CommandLineRun run = train("tuned", otherHead, fineTuning("conv1", "--epochs", "2"));

    assertThat(run.status()).as(run.err()).isZero();
    assertThat(run.err())
        .contains(
            "starting from "
                + workspace.path("first")
                + ": 4 parameter arrays taken over; anew: fc1.weight, fc1.bias; left out:"
                + " fc1.weight, fc1.bias\n")
        .contains("frozen: conv1.weight, conv1.bias\n");
    Checkpoint first = read("first");
    Checkpoint tuned = read("tuned");
    assertThat(slot(tuned, "conv1.weight")).isEqualTo(slot(first, "conv1.weight"));
    assertThat(slot(tuned, "conv1.bias")).isEqualTo(slot(first, "conv1.bias"));
    assertThat(slot(tuned, "conv2.weight")).isNotEqualTo(slot(first, "conv2.weight"));
    assertThat(slot(tuned, "fc1.bias")).hasSize(12);
    ObjectNode config = tuned.config();
    assertThat(config.get("frozen").toString()).isEqualTo("[\"conv1.weight\",\"conv1.bias\"]");
    assertThat(config.get("initFrom").asText()).isEqualTo(workspace.path("first"));
    assertThat(config.get("initSha256").asText()).hasSize(64);
  }

  @Test
  void aRunThatIsFrozenButForItsHeadStartsWhereTheOtherEnded() throws IOException {
    CommandLineRun run =
        train(
            "same",
            model,
            "--init-from",
            workspace.path("first/model.safetensors"),
            "--freeze",
            "conv*,fc1.weight",
            "--epochs",
            "1");

    assertThat(run.status()).as(run.err()).isZero();
    Checkpoint first = read("first");
    Checkpoint same = read("same");
    for (String name : List.of("conv1.weight", "conv2.weight", "conv2.bias", "fc1.weight")) {
      assertThat(slot(same, name)).as(name).isEqualTo(slot(first, name));
    }
    assertThat(slot(same, "fc1.bias")).isNotEqualTo(slot(first, "fc1.bias"));
  }

  @Test
  void aRunGoesOnOnlyWithWhatItTookOverAndFroze() {
    CommandLineRun whole = train("whole", otherHead, fineTuning("conv1", "--epochs", "2"));
    CommandLineRun first = train("parts", otherHead, fineTuning("conv1", "--epochs", "1"));
    CommandLineRun thawed =
        train("parts", otherHead, fineTuning("conv2", "--resume", "--epochs", "2"));
    CommandLineRun second =
        train("parts", otherHead, fineTuning("conv1", "--resume", "--epochs", "2"));

    assertThat(first.status()).as(first.err()).isZero();
    assertThat(thawed.status()).isEqualTo(2);
    assertThat(thawed.err()).contains("frozen is [\"conv2.weight\", \"conv2.bias\"], but the run");
    assertThat(second.status()).as(second.err()).isZero();
    assertThat(second.lastEvent().get("parametersSha256"))
        .isEqualTo(whole.lastEvent().get("parametersSha256"));
  }

  @Test
  void namesAreMappedByAFile() throws IOException {
    List<Node> nodes =
        TinyModel.model().nodes().stream()
            .map(node -> new Node(node.name().replace("conv1", "stem"), node.layer()))
            .toList();
    Model model = new Model(TinyModel.model().inputs(), nodes, List.of());
    String renamed = workspace.write("renamed.json", ModelJson.write(model));
    String map = workspace.write("map.json", "{\"conv1.*\": \"stem.*\", \"fc1.*\": null}");

    CommandLineRun run =
        train("mapped", renamed, fineTuning("stem", "--init-map", map, "--epochs", "1"));

    assertThat(run.status()).as(run.err()).isZero();
    assertThat(slot(read("mapped"), "stem.weight")).isEqualTo(slot(read("first"), "conv1.weight"));
  }
}
