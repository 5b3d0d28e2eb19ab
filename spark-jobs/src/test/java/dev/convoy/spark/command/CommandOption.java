package dev.convoy.spark.command;

import java.util.List;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/**
 * An option of a command, or of the root.
 *
 * @param command whose it is
 * @param option with all its names
 */
record CommandOption(CommandSpec command, OptionSpec option) {
  /** All there are. */
  static List<CommandOption> all() {
    return of(new CommandLine(new ConvoyCommand())).toList();
  }

  private static Stream<CommandOption> of(CommandLine line) {
    CommandSpec command = line.getCommandSpec();
    Stream<CommandOption> own =
        command.options().stream().map(option -> new CommandOption(command, option));
    Stream<CommandOption> below =
        line.getSubcommands().values().stream()
            // picocli's own
            .filter(other -> !(other.getCommand() instanceof CommandLine.HelpCommand))
            .flatMap(CommandOption::of);
    return Stream.concat(own, below);
  }

  /** Such as {@code convoy train --sync}. */
  @Override
  public String toString() {
    return command.qualifiedName() + " " + option.longestName();
  }
}
