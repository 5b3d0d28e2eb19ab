package dev.convoy.spark.command;

import dev.convoy.checkpoint.LeaseHeldException;
import dev.convoy.model.Names;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.UnmatchedArgumentException;

/** How errors become one line and an exit status. */
final class CommandErrors {
  private static final Pattern STACK_FRAME = Pattern.compile("\\R\\s+at .*");

  private String last = "";

  /** The line of the last error, or empty. */
  String last() {
    return last;
  }

  /** Of words that are no command line. */
  int usage(CommandLine.ParameterException e, String[] arguments) {
    CommandLine command = e.getCommandLine();
    String name = command.getCommandSpec().qualifiedName();
    last = name + ": " + usageLine(e) + " (see " + name + " --help)";
    command.getErr().println(last);
    return ConvoyCommand.BAD_INPUT;
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
  static int withinMemory(ParseResult parsed) {
    try {
      return new CommandLine.RunLast().execute(parsed);
    } catch (OutOfMemoryError e) {
      List<CommandLine> commands = parsed.asCommandLineList();
      throw new CommandLine.ExecutionException(commands.get(commands.size() - 1), e.toString(), e);
    }
  }

  /** Of a command that did not do what it should. */
  int execution(Exception e, CommandLine command, ParseResult parsed) {
    Optional<LeaseHeldException> held = cause(LeaseHeldException.class, e);
    String line =
        cause(OutOfMemoryError.class, e)
            .map(CommandErrors::tooLittleMemory)
            .orElseGet(() -> oneLine(held.<Exception>map(cause -> cause).orElse(e)));
    last = command.getCommandSpec().qualifiedName() + ": " + line;
    command.getErr().println(last);
    if (command.getParseResult().hasMatchedOption("--verbose")) {
      e.printStackTrace(command.getErr());
    }
    command.getErr().flush();
    if (held.isPresent()) {
      return ConvoyCommand.LEASE_HELD;
    }
    return e instanceof BadInputException ? ConvoyCommand.BAD_INPUT : ConvoyCommand.FAILED;
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
  static String oneLine(Exception e) {
    String message = e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
    return STACK_FRAME.matcher(message).replaceAll("").strip().replaceAll("\\s*\\R\\s*", " ");
  }
}
