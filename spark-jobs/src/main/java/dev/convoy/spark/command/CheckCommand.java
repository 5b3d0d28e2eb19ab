package dev.convoy.spark.command;

import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Checks that users run on their own data, in this process, without Spark. */
@Command(
    name = "check",
    sortOptions = false,
    subcommands = {CheckDataCommand.class},
    description = {"Check data before a model is trained on them, in this process.", ""},
    footer = {"", "Example:", "  convoy check data --data /data/fashion-mnist"})
final class CheckCommand implements Callable<Integer> {
  @Mixin private OutputOptions output;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    CommandLine.usage(spec.commandLine(), System.err);
    return ConvoyCommand.BAD_INPUT;
  }
}
