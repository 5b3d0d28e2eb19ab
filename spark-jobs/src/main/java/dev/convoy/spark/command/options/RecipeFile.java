package dev.convoy.spark.command.options;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.convoy.spark.settings.SparkSettings;
import dev.convoy.text.DidYouMean;
import dev.convoy.text.StrictJson;
import java.io.IOException;
import java.io.InputStream;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import picocli.CommandLine.IDefaultValueProvider;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;

/**
 * Values of options that are not on the command line, from the JSON file that {@code --recipe}
 * names. Its keys are long names of options of {@code train} without the leading dashes, as {@code
 * batch-size} or, as {@code config.json} and {@link dev.convoy.run.RunConfig} have them, {@code
 * batchSize}.
 */
public final class RecipeFile implements IDefaultValueProvider {
  /** The option that names the file. */
  public static final String OPTION = "--recipe";

  private static final int MOST_BYTES = 1 << 20;

  private Optional<ObjectNode> content = Optional.empty();

  @Override
  public String defaultValue(ArgSpec argument) {
    CommandSpec command = argument.command();
    OptionSpec recipe = command.findOption(OPTION);
    Optional<String> file = recipe.getValue();
    if (file == null || file.isEmpty() || !(argument instanceof OptionSpec option)) {
      return null;
    }
    try {
      OptionValues.requireText("recipe", file.get());
      if (content.isEmpty()) {
        content = Optional.of(read(file.get(), command));
      }
      JsonNode value = content.get().path(OptionValues.name(option));
      return value.isMissingNode() ? null : text(file.get(), option, value);
    } catch (IOException | IllegalArgumentException | BadInputException e) {
      throw new ParameterException(command.commandLine(), e.getMessage(), e);
    }
  }

  /** Reads the file and checks all of it, whichever options the command has. */
  private static ObjectNode read(String file, CommandSpec command) throws IOException {
    ObjectNode object = JsonNodeFactory.instance.objectNode();
    for (Map.Entry<String, JsonNode> entry : StrictJson.object(file, bytes(file)).properties()) {
      String key = entry.getKey().replaceAll("(?<=[a-z])(?=[A-Z])", "-").toLowerCase(Locale.ROOT);
      if (object.has(key)) {
        throw StrictJson.malformed(file, "has the key '" + key + "' twice", null);
      }
      object.set(key, entry.getValue());
    }
    Map<String, OptionSpec> known = new TreeMap<>();
    for (OptionSpec option :
        command.parent().subcommands().get("train").getCommandSpec().options()) {
      if (!option.usageHelp() && !option.longestName().equals(OPTION)) {
        known.put(OptionValues.name(option), option);
      }
    }
    for (Map.Entry<String, JsonNode> entry : object.properties()) {
      String key = entry.getKey();
      if (!known.containsKey(key)) {
        throw StrictJson.malformed(
            file,
            "'" + key + "' is no option of train" + DidYouMean.suggestion(key, known.keySet()),
            null);
      }
      text(file, known.get(key), entry.getValue());
    }
    return object;
  }

  private static byte[] bytes(String file) throws IOException {
    return UserInput.about(
        "recipe",
        file,
        () -> {
          try (InputStream in =
              UserInput.open(
                  "recipe", SubmittedPath.file("recipe", file), SparkSettings.storage())) {
            return StrictJson.bounded(file, in, MOST_BYTES);
          }
        });
  }

  /** The value as it would be on the command line; what is a list there is joined by commas. */
  private static String text(String file, OptionSpec option, JsonNode value) {
    Class<?> type = option.auxiliaryTypes()[0];
    if (type == boolean.class) {
      require(value.isBoolean(), file, option, "true or false", value);
      return value.asText();
    }
    if (type.isPrimitive() || Number.class.isAssignableFrom(type)) {
      require(value.isNumber(), file, option, "a number", value);
      return value.asText();
    }
    return StrictJson.words(file, OptionValues.name(option), value);
  }

  private static void require(
      boolean fits, String file, OptionSpec option, String form, JsonNode value) {
    if (!fits) {
      throw StrictJson.malformed(
          file,
          OptionValues.name(option) + " must be " + form + ", not " + StrictJson.shown(value),
          null);
    }
  }
}
