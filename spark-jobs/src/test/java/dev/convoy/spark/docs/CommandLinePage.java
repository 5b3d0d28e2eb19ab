package dev.convoy.spark.docs;

import dev.convoy.spark.command.ConvoyCommand;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/** The reference page of the command line, from the declarations of commands and options. */
final class CommandLinePage {
  private static final Pattern DEFAULT = Pattern.compile("\\s*\\(default: (.*)\\)\\.?$");

  private CommandLinePage() {}

  static String text() {
    List<String> lines = new ArrayList<>();
    lines.add("# Command line");
    lines.add("");
    lines.add("`scripts/convoy [options of spark-submit] COMMAND [options]`, or");
    lines.add("`spark-submit [options of spark-submit] convoy.jar COMMAND [options]`.");
    lines.add("Results go to standard output, progress and logs to standard error.");
    lines.add("See also the [exit statuses](exit-statuses.md).");
    CommandLine root = new CommandLine(new ConvoyCommand());
    lines.addAll(List.of("", "| command | what it does |", "|---|---|"));
    commands(root).forEach(line -> lines.add(summary(line.getCommandSpec())));
    add(root, lines);
    return String.join("\n", lines) + "\n";
  }

  private static void add(CommandLine line, List<String> lines) {
    CommandSpec command = line.getCommandSpec();
    if (command.parent() != null) {
      lines.add("");
      lines.add("## " + command.qualifiedName());
      lines.add("");
      lines.add(rendered(String.join(" ", command.usageMessage().description()), "").trim());
    }
    List<OptionSpec> options =
        command.options().stream().filter(option -> !option.usageHelp()).toList();
    if (command.parent() != null && !options.isEmpty()) {
      lines.add("");
      lines.add("| option | default | what it does |");
      lines.add("|---|---|---|");
      options.forEach(option -> lines.add(row(option)));
    }
    commands(line).forEach(below -> add(below, lines));
  }

  /** The commands below one, without picocli's own. */
  private static List<CommandLine> commands(CommandLine line) {
    return line.getSubcommands().values().stream()
        .filter(below -> !(below.getCommand() instanceof CommandLine.HelpCommand))
        .toList();
  }

  /** A row with the first sentence of a command's description. */
  private static String summary(CommandSpec command) {
    String text = String.join(" ", command.usageMessage().description());
    return String.format(
        "| [`%s`](#%s) | %s |",
        command.name(),
        command.qualifiedName().replace(' ', '-'),
        escaped(text.replaceFirst("(?<=[.:])\\s.*", "").replaceFirst(":$", ".")));
  }

  private static String row(OptionSpec option) {
    String text = rendered(String.join(" ", option.description()), option.defaultValueString());
    Matcher matcher = DEFAULT.matcher(text);
    String standard = option.required() ? "required" : "";
    if (matcher.find()) {
      standard = matcher.group(1);
      text = text.substring(0, matcher.start()) + ".";
    }
    String label = option.arity().max() > 0 ? " " + option.paramLabel() : "";
    return String.format(
        "| `%s%s` | %s | %s |",
        option.longestName(), escaped(label), escaped(standard), escaped(text));
  }

  private static String rendered(String text, String standard) {
    String result = text.replace("${DEFAULT-VALUE}", standard).replace("%%", "%");
    if (result.contains("${")) {
      throw new IllegalStateException("a variable of the help is not replaced: " + result);
    }
    return result;
  }

  /** In a table of Markdown; the characters with a meaning there are few. */
  private static String escaped(String text) {
    return text.replace("|", "\\|").replace("*", "\\*").replace("<", "&lt;");
  }
}
