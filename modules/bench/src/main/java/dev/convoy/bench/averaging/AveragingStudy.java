package dev.convoy.bench.averaging;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.convoy.cluster.InProcessCluster;
import dev.convoy.data.DataSets;
import dev.convoy.data.DataSource;
import dev.convoy.files.LocalStorage;
import dev.convoy.files.Storage;
import dev.convoy.run.RunData;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Trains with each number of workers under each set of options and writes down the test accuracy
 * after every epoch. It may be interrupted at any time: what is in the file of results is not run
 * again. Runs are in process, where they give the same parameters as on Spark.
 */
public final class AveragingStudy {
  private static final String USAGE =
      """
      study-averaging --data FOLDER --results FILE --options 'OPTIONS OF TRAIN;…' [--model lenet5]
                      [--workers 1,2,4,8,16,32] [--epochs 8] [--seeds 1] [--threads 1]""";

  private final Map<String, String> settings;
  private final Results results;

  private AveragingStudy(Map<String, String> settings) throws IOException {
    this.settings = settings;
    this.results = new Results(Path.of(settings.get("--results")));
  }

  /** Runs what is not there yet. */
  public static void main(String[] arguments) throws IOException {
    Map<String, String> settings =
        new LinkedHashMap<>(
            Map.of(
                "--model", "lenet5",
                "--workers", "1,2,4,8,16,32",
                "--epochs", "8",
                "--seeds", "1",
                "--threads", "1"));
    List<String> required = List.of("--data", "--results", "--options");
    for (int i = 0; i < arguments.length; i += 2) {
      boolean known = settings.containsKey(arguments[i]) || required.contains(arguments[i]);
      if (i + 1 == arguments.length || !known) {
        fail("'" + arguments[i] + "' is unknown or lacks a value");
      }
      settings.put(arguments[i], arguments[i + 1]);
    }
    for (String name : required) {
      if (!settings.containsKey(name)) {
        fail(name + " is missing");
      }
    }
    new AveragingStudy(settings).run();
  }

  private static void fail(String problem) {
    System.err.println("study-averaging: " + problem + "\n" + USAGE);
    System.exit(2);
  }

  private void run() throws IOException {
    for (String seed : list("--seeds", ",")) {
      for (String workers : list("--workers", ",")) {
        List<Cell> missing =
            list("--options", ";").stream()
                .map(
                    options ->
                        new Cell(
                            settings.get("--model"),
                            Integer.parseInt(workers),
                            Integer.parseInt(settings.get("--epochs")),
                            Long.parseLong(seed),
                            options))
                .filter(cell -> !results.lines().containsKey(cell))
                .toList();
        if (!missing.isEmpty()) {
          run(missing);
        }
      }
    }
  }

  private List<String> list(String name, String separator) {
    return Arrays.stream(settings.get(name).split(separator, -1)).map(String::strip).toList();
  }

  /** Runs cells of the same seed and number of workers, which read the same data. */
  private void run(List<Cell> cells) throws IOException {
    Storage storage = new LocalStorage();
    DataSource training = DataSets.training(settings.get("--data"), storage);
    DataSource test = DataSets.evaluation(settings.get("--data"), storage);
    RunData data = new RunData(training, Optional.of(test));
    try (InProcessCluster cluster =
        new InProcessCluster(
            cells.get(0).workers(),
            Integer.parseInt(settings.get("--threads")),
            cells.get(0).seed(),
            Optional.of(training),
            Optional.of(test),
            storage)) {
      for (Cell cell : cells) {
        ObjectNode line = CellRun.run(cell, cluster, data, storage);
        results.add(cell, line);
        System.out.println(line);
      }
    }
  }
}
