package dev.convoy.spark.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A file of options is like the same options on the command line. */
class RecipeFileTest {
  private static final String DATA = "generated:60:12x12x1";

  @TempDir private Path folder;
  private Workspace workspace;

  @BeforeEach
  void open() {
    workspace = new Workspace(folder);
    workspace.model();
  }

  private CommandLineRun run(String command, String... arguments) {
    List<String> all = new ArrayList<>(List.of(command));
    all.addAll(List.of(arguments));
    return CommandLineRun.on("local[2]", all);
  }

  private String config(String out) throws IOException {
    return Files.readString(folder.resolve(out).resolve("config.json"));
  }

  private String recipe(String more) {
    String model = workspace.path("tiny.json");
    return workspace.write(
        "recipe.json",
        "{\"data\": \"" + DATA + "\", \"model\": \"" + model + "\", \"epochs\": 1" + more + "}");
  }

  @Test
  void theConfigurationIsThatOfTheSameOptionsOnTheCommandLine() throws IOException {
    String file =
        recipe(
            ", \"batchSize\": 16, \"optimizer\": [\"sgd:0.1\", 0.8, \"nesterov\"],"
                + " \"schedule\": \"one-cycle\", \"l2\": 0.001, \"clip-norm\": 2, \"resume\": true,"
                + " \"workers\": 3, \"seed\": 7, \"out\": \""
                + workspace.path("file")
                + "\"");
    CommandLineRun fromFile = run("train", "--recipe", file);
    CommandLineRun fromOptions =
        run(
            "train",
            "--data",
            DATA,
            "--model",
            workspace.path("tiny.json"),
            "--epochs",
            "1",
            "--batch-size",
            "16",
            "--optimizer",
            "sgd:0.1,0.8,nesterov",
            "--schedule",
            "one-cycle",
            "--l2",
            "0.001",
            "--clip-norm",
            "2",
            "--workers",
            "3",
            "--seed",
            "7",
            "--out",
            workspace.path("options"));

    assertThat(fromFile.status()).as(fromFile.err()).isZero();
    assertThat(fromOptions.status()).as(fromOptions.err()).isZero();
    assertThat(config("file")).isEqualTo(config("options"));
    // --resume was in the file: a finished run ends at once.
    assertThat(run("train", "--recipe", file).err()).contains("is complete");
  }

  @Test
  void theCommandLineWins() throws IOException {
    String file = recipe(", \"seed\": 7, \"l2\": 0.5");

    CommandLineRun run =
        run("train", "--recipe", file, "--seed", "9", "--out", workspace.path("run"));

    assertThat(run.status()).as(run.err()).isZero();
    assertThat(config("run")).contains("\"seed\": 9,", "\"l2\": 0.5,");
  }

  @Test
  void planTakesTheFileOfTrain() {
    String file = recipe(", \"out\": \"elsewhere\", \"keep-checkpoints\": 3, \"workers\": 5");

    CommandLineRun run = run("plan", "--recipe", file, "--images-per-second", "100", "--json");

    assertThat(run.status()).as(run.err()).isZero();
    assertThat(run.lastEvent().get("workers").asInt()).isEqualTo(5);
  }

  /** Those that come with the project, on images of any size. */
  @ParameterizedTest
  @ValueSource(strings = {"fashion-mnist", "fashion-mnist-fine", "residual"})
  void theRecipesOfTheRepositoryCanBePlanned(String name) {
    String data = "generated:60:28x28x1";
    String file = "../scripts/recipes/" + name + ".json";

    CommandLineRun run =
        run(
            "plan",
            "--recipe",
            file,
            "--data",
            data,
            "--test",
            data,
            "--images-per-second",
            "100",
            "--json");

    assertThat(run.status()).as(run.err()).isZero();
    assertThat(run.lastEvent().get("workers").asInt()).isEqualTo(2);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      quoteCharacter = '\0',
      value = {
        ", \"epoch\": 3; 'epoch' is no option of train; did you mean 'epochs'?",
        ", \"recipe\": \"x\"; 'recipe' is no option of train",
        ", \"help\": true; 'help' is no option of train",
        ", \"bandwidth\": 3; 'bandwidth' is no option of train",
        ", \"batchSize\": 3, \"batch-size\": 4; has the key 'batch-size' twice",
        ", \"seed\": \"7\"; seed must be a number, not \"7\"",
        ", \"workers\": \"2\"; workers must be a number, not \"2\"",
        ", \"clip-norm\": [1]; clip-norm must be a number, not [1]",
        ", \"resume\": 1; resume must be true or false, not 1",
        ", \"resume\": \"true\"; resume must be true or false, not \"true\"",
        ", \"schedule\": true; schedule must be a string, a number or a list of them, not true",
        ", \"schedule\": {}; schedule must be a string, a number or a list of them, not {}",
        ", \"schedule\": [[]]; schedule must be a string, a number or a list of them, not [[]]",
        ", \"test\": null; test must be a string, a number or a list of them, not nothing",
        ", \"epochs\": 2; is not valid JSON: Duplicate field 'epochs'"
      })
  void whatIsNoOptionOrOfAnotherTypeIsRefusedInALine(String more, String message) {
    String file = recipe(more);

    for (String command : List.of("train", "plan")) {
      CommandLineRun run = run(command, "--recipe", file);

      assertThat(run.status()).isEqualTo(2);
      assertThat(run.out()).isEmpty();
      assertThat(run.err().lines()).singleElement().asString().contains(file + ": " + message);
    }
  }

  @Test
  void whatIsWrongWithAValueIsSaidAsOfTheCommandLine() {
    assertThat(run("train", "--recipe", recipe(", \"seed\": 1.5"), "--out", "x").err())
        .contains("Invalid value for option '--seed': '1.5' is not a long");
    assertThat(run("train", "--recipe", recipe(", \"sync\": \"never\""), "--out", "x").err())
        .contains("sync 'never' must be epoch, gradient or steps:H");
    assertThat(run("train", "--recipe", recipe("")).err())
        .contains("Missing required option: '--out=DIR'");
    CommandLineRun missing = run("train", "--recipe", workspace.path("none.json"));
    assertThat(missing.status()).isEqualTo(2);
    assertThat(missing.err().lines()).singleElement().asString().contains("none.json");
  }
}
