package dev.convoy.spark.command;

import dev.convoy.spark.command.options.UserInput;
import dev.convoy.spark.command.output.ExitStatus;
import dev.convoy.spark.settings.Platform;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The command line's root. */
@Command(
    name = "convoy",
    versionProvider = ConvoyCommand.Version.class,
    mixinStandardHelpOptions = true,
    subcommands = {
      TrainCommand.class,
      PlanCommand.class,
      EvaluateCommand.class,
      PredictCommand.class,
      DescribeCommand.class,
      PackCommand.class,
      BenchCommand.class,
      CheckCommand.class,
      CommandLine.HelpCommand.class
    },
    description = "Trains convolutional networks on Apache Spark.",
    footer = {
      "",
      "Results go to standard output, progress and logs to standard error.",
      "Exit status: 0 done, 1 the run failed, 2 wrong usage or bad input, 3 stopped early but"
          + " resumable, 4 another run holds the lease.",
      "",
      "Example:",
      "  convoy train --data /data/fashion-mnist --model fashion-cnn --out runs/first"
    })
public final class ConvoyCommand implements Callable<Integer> {
  private static final int USAGE_WIDTH = 100;

  /**
   * How a command ended.
   *
   * @param status for whoever started the process
   * @param reason why it is not 0, in one line
   */
  public record Ending(int status, String reason) {
    /** Whether the same command could only end so again. */
    public boolean isBadInput() {
      return status == ExitStatus.BAD_INPUT;
    }
  }

  /** Runs a command line and returns its exit status; never throws. */
  public static int run(String... arguments) {
    return execute(arguments).status();
  }

  /** Runs a command line; never throws. */
  public static Ending execute(String... arguments) {
    CommandErrors errors = new CommandErrors();
    int status = commandLine(errors).execute(arguments);
    return new Ending(
        status,
        status == ExitStatus.STOPPED
            ? "stopped before its end; it can go on with --resume"
            : errors.last());
  }

  /** All commands, and what becomes of their errors. */
  static CommandLine commandLine(CommandErrors errors) {
    return new CommandLine(new ConvoyCommand())
        .setUsageHelpWidth(USAGE_WIDTH)
        .setParameterExceptionHandler(errors::usage)
        .setExecutionStrategy(CommandErrors::checked)
        .setExecutionExceptionHandler(errors::execution);
  }

  @Override
  public Integer call() {
    CommandLine.usage(this, System.err);
    return ExitStatus.BAD_INPUT;
  }

  /** Refuses a Spark or Java that cannot work. */
  static void requirePlatform() {
    UserInput.require(Platform.current()::require);
  }

  /** The version that the jar's manifest names. */
  static final class Version implements CommandLine.IVersionProvider {
    @Override
    public String[] getVersion() {
      String version = ConvoyCommand.class.getPackage().getImplementationVersion();
      return new String[] {"convoy " + (version == null ? "(not packaged)" : version)};
    }
  }
}
