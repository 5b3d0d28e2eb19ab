package dev.convoy.spark.command;

import java.util.ArrayList;
import java.util.Arrays;
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
  private static final String LEFT_OUT = "convoy.test.left-out";

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

  /** What a command line becomes while {@link #leftOut} checks something. */
  static List<String> edited(List<String> arguments) {
    String leftOut = System.getProperty(LEFT_OUT, "");
    return (leftOut.isEmpty() ? List.<CommandOption>of() : all())
        .stream()
            .filter(option -> option.toString().equals(leftOut))
            .findAny()
            .map(option -> option.without(arguments))
            .orElse(arguments);
  }

  /** What a test does. */
  interface Check {
    boolean holds() throws InterruptedException;
  }

  /** Whether something holds while this option is left out of every command line of the tests. */
  boolean leftOut(Check check) throws InterruptedException {
    System.setProperty(LEFT_OUT, toString());
    try {
      return check.holds();
    } finally {
      System.clearProperty(LEFT_OUT);
    }
  }

  /** Whether it is on a command line. */
  boolean isOn(List<String> arguments) {
    return !without(arguments).equals(arguments);
  }

  /** The command line without the option and its value, however often they are there. */
  List<String> without(List<String> arguments) {
    List<String> words = Arrays.asList(command.qualifiedName().split(" "));
    int start = words.size() - 1;
    if (!isOwn(arguments, words.subList(1, words.size()))) {
      return arguments;
    }
    List<String> kept = new ArrayList<>(arguments.subList(0, start));
    for (int i = start; i < arguments.size(); i++) {
      String[] parts = arguments.get(i).split("=", 2);
      if (!Arrays.asList(option.names()).contains(parts[0])) {
        kept.add(arguments.get(i));
      } else if (parts.length == 1 && option.arity().max() > 0) {
        i++; // its value
      }
    }
    return kept;
  }

  /** Whether it is a command line of this command and not of one below. */
  private boolean isOwn(List<String> arguments, List<String> words) {
    int size = words.size();
    return arguments.size() >= size
        && arguments.subList(0, size).equals(words)
        && (arguments.size() == size || !command.subcommands().containsKey(arguments.get(size)));
  }

  /** Such as {@code convoy train --sync}. */
  @Override
  public String toString() {
    return command.qualifiedName() + " " + option.longestName();
  }
}
