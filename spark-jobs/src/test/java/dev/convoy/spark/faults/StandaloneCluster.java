package dev.convoy.spark.faults;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.apache.spark.launcher.JavaModuleOptions;

/**
 * Spark's own cluster manager in processes on this machine, on loopback addresses. They end with
 * this object, and with this process whatever ends it: each is in a process group that kills itself
 * when its standard input closes.
 */
final class StandaloneCluster implements AutoCloseable {
  private static final String DEPLOY = "org.apache.spark.deploy.";
  private static final String GROUP = "\"$@\" & read -r line; kill -9 0";
  private static final long MOST_SECONDS = 120;

  private final Path folder;
  private final Path spark;
  private final int port;
  private final int pagePort;
  private final List<Process> groups = new ArrayList<>();

  /** Starts a master of the Spark that the tests have. */
  StandaloneCluster(Path folder) throws IOException, InterruptedException {
    this(folder, Path.of(System.getenv("SPARK_HOME")));
  }

  /** Starts a master of the Spark in this home. */
  StandaloneCluster(Path folder, Path spark) throws IOException, InterruptedException {
    this.folder = Files.createDirectories(folder);
    this.spark = spark;
    try (ServerSocket first = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        ServerSocket second = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = first.getLocalPort();
      pagePort = second.getLocalPort();
    }
    start(
        "master",
        "",
        "master.Master",
        "--host",
        "127.0.0.1",
        "--port",
        String.valueOf(port),
        "--webui-port",
        String.valueOf(pagePort));
    awaitListening();
  }

  /** The options of spark-submit for a driver on this cluster. */
  List<String> options() {
    return List.of("--master", url(), "--conf", "spark.driver.host=127.0.0.1");
  }

  /** The URL of the master. */
  String url() {
    return "spark://127.0.0.1:" + port;
  }

  /**
   * Starts a Worker with one core and 1 GB.
   *
   * @param host a loopback address
   * @param javaOptions of all its Java virtual machines, or an empty text
   */
  Process addWorker(String host, String javaOptions) throws IOException {
    return addWorker(host, 1, "1g", javaOptions);
  }

  /** Starts a Worker with so many cores and so much memory for executors and drivers. */
  Process addWorker(String host, int cores, String memory, String javaOptions) throws IOException {
    String name = "worker" + groups.size();
    return start(
        name,
        javaOptions,
        "worker.Worker",
        "--host",
        host,
        "--cores",
        String.valueOf(cores),
        "--memory",
        memory,
        "--webui-port",
        "0",
        "--work-dir",
        folder.resolve(name).toString(),
        url());
  }

  private Process start(String name, String javaOptions, String type, String... arguments)
      throws IOException {
    List<String> command = new ArrayList<>(List.of("setsid", "sh", "-c", GROUP, "sh"));
    command.addAll(command(type, arguments));
    ProcessBuilder builder = builder(name, command);
    if (!javaOptions.isEmpty()) {
      builder.environment().put("JAVA_TOOL_OPTIONS", javaOptions);
    }
    Process group = builder.start();
    groups.add(group);
    return group;
  }

  /** A program of Spark's own. */
  private List<String> command(String type, String... arguments) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-Xmx256m", "-cp", spark + "/conf:" + spark + "/jars/*"));
    command.addAll(Arrays.asList(JavaModuleOptions.defaultModuleOptionArray()));
    command.add(DEPLOY + type);
    command.addAll(List.of(arguments));
    return command;
  }

  private ProcessBuilder builder(String name, List<String> command) {
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve(name + ".log").toFile());
    builder.environment().put("SPARK_HOME", spark.toString());
    return builder;
  }

  private void awaitListening() throws InterruptedException {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(MOST_SECONDS);
    while (!isListening(port) || !hasPage()) {
      assertThat(System.nanoTime()).as("the master does not start").isLessThan(deadline);
      TimeUnit.MILLISECONDS.sleep(50);
    }
  }

  private static boolean isListening(int at) {
    try (Socket socket = new Socket("127.0.0.1", at)) {
      return socket.isConnected();
    } catch (IOException e) {
      return false;
    }
  }

  /** The server of the page listens before there is one. */
  private boolean hasPage() {
    try {
      return !page().isEmpty();
    } catch (IOException e) {
      return false;
    }
  }

  /**
   * What the master's page says of drivers that were started in cluster mode.
   *
   * @return their states, such as {@code RUNNING} or {@code FINISHED}, by their names
   */
  Map<String, String> driverStates() throws IOException {
    Map<String, String> states = new TreeMap<>();
    JsonNode page = page();
    for (String list : List.of("activedrivers", "completeddrivers")) {
      page.path(list)
          .forEach(entry -> states.put(entry.path("id").asText(), entry.path("state").asText()));
    }
    return states;
  }

  /** What the master's page calls the applications so far. */
  List<String> applications() throws IOException {
    List<String> names = new ArrayList<>();
    JsonNode page = page();
    for (String list : List.of("activeapps", "completedapps")) {
      page.path(list).forEach(entry -> names.add(entry.path("name").asText()));
    }
    return names;
  }

  private JsonNode page() throws IOException {
    URI page = URI.create("http://127.0.0.1:" + pagePort + "/json/");
    try (InputStream in = page.toURL().openStream()) {
      return new ObjectMapper().readTree(in);
    }
  }

  /** The processes in which a driver runs that was started in cluster mode. */
  List<ProcessHandle> drivers() {
    return groups.stream()
        .flatMap(group -> group.toHandle().descendants())
        .filter(StandaloneCluster::isDriver)
        // A process that a driver starts has the driver's command line until it has its own.
        .filter(process -> process.parent().filter(StandaloneCluster::isDriver).isEmpty())
        .toList();
  }

  private static boolean isDriver(ProcessHandle process) {
    return process.info().commandLine().orElse("").contains("DriverWrapper");
  }

  /** Ends a driver by the command that Spark documents for it. */
  void killDriver(String driver) throws IOException, InterruptedException {
    Process kill = builder("kill-" + driver, command("Client", "kill", url(), driver)).start();
    assertThat(kill.waitFor(MOST_SECONDS, TimeUnit.SECONDS)).isTrue();
  }

  /** What a driver has written in the folder that its Worker gave it: its {@code stderr}. */
  String driverLog(String driver) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      Path log = files.filter(path -> path.endsWith(driver + "/stderr")).findFirst().orElseThrow();
      return Files.readString(log);
    }
  }

  /** The executors of all Workers. */
  List<ProcessHandle> executors() {
    return groups.stream()
        .flatMap(group -> ExecutorProcesses.of(group.toHandle()).stream())
        .toList();
  }

  /** What all executors so far have written to standard error, by file. */
  List<String> executorLogs() throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      List<String> logs = new ArrayList<>();
      for (Path file : files.filter(path -> path.endsWith("stderr")).toList()) {
        logs.add(Files.readString(file));
      }
      return logs;
    }
  }

  /** Ends a process of the cluster and all its children at once. */
  static void kill(Process group) {
    List<ProcessHandle> children = group.descendants().toList();
    children.forEach(ProcessHandle::destroyForcibly);
    group.destroyForcibly();
    children.forEach(child -> child.onExit().join());
  }

  @Override
  public void close() {
    groups.forEach(StandaloneCluster::kill);
  }
}
