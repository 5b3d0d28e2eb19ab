package dev.convoy.bench.plan;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/**
 * Plans three configurations, runs them, and prints what was planned beside what was measured.
 * Memory is what is alive after a full collection; bytes are from Spark's own event log; times are
 * medians of the ledger. Run by {@code scripts/compare-plan}.
 */
public final class PlanComparison {
  /** 11,626,506 parameters, 47 MB. */
  private static final String LARGE =
      "{\"input\": [28, 28, 1], \"layers\": [{\"type\": \"dense\", \"units\": 4096},"
          + " {\"type\": \"relu\"}, {\"type\": \"dense\", \"units\": 2048}, {\"type\": \"relu\"},"
          + " {\"type\": \"dense\", \"units\": 10}]}";

  private static final double MEGA = 1e6;

  private PlanComparison() {}

  /**
   * Compares.
   *
   * @param arguments numbers of the configurations to run, from 1; none for all
   */
  public static void main(String[] arguments) throws IOException, InterruptedException {
    Path folder = Files.createTempDirectory("convoy-plan");
    List<PlannedRun> runs = runs(Files.writeString(folder.resolve("large.json"), LARGE));
    System.out.println("| configuration | what | planned | measured | measured ÷ planned |");
    System.out.println("|---|---|---:|---:|---:|");
    for (int i = 0; i < runs.size(); i++) {
      if (arguments.length == 0 || List.of(arguments).contains(String.valueOf(i + 1))) {
        PlannedRun run = runs.get(i);
        run.compare(Files.createDirectory(folder.resolve("run-" + (i + 1))))
            .forEach(row -> print(run.name(), row));
      }
    }
    System.err.println("compare-plan: what the runs left is in " + folder);
  }

  private static List<PlannedRun> runs(Path large) {
    return List.of(
        new PlannedRun(
            "`lenet5`, 2 workers, `local[2]`",
            "1g",
            List.of("--master", "local[2]"),
            List.of("--data", "generated:60000", "--model", "lenet5", "--workers", "2"),
            4),
        new PlannedRun(
            "`fashion-cnn`, 4 workers, `local-cluster[2,1,1024]`",
            "1g",
            List.of("--master", "local-cluster[2,1,1024]"),
            List.of("--data", "generated:30000", "--model", "fashion-cnn", "--workers", "4"),
            4),
        new PlannedRun(
            "12 million parameters, 8 workers, `local-cluster[2,1,2048]`",
            "1g",
            List.of("--master", "local-cluster[2,1,2048]", "--conf", "spark.executor.memory=2g"),
            List.of(
                "--data",
                "generated:640",
                "--model",
                large.toString(),
                "--workers",
                "8",
                "--batch-size",
                "16",
                "--sync",
                "steps:1",
                "--outer",
                "nesterov"),
            4));
  }

  private static void print(String name, PlannedRun.Row row) {
    boolean bytes = row.what().contains("bytes");
    System.out.printf(
        Locale.ROOT,
        bytes ? "| %s | %s | %.1f MB | %.1f MB | %.2f |%n" : "| %s | %s | %.3f | %.3f | %.2f |%n",
        name,
        row.what(),
        bytes ? row.planned() / MEGA : row.planned(),
        bytes ? row.measured() / MEGA : row.measured(),
        row.ratio());
  }
}
