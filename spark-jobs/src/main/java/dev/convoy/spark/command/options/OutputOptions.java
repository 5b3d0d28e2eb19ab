package dev.convoy.spark.command.options;

import dev.convoy.spark.command.output.Console;
import picocli.CommandLine.Option;

/** The options that every command has. */
public final class OutputOptions {
  @Option(
      names = "--json",
      description = "Print results as one JSON object a line on standard output.")
  boolean json;

  @Option(names = "--verbose", description = "Print the stack trace of an error.")
  boolean verbose;

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "Show this help and exit.")
  boolean help;

  public Console console() {
    return new Console(System.out, System.err, json, System.console() != null);
  }
}
