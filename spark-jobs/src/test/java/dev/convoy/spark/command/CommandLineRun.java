package dev.convoy.spark.command;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine;

/**
 * A command that was run in this process.
 *
 * @param status its exit status
 * @param out what it wrote to standard output
 * @param err what it wrote to standard error
 */
record CommandLineRun(int status, String out, String err) {
  private static final ObjectMapper MAPPER = new ObjectMapper();

  /** What a test does when a line of JSON has been written, before the run goes on. */
  interface Meanwhile {
    void happens(ObjectNode event) throws IOException, InterruptedException;
  }

  /** Standard output that tells of each line, on the thread that writes it. */
  private static final class WatchedOutput extends ByteArrayOutputStream {
    private final Meanwhile meanwhile;
    private int lineStart;

    WatchedOutput(Meanwhile meanwhile) {
      this.meanwhile = meanwhile;
    }

    @Override
    public synchronized void write(byte[] bytes, int offset, int length) {
      super.write(bytes, offset, length);
      if (length == 0 || bytes[offset + length - 1] != '\n') {
        return; // a long line arrives in parts
      }
      String text = new String(buf, lineStart, count - lineStart, StandardCharsets.UTF_8);
      lineStart = count;
      if (text.startsWith("{")) {
        try {
          meanwhile.happens(parse(text));
        } catch (IOException e) {
          throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
          throw new IllegalStateException(e);
        }
      }
    }
  }

  /** Runs {@code convoy} with these arguments. */
  static CommandLineRun of(List<String> arguments) {
    return of(arguments, event -> {});
  }

  private static CommandLineRun of(List<String> arguments, Meanwhile meanwhile) {
    return of(ConvoyCommand.commandLine(new CommandErrors()), arguments, meanwhile);
  }

  /** Runs arguments on a command line that there is already, which saves most of the time. */
  static CommandLineRun of(CommandLine line, List<String> arguments) {
    return of(line, arguments, event -> {});
  }

  private static CommandLineRun of(CommandLine line, List<String> arguments, Meanwhile meanwhile) {
    PrintStream outBefore = System.out;
    PrintStream errBefore = System.err;
    ByteArrayOutputStream out = new WatchedOutput(meanwhile);
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    try {
      System.setOut(new PrintStream(out, true, StandardCharsets.UTF_8));
      System.setErr(new PrintStream(err, true, StandardCharsets.UTF_8));
      line.setErr(new PrintWriter(System.err, true));
      int status = line.execute(arguments.toArray(String[]::new));
      System.out.flush();
      System.err.flush();
      return new CommandLineRun(
          status, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
    } finally {
      System.setOut(outBefore);
      System.setErr(errBefore);
    }
  }

  /** Runs {@code convoy} with these arguments. */
  static CommandLineRun of(String... arguments) {
    return of(List.of(arguments));
  }

  /** Runs {@code convoy} on a master of Spark's. */
  static CommandLineRun on(String master, List<String> arguments) {
    return on(master, arguments, event -> {});
  }

  /** Likewise with settings of Spark. */
  static CommandLineRun on(String master, Map<String, String> settings, List<String> arguments) {
    return on(master, settings, arguments, event -> {});
  }

  /** Likewise with {@code --json}; a test can do something between two epochs. */
  static CommandLineRun on(String master, List<String> arguments, Meanwhile meanwhile) {
    return on(master, Map.of(), arguments, meanwhile);
  }

  private static CommandLineRun on(
      String master, Map<String, String> more, List<String> arguments, Meanwhile meanwhile) {
    Map<String, String> settings = new HashMap<>(more);
    settings.put("spark.master", master);
    settings.put("spark.ui.enabled", "false");
    settings.put("spark.driver.host", "127.0.0.1");
    settings.forEach(System::setProperty);
    try {
      return of(arguments, meanwhile);
    } finally {
      settings.keySet().forEach(System::clearProperty);
    }
  }

  /** The lines of standard output as JSON objects. */
  List<ObjectNode> events() {
    return out.lines().map(CommandLineRun::parse).toList();
  }

  /** The last line of standard output as a JSON object. */
  ObjectNode lastEvent() {
    List<ObjectNode> events = events();
    return events.get(events.size() - 1);
  }

  /** The same without a field. */
  ObjectNode lastEventWithout(String field) {
    ObjectNode event = lastEvent();
    event.remove(field);
    return event;
  }

  private static ObjectNode parse(String line) {
    try {
      JsonNode node = MAPPER.readTree(line);
      return (ObjectNode) node;
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("not a JSON object: " + line, e);
    }
  }
}
