package dev.convoy.spark;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** The shipped jar in a process of its own, as spark-submit starts it. */
public final class DriverProcess implements AutoCloseable {
  /** The bit of signal 2. */
  private static final long SIGINT_MASK = 1 << 1;

  private static final Path JAR = Path.of(System.getProperty("convoy.jar", "target/convoy.jar"));
  private static final Path SPARK_HOME = Path.of(System.getenv("SPARK_HOME"));
  private static final long MOST_SECONDS = 300;

  private final Process process;
  private final Path out;
  private final Path err;

  private DriverProcess(Process process, Path out, Path err) {
    this.process = process;
    this.out = out;
    this.err = err;
  }

  /**
   * What a process left behind.
   *
   * @param status its exit status
   * @param out its standard output, line by line
   * @param err its standard error
   */
  public record Finished(int status, List<String> out, String err) {
    /** The last line of standard output. */
    public JsonNode lastEvent() throws IOException {
      return new ObjectMapper().readTree(out.get(out.size() - 1));
    }
  }

  /** What may become true while a driver runs. */
  public interface Condition {
    /** Whether it is true by now. */
    boolean holds() throws IOException;
  }

  /**
   * Starts a driver.
   *
   * @param folder for its output
   * @param name of the files there
   * @param options of spark-submit
   * @param arguments of Convoy
   */
  public static DriverProcess start(
      Path folder, String name, List<String> options, List<String> arguments) throws IOException {
    return start(folder, name, SPARK_HOME, options, arguments);
  }

  /** Likewise by the spark-submit of another Spark. */
  public static DriverProcess start(
      Path folder, String name, Path spark, List<String> options, List<String> arguments)
      throws IOException {
    List<String> command = new ArrayList<>();
    command.add(spark.resolve("bin/spark-submit").toString());
    command.addAll(List.of("--driver-memory", "512m", "--conf", "spark.ui.enabled=false"));
    command.addAll(options);
    command.addAll(List.of("--class", "dev.convoy.spark.Convoy", JAR.toString()));
    command.addAll(arguments);
    return start(folder, name, command);
  }

  /** A shell's background job ignores SIGINT, and so does what it starts, such as this build. */
  private static boolean ignoresInterrupts() throws IOException {
    Path status = Path.of("/proc/self/status");
    if (!Files.exists(status)) {
      return false;
    }
    return Files.readAllLines(status).stream()
        .filter(line -> line.startsWith("SigIgn:"))
        .mapToLong(line -> Long.parseUnsignedLong(line.substring("SigIgn:".length()).strip(), 16))
        .anyMatch(ignored -> (ignored & SIGINT_MASK) != 0);
  }

  static DriverProcess start(Path folder, String name, List<String> command) throws IOException {
    Path out = folder.resolve(name + ".out");
    Path err = folder.resolve(name + ".err");
    List<String> heeding = new ArrayList<>();
    if (ignoresInterrupts()) {
      heeding.addAll(List.of("env", "--default-signal=INT"));
    }
    heeding.addAll(command);
    ProcessBuilder builder =
        new ProcessBuilder(heeding).redirectOutput(out.toFile()).redirectError(err.toFile());
    // Each spark-submit finds its own.
    builder.environment().remove("SPARK_HOME");
    Process process = builder.start();
    return new DriverProcess(process, out, err);
  }

  long pid() {
    return process.pid();
  }

  /** The process. */
  public ProcessHandle handle() {
    return process.toHandle();
  }

  /** Its standard error so far. */
  public String err() throws IOException {
    return Files.readString(err);
  }

  /** Waits until something holds while the driver is alive. */
  public void await(Condition condition) throws IOException, InterruptedException {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(MOST_SECONDS);
    while (!condition.holds()) {
      assertThat(process.isAlive()).as(err()).isTrue();
      assertThat(System.nanoTime()).as("waiting too long: " + err()).isLessThan(deadline);
      Thread.sleep(20);
    }
  }

  /** Waits until the driver has written this to standard error. */
  public void awaitLine(String part) throws IOException, InterruptedException {
    await(() -> err().contains(part));
  }

  /** Sends a signal such as {@code TERM}; the driver may have ended. */
  void signal(String name) throws IOException, InterruptedException {
    int status = new ProcessBuilder("kill", "-" + name, String.valueOf(pid())).start().waitFor();
    assertThat(status == 0 || !process.isAlive()).isTrue();
  }

  /** Likewise to the process group that it leads. */
  void signalGroup(String name) throws IOException, InterruptedException {
    int status = new ProcessBuilder("kill", "-" + name, "--", "-" + pid()).start().waitFor();
    assertThat(status == 0 || !process.isAlive()).isTrue();
  }

  /** Waits for the end. */
  public Finished finish() throws IOException, InterruptedException {
    boolean ended = process.waitFor(MOST_SECONDS, TimeUnit.SECONDS);
    assertThat(ended).as("still running: " + err()).isTrue();
    return new Finished(process.exitValue(), Files.readAllLines(out), err());
  }

  /** Kills it with its children: local-cluster starts executors. */
  @Override
  public void close() {
    List<ProcessHandle> children = process.descendants().toList();
    process.destroyForcibly();
    children.forEach(ProcessHandle::destroyForcibly);
    try {
      process.waitFor();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
