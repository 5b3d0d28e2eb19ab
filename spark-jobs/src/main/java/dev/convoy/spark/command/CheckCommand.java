package dev.convoy.spark.command;

import dev.convoy.spark.command.output.ExitStatus;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Checks that users run on their own model and data, in this process, without Spark. */
@Command(
    name = "check",
    sortOptions = false,
    subcommands = {CheckGradientsCommand.class, CheckOverfitCommand.class, CheckDataCommand.class},
    description = {
      "Check a model and data before training. Checks run in this process; what does not pass ends with"
          + " status 1.",
      ""
    },
    footer = {
      "",
      "Examples:",
      "  convoy check gradients --model my.json",
      "  convoy check overfit --model my.json --data /data/fashion-mnist",
      "  convoy check data --data /data/fashion-mnist --samples samples.png"
    })
final class CheckCommand implements Callable<Integer> {
  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "Show this help and exit.")
  private boolean help;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    CommandLine.usage(spec.commandLine(), System.err);
    return ExitStatus.BAD_INPUT;
  }
}
