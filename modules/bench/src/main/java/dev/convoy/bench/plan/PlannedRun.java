package dev.convoy.bench.plan;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A configuration that is planned and then run twice: once to be timed, once to be looked at.
 *
 * @param name what to call it
 * @param driverMemory heap of the driver
 * @param spark options of spark-submit
 * @param arguments of {@code plan} and {@code train}
 * @param epochs of the run that is timed; the first warms up
 */
record PlannedRun(
    String name, String driverMemory, List<String> spark, List<String> arguments, int epochs) {
  private static final ObjectMapper MAPPER = new ObjectMapper();

  /** A number that was planned and what it turned out to be. */
  record Row(String what, double planned, double measured) {
    double ratio() {
      return measured / planned;
    }
  }

  private boolean isLocal() {
    return spark.stream().anyMatch(option -> option.startsWith("local["));
  }

  /** Plans and runs it; writes into an empty folder. */
  List<Row> compare(Path folder) throws IOException, InterruptedException {
    JsonNode plan = MAPPER.readTree(run(folder, "plan", List.of(), arguments).out());

    List<String> events =
        List.of(
            "--conf", "spark.eventLog.enabled=true",
            "--conf", "spark.eventLog.dir=" + Files.createDirectory(folder.resolve("log")).toUri(),
            "--conf", "spark.eventLog.compress=false",
            "--conf", "spark.eventLog.rolling.enabled=false",
            "--conf", "spark.eventLog.logBlockUpdates.enabled=true");
    run(folder, "train", events, training(folder.resolve("timed"), epochs));
    SparkEvents spark = new SparkEvents(onlyFile(folder.resolve("log")), isLocal());
    HeapSampler heaps =
        run(folder, "train", List.of(), training(folder.resolve("watched"), 2)).heaps();

    List<Row> rows = new ArrayList<>();
    rows.add(new Row("driver, bytes alive", number(plan, "driverBytes"), heaps.driverPeak()));
    if (plan.has("executorBytes")) {
      rows.add(
          new Row("executor, bytes alive", number(plan, "executorBytes"), heaps.executorPeak()));
    }
    long parameters = plan.get("parameterBytes").asLong();
    rows.add(new Row("bytes out a round", number(plan, "bytesOut"), spark.bytesOut(parameters)));
    rows.add(new Row("bytes in a round", number(plan, "bytesIn"), spark.bytesIn()));
    List<JsonNode> ledger = ledger(folder.resolve("timed"));
    rows.add(new Row("seconds a round", number(plan, "seconds"), median(ledger, false)));
    rows.add(
        new Row(
            "seconds of synchronization", number(plan, "synchronization"), median(ledger, true)));
    return rows;
  }

  private static double number(JsonNode plan, String key) {
    return plan.get(key).asDouble();
  }

  private List<String> training(Path out, int epochs) {
    List<String> all = new ArrayList<>(arguments);
    all.addAll(List.of("--out", out.toString(), "--epochs", String.valueOf(epochs)));
    return all;
  }

  /** The lines of rounds after the first epoch, in which the compiler works and data are read. */
  private static List<JsonNode> ledger(Path run) throws IOException {
    List<JsonNode> lines = new ArrayList<>();
    for (String text : Files.readAllLines(run.resolve("metrics.jsonl"))) {
      JsonNode line = MAPPER.readTree(text);
      if (line.get("event").asText().equals("round") && line.get("epoch").asInt() > 1) {
        lines.add(line);
      }
    }
    return lines;
  }

  private static double median(List<JsonNode> ledger, boolean synchronization) {
    double[] seconds =
        ledger.stream()
            .mapToDouble(
                line -> {
                  double work = synchronization ? line.get("work").asDouble() : 0;
                  return (line.get("seconds").asDouble() - work) / line.get("rounds").asInt();
                })
            .sorted()
            .toArray();
    return seconds[seconds.length / 2];
  }

  /** What a command printed, and what was seen of its heaps. */
  private record Finished(String out, HeapSampler heaps) {}

  private Finished run(Path folder, String command, List<String> more, List<String> rest)
      throws IOException, InterruptedException {
    List<String> words = new ArrayList<>(List.of("scripts/convoy"));
    words.addAll(spark);
    words.addAll(more);
    words.add(command);
    words.addAll(rest);
    words.add("--json");
    ProcessBuilder builder = new ProcessBuilder(words);
    builder.environment().put("CONVOY_DRIVER_MEMORY", driverMemory);
    builder.redirectError(folder.resolve(command + ".err").toFile());
    Process process = builder.start();
    HeapSampler heaps = new HeapSampler(process);
    boolean isWatched = more.isEmpty() && command.equals("train");
    if (isWatched) {
      heaps.start();
    }
    String out;
    try (BufferedReader lines = process.inputReader(StandardCharsets.UTF_8)) {
      out = lines.lines().peek(heaps::see).collect(Collectors.joining("\n"));
    }
    int status = process.waitFor();
    heaps.join();
    if (status != 0) {
      throw new IOException(
          String.join(" ", words)
              + " ended with status "
              + status
              + ": "
              + Files.readString(folder.resolve(command + ".err")));
    }
    return new Finished(out, heaps);
  }

  private static Path onlyFile(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.filter(file -> !file.getFileName().toString().startsWith(".")).findFirst().get();
    }
  }
}
