package dev.convoy.spark.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.convoy.model.Model;
import dev.convoy.model.json.ModelJson;
import dev.convoy.model.zoo.NamedModel;
import dev.convoy.model.zoo.NamedModels;
import dev.convoy.tensor.Shape;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A named model takes size and classes from the data that it is trained on. */
class NamedModelTrainingTest {
  private static final String DATA = "generated:60:12x12x1";
  private static final Shape IMAGE = Shape.of(12, 12, 1);

  @TempDir private Path folder;
  private Workspace workspace;

  @BeforeEach
  void open() {
    workspace = new Workspace(folder);
  }

  private CommandLineRun train(String model, String data, String... more) {
    List<String> arguments = new ArrayList<>(List.of("train", "--model", model, "--data", data));
    arguments.addAll(List.of("--out", workspace.path("run"), "--json", "--resume"));
    arguments.addAll(List.of(more));
    CommandLineRun run = CommandLineRun.on("local[2]", arguments);
    assertThat(run.status()).as(run.err()).isZero();
    return run;
  }

  private Model trained() throws IOException {
    return ModelJson.read("model.json", Files.readString(folder.resolve("run/model.json")));
  }

  private static NamedModel named(String name) {
    return NamedModels.named(name).orElseThrow();
  }

  @Test
  void itsSizeIsThatOfTheImagesAndTheRunCanBeResumedAndEvaluated() throws IOException {
    train("lenet5", DATA, "--epochs", "1");
    CommandLineRun resumed = train("lenet5", DATA, "--epochs", "2");
    CommandLineRun evaluated =
        CommandLineRun.on(
            "local[2]",
            List.of("evaluate", "--model", workspace.path("run"), "--data", DATA, "--json"));

    Model expected = named("lenet5").model(IMAGE, 10);
    assertThat(trained()).isEqualTo(expected);
    assertThat(resumed.lastEvent().get("model").asText()).isEqualTo("lenet5");
    assertThat(resumed.lastEvent().get("epochs").asInt()).isEqualTo(2);
    assertThat(evaluated.status()).as(evaluated.err()).isZero();
    assertThat(evaluated.lastEvent().get("parametersSha256"))
        .isEqualTo(resumed.lastEvent().get("parametersSha256"));
  }

  @Test
  void itsOutputsAreTheClassesOfTheData() throws IOException {
    train("inception", workspace.images("data", 60, 2), "--epochs", "1");
    assertThat(trained()).isEqualTo(named("inception").model(IMAGE, 3));
  }

  @Test
  void whatTheArgumentSaysCounts() throws IOException {
    train("inception:12x12x1,classes=11", DATA, "--epochs", "1");
    assertThat(trained()).isEqualTo(named("inception").model(IMAGE, 11));
  }

  @Test
  void aRunThatWasStartedByNameGoesOnByItsFullForm() {
    CommandLineRun first = train("lenet5", DATA, "--epochs", "1");
    CommandLineRun again = train("lenet5:12x12x1,classes=10", DATA, "--epochs", "1");
    assertThat(again.lastEvent().get("parametersSha256"))
        .isEqualTo(first.lastEvent().get("parametersSha256"));
  }
}
