package dev.convoy.spark.command;

import dev.convoy.random.MutatedFiles;
import dev.convoy.random.Seeded;
import dev.convoy.spark.command.options.BadInputException;
import dev.convoy.spark.command.options.OptionValues;
import dev.convoy.spark.command.options.RecipeFile;
import dev.convoy.spark.command.output.MessageText;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;

/** Damaged recipes are read or refused, never worse. */
@Seeded
class MutatedRecipeTest {
  private static final String SOUND =
      """
      {"data": "generated", "model": "lenet5", "out": "runs/mine", "epochs": 3, "seed": 7,
       "optimizer": ["sgd:0.1", 0.8, "nesterov"], "schedule": "one-cycle", "l2": 1e-4,
       "workers": 2, "sync": "steps:8", "resume": true, "class-weights": [1, 2]}
      """;

  private final CommandLine line = ConvoyCommand.commandLine(new CommandErrors());

  @TempDir private Path folder;

  @Test
  void recipes() throws IOException {
    Path file = folder.resolve("recipe.json");

    MutatedFiles.drive(
        "recipe",
        SOUND.getBytes(StandardCharsets.UTF_8),
        MutatedFiles.throughFile(file, this::parse));
  }

  /** Takes the values of all options from the file, and checks them. */
  private void parse(Path file) {
    CommandLine train = line.getSubcommands().get("train");
    train.setDefaultValueProvider(new RecipeFile()); // which has read no other file
    try {
      OptionValues.check(line.parseArgs("train", "--recipe", file.toString()));
    } catch (ParameterException | BadInputException e) {
      throw new IllegalArgumentException(MessageText.of(e), e);
    }
  }
}
