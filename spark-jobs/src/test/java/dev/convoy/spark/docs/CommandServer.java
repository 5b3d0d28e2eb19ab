package dev.convoy.spark.docs;

import dev.convoy.spark.command.ConvoyCommand;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Runs commands of Convoy in this process, one after the other, in the working directory of a user:
 * a JVM for each command would take most of the test's time. A client sends the words of a command,
 * a line each, and an empty line; the server writes the command's output to the files {@code .out}
 * and {@code .err} and answers with its exit status.
 */
final class CommandServer {
  /** Instead of a command: runs the method {@code run} of this class in {@code classes}. */
  static final String PROGRAM = "program";

  private static final String MASTER = "local[2]";

  private CommandServer() {}

  /** Prints the port and serves until the process is killed. */
  public static void main(String[] arguments) throws IOException {
    System.setProperty("spark.ui.enabled", "false");
    System.setProperty("spark.driver.host", "127.0.0.1");
    try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      System.out.println(server.getLocalPort());
      while (true) {
        try (Socket client = server.accept()) {
          serve(client);
        }
      }
    }
  }

  private static void serve(Socket client) throws IOException {
    BufferedReader in =
        new BufferedReader(new InputStreamReader(client.getInputStream(), StandardCharsets.UTF_8));
    List<String> words = new ArrayList<>();
    for (String line = in.readLine(); line != null && !line.isEmpty(); line = in.readLine()) {
      words.add(line);
    }
    int status;
    PrintStream out = System.out;
    PrintStream err = System.err;
    try (PrintStream newOut = new PrintStream(Files.newOutputStream(Path.of(".out")), true);
        PrintStream newErr = new PrintStream(Files.newOutputStream(Path.of(".err")), true)) {
      System.setOut(newOut);
      System.setErr(newErr);
      status = words.get(0).equals(PROGRAM) ? program(words.get(1)) : command(words);
    } finally {
      System.setOut(out);
      System.setErr(err);
    }
    client.getOutputStream().write((status + "\n").getBytes(StandardCharsets.UTF_8));
  }

  /** Options of spark-submit, each with a value, come before those of Convoy. */
  private static int command(List<String> words) {
    System.setProperty("spark.master", MASTER);
    int first = 0;
    while (words.get(first).startsWith("--") && !words.get(first).equals("--help")) {
      if (words.get(first).equals("--master")) {
        System.setProperty("spark.master", words.get(first + 1));
      }
      first += 2;
    }
    return ConvoyCommand.run(words.subList(first, words.size()).toArray(String[]::new));
  }

  private static int program(String name) throws IOException {
    System.setProperty("spark.master", MASTER);
    URL[] classes = {Path.of("classes/").toUri().toURL()};
    try (URLClassLoader loader = new URLClassLoader(classes)) {
      Thread.currentThread().setContextClassLoader(loader);
      loader.loadClass(name).getMethod("run").invoke(null);
      return 0;
    } catch (ReflectiveOperationException e) {
      e.printStackTrace();
      return 1;
    } finally {
      Thread.currentThread().setContextClassLoader(CommandServer.class.getClassLoader());
    }
  }
}
