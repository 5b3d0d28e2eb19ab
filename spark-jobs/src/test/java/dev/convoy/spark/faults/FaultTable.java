package dev.convoy.spark.faults;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** What happened to each run, and whether it mattered, as a table in Markdown. */
final class FaultTable {
  private static final int DIGITS = 16;

  private final Path file;
  private final List<String> rows = new ArrayList<>();

  FaultTable(Path file) {
    this.file = file;
  }

  /**
   * Adds a row and writes the table.
   *
   * @param name of the case
   * @param outcome of the run
   * @param seconds that it took
   * @param happened what was done to the run and what it said
   * @param expected the outcome that every run must have
   */
  void add(String name, Outcome outcome, double seconds, String happened, Outcome expected)
      throws IOException {
    rows.add(
        String.format(
            Locale.ROOT,
            "| %s | `%s` | %.0f | %s | %s |",
            name,
            outcome.result().substring(0, Math.min(DIGITS, outcome.result().length())),
            seconds,
            happened,
            outcome.equals(expected) ? "yes" : "NO"));
    List<String> lines = new ArrayList<>();
    lines.add("| case | SHA-256 | seconds | what happened | same |");
    lines.add("|---|---|---:|---|---|");
    rows.stream().sorted().forEach(lines::add);
    Files.write(file, lines);
  }
}
