package dev.convoy.spark.command;

import dev.convoy.files.FileFailure;
import dev.convoy.files.Secrets;
import dev.convoy.lease.LeaseHeldException;
import dev.convoy.spark.command.options.BadInputException;
import dev.convoy.spark.command.options.OptionValues;
import dev.convoy.spark.command.output.ExitStatus;
import dev.convoy.spark.command.output.MessageText;
import dev.convoy.spark.command.output.Numbers;
import dev.convoy.text.DidYouMean;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import java.util.Optional;
import org.apache.hadoop.fs.FSError;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.UnmatchedArgumentException;

/** How errors become one line and an exit status. */
final class CommandErrors {
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
    return ExitStatus.BAD_INPUT;
  }

  /** What is wrong; if words are unknown, that rather than which option is missing for them. */
  private static String usageLine(CommandLine.ParameterException e) {
    CommandLine command = e.getCommandLine();
    List<String> unknown = command.getUnmatchedArguments();
    boolean missing = e instanceof CommandLine.MissingParameterException;
    if (unknown.isEmpty() || !missing && !(e instanceof UnmatchedArgumentException)) {
      return MessageText.of(e);
    }
    UnmatchedArgumentException unmatched = new UnmatchedArgumentException(command, unknown);
    CommandSpec spec = command.getCommandSpec();
    List<String> known =
        unmatched.isUnknownOption()
            ? spec.options().stream().map(OptionSpec::longestName).toList()
            : List.copyOf(spec.subcommands().keySet());
    return MessageText.of(unmatched)
        + DidYouMean.suggestion(unknown.get(0).split("=", 2)[0], known);
  }

  /** Checks values and runs a command; what it throws, even a lack of memory, ends in a line. */
  static int checked(ParseResult parsed) {
    List<CommandLine> commands = parsed.asCommandLineList();
    CommandLine command = commands.get(commands.size() - 1);
    try {
      OptionValues.check(parsed);
      int status = new CommandLine.RunLast().execute(parsed);
      return status == 0 ? shown(command) : status;
    } catch (BadInputException e) {
      throw new CommandLine.ExecutionException(command, e.toString(), e);
    } catch (Error e) {
      String line = e instanceof FSError ? FileFailure.reason(e) : e.toString();
      throw new CommandLine.ExecutionException(command, line, e);
    }
  }

  /** Lines that could not be written do not matter to a command whose result is in files. */
  private static int shown(CommandLine command) {
    boolean leavesFiles = command.getCommandSpec().findOption("--out") != null;
    if (leavesFiles || !System.out.checkError()) {
      return 0;
    }
    String name = command.getCommandSpec().qualifiedName();
    command.getErr().println(name + ": standard output could not be written");
    return ExitStatus.FAILED;
  }

  /** Of a command that did not do what it should. */
  int execution(Exception e, CommandLine command, ParseResult parsed) {
    Optional<LeaseHeldException> held = cause(LeaseHeldException.class, e);
    String line =
        cause(OutOfMemoryError.class, e)
            .map(CommandErrors::tooLittleMemory)
            .orElseGet(() -> MessageText.of(held.<Exception>map(cause -> cause).orElse(e)));
    boolean full = held.isEmpty() && FileFailure.noSpace(e).isPresent();
    if (full) {
      line += "; free some, then give the same command again" + resumed(command);
    }
    last = command.getCommandSpec().qualifiedName() + ": " + line;
    command.getErr().println(last);
    if (command.getParseResult().hasMatchedOption("--verbose")) {
      StringWriter trace = new StringWriter();
      e.printStackTrace(new PrintWriter(trace));
      command.getErr().print(Secrets.masked(trace.toString()));
    }
    command.getErr().flush();
    if (held.isPresent()) {
      return ExitStatus.LEASE_HELD;
    }
    // A full disk is nothing that the user gave, even if it is met while that is checked.
    return e instanceof BadInputException && !full ? ExitStatus.BAD_INPUT : ExitStatus.FAILED;
  }

  private static String resumed(CommandLine command) {
    return command.getCommandSpec().findOption("--resume") == null ? "" : ", with --resume";
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
        + MessageText.of(String.valueOf(e.getMessage()))
        + "): this process has "
        + Numbers.mega(Runtime.getRuntime().maxMemory())
        + "; give it more (--driver-memory of spark-submit), or less to hold at once";
  }
}
