package dev.convoy.spark.command.output;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.convoy.files.Secrets;
import java.io.PrintStream;
import java.util.Locale;

/**
 * Where a command writes: results to one stream, progress to the other. With JSON, results are one
 * object a line; on a terminal, progress overwrites itself.
 */
public final class Console {
  private static final String CLEAR_LINE = "\r\u001b[K";

  private final PrintStream out;
  private final PrintStream err;
  private final boolean json;
  private final boolean terminal;
  private boolean statusShown;

  public Console(PrintStream out, PrintStream err, boolean json, boolean terminal) {
    this.out = out;
    this.err = err;
    this.json = json;
    this.terminal = terminal;
  }

  /** Whether a person watches who can see a line change. */
  boolean isTerminal() {
    return terminal;
  }

  /** A result in both forms; one of them is printed. */
  public void result(ObjectNode object, String format, Object... arguments) {
    clearStatus();
    out.println(
        Secrets.masked(json ? object.toString() : String.format(Locale.ROOT, format, arguments)));
    out.flush();
  }

  /** A line of progress. */
  public void note(String format, Object... arguments) {
    clearStatus();
    err.println(Secrets.masked(String.format(Locale.ROOT, format, arguments)));
  }

  /** A line that the next one replaces; only on a terminal. */
  public synchronized void status(String format, Object... arguments) {
    if (terminal) {
      err.print(CLEAR_LINE + Secrets.masked(String.format(Locale.ROOT, format, arguments)));
      err.flush();
      statusShown = true;
    }
  }

  private synchronized void clearStatus() {
    if (statusShown) {
      err.print(CLEAR_LINE);
      err.flush();
      statusShown = false;
    }
  }
}
