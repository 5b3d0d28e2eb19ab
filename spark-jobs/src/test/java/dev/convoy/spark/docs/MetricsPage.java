package dev.convoy.spark.docs;

import dev.convoy.run.MetricsKey;

/** The reference page of metrics, from the keys that the library writes. */
final class MetricsPage {
  private static final String HEAD =
      """
      # Metrics

      `metrics.jsonl` in the [run directory](run-directory.md) holds one JSON object per line.
      `event` says what a line is about: `round` lines are the timings of rounds, `epoch` lines
      follow them with the results of their epoch, and a `recalibration` line comes last, after
      `train --recalibrate`. `train --json` prints the lines of epochs while it runs, and
      `scripts/plot-runs` draws them.

      An epoch has at most 100 `round` lines. With R rounds, each line covers ⌈R / 100⌉ consecutive
      rounds, and **every time, byte and count of a line is the sum over them**, minima, medians and maxima
      included. So lines can be added. Clocks of different machines are never compared. After a
      rollback the lines of rounds that were undone are gone.
      """;

  private MetricsPage() {}

  static String text() {
    StringBuilder page = new StringBuilder(HEAD);
    for (String event : new String[] {"round", "epoch", "recalibration"}) {
      page.append("\n## Lines with `\"event\": \"").append(event).append("\"`\n\n");
      page.append("| key | unit | meaning |\n|---|---|---|\n");
      for (MetricsKey key : MetricsKey.values()) {
        if (key.isOf(event)) {
          page.append(String.format("| `%s` | %s | %s |%n", key.key(), key.unit(), key.meaning()));
        }
      }
    }
    return page.toString();
  }
}
