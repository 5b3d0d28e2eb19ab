package dev.convoy.spark.command;

import dev.convoy.checkpoint.LeaseHeldException;
import dev.convoy.model.Names;
import java.io.IOException;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.UnmatchedArgumentException;

/** The command line's root, and how errors become one line and an exit status. */
@Command(
    name = "convoy",
    versionProvider = ConvoyCommand.Version.class,
    mixinStandardHelpOptions = true,
    subcommands = {
      TrainCommand.class,
      PlanCommand.class,
      EvaluateCommand.class,
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
  /** The run failed. */
  public static final int FAILED = 1;

  /** Wrong usage or bad input, known before the run. */
  static final int BAD_INPUT = 2;

  /** Stopped before its end, with a checkpoint to go on from. */
  static final int STOPPED = 3;

  /** Another driver trains the same run. */
  static final int LEASE_HELD = 4;

  private static final int USAGE_WIDTH = 100;

  /** The first without Subject.getSubject, which Hadoop calls. */
  private static final int FIRST_UNSUPPORTED_JAVA = 24;

  private static final Pattern STACK_FRAME = Pattern.compile("\\R\\s+at .*");

  /** Runs a command line and returns its exit status; never throws. */
  public static int run(String... arguments) {
    return new CommandLine(new ConvoyCommand())
        .setUsageHelpWidth(USAGE_WIDTH)
        .setParameterExceptionHandler(ConvoyCommand::usageError)
        .setExecutionStrategy(ConvoyCommand::withinMemory)
        .setExecutionExceptionHandler(ConvoyCommand::executionError)
        .execute(arguments);
  }

  @Override
  public Integer call() {
    CommandLine.usage(this, System.err);
    return BAD_INPUT;
  }

  private static int usageError(CommandLine.ParameterException e, String[] arguments) {
    CommandLine command = e.getCommandLine();
    String name = command.getCommandSpec().qualifiedName();
    command.getErr().println(name + ": " + usageLine(e) + " (see " + name + " --help)");
    return BAD_INPUT;
  }

  /** What is wrong; if words are unknown, that rather than which option is missing for them. */
  private static String usageLine(CommandLine.ParameterException e) {
    CommandLine command = e.getCommandLine();
    List<String> unknown = command.getUnmatchedArguments();
    boolean missing = e instanceof CommandLine.MissingParameterException;
    if (unknown.isEmpty() || !missing && !(e instanceof UnmatchedArgumentException)) {
      return oneLine(e);
    }
    UnmatchedArgumentException unmatched = new UnmatchedArgumentException(command, unknown);
    CommandSpec spec = command.getCommandSpec();
    List<String> known =
        unmatched.isUnknownOption()
            ? spec.options().stream().map(OptionSpec::longestName).toList()
            : List.copyOf(spec.subcommands().keySet());
    return oneLine(unmatched) + Names.suggestion(unknown.get(0).split("=", 2)[0], known);
  }

  /** Runs a command; that it has too little memory is one of the errors that end in a line. */
  private static int withinMemory(ParseResult parsed) {
    try {
      return new CommandLine.RunLast().execute(parsed);
    } catch (OutOfMemoryError e) {
      List<CommandLine> commands = parsed.asCommandLineList();
      throw new CommandLine.ExecutionException(commands.get(commands.size() - 1), e.toString(), e);
    }
  }

  private static int executionError(Exception e, CommandLine command, ParseResult parsed) {
    Optional<LeaseHeldException> held = cause(LeaseHeldException.class, e);
    String line =
        cause(OutOfMemoryError.class, e)
            .map(ConvoyCommand::tooLittleMemory)
            .orElseGet(() -> oneLine(held.<Exception>map(cause -> cause).orElse(e)));
    command.getErr().println(command.getCommandSpec().qualifiedName() + ": " + line);
    if (command.getParseResult().hasMatchedOption("--verbose")) {
      e.printStackTrace(command.getErr());
    }
    command.getErr().flush();
    if (held.isPresent()) {
      return LEASE_HELD;
    }
    return e instanceof BadInputException ? BAD_INPUT : FAILED;
  }

  /** A cause of this kind, wherever it was found. */
  private static <T extends Throwable> Optional<T> cause(Class<T> kind, Exception e) {
    for (Throwable cause = e; cause != null; cause = cause.getCause()) {
      if (kind.isInstance(cause)) {
        return Optional.of(kind.cast(cause));
      }
    }
    return Optional.empty();
  }

  private static String tooLittleMemory(OutOfMemoryError e) {
    return "out of memory ("
        + e.getMessage()
        + "): this process has "
        + Numbers.mega(Runtime.getRuntime().maxMemory())
        + "; give it more (--driver-memory of spark-submit), or less to hold at once";
  }

  /** The message; without stack frames, which Hadoop puts into those that come from a server. */
  private static String oneLine(Exception e) {
    String message = e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
    return STACK_FRAME.matcher(message).replaceAll("").strip().replaceAll("\\s*\\R\\s*", " ");
  }

  /** Refuses a Java on which executors would die at their start. */
  static void requireSupportedJava() {
    int version = Runtime.version().feature();
    if (version >= FIRST_UNSUPPORTED_JAVA) {
      throw new BadInputException(
          "Java "
              + version
              + ": Hadoop 3.4, and so Spark 4.1, runs on Java 17 to "
              + (FIRST_UNSUPPORTED_JAVA - 1));
    }
  }

  /** Work that checks what the user gave. */
  interface Check<T> {
    T get() throws IOException;
  }

  /** Runs a check; what it refuses is bad input. */
  static <T> T checked(Check<T> check) {
    try {
      return check.get();
    } catch (IllegalArgumentException | ArithmeticException | IOException e) {
      throw new BadInputException(oneLine(e), e);
    }
  }

  /** Does work with something that the user gave; what a file system refuses names it. */
  static <T> T about(String what, String value, Check<T> work) throws IOException {
    try {
      return work.get();
    } catch (IOException e) {
      String line = oneLine(e);
      throw line.contains(value) ? e : new IOException(what + " '" + value + "': " + line, e);
    } catch (IllegalArgumentException e) {
      if (e.getCause() instanceof UnknownHostException host) {
        throw new IOException(what + " '" + value + "': no such host: " + host.getMessage(), e);
      }
      throw e;
    }
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
