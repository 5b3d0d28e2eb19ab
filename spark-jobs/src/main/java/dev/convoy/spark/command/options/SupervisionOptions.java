package dev.convoy.spark.command.options;

import dev.convoy.run.SelectionConfig;
import dev.convoy.train.EarlyStopping;
import dev.convoy.train.Monitor;
import java.util.Optional;
import picocli.CommandLine.Option;

/** The options of {@code train} that say which parameters a run ends with. */
final class SupervisionOptions {
  @Option(
      names = "--monitor",
      paramLabel = "M",
      defaultValue = "accuracy",
      description =
          "What makes an evaluation on the test data better: accuracy or loss (default:"
              + " ${DEFAULT-VALUE}).")
  private String monitor;

  @Option(
      names = "--early-stopping",
      paramLabel = "P",
      description =
          "P[,delta]: end the run after P epochs without an evaluation that is better by more than"
              + " delta (0), and in any case with the parameters of the best (default: those after"
              + " the last epoch).")
  private Optional<String> earlyStopping;

  @Option(
      names = "--average",
      paramLabel = "A",
      defaultValue = "none",
      description = {
        "Evaluate, and end with, an average of the parameters along the run: 'none'; 'ema[:D]', after"
            + " each round (so once an epoch with sync epoch) with weights that fall by D (0.999) with"
            + " each step since; 'swa[:E]', the mean of those after each epoch from E (when three"
            + " quarters are done) on (default: ${DEFAULT-VALUE})."
      })
  private String average;

  /** Which parameters a run ends with. */
  SelectionConfig selection(boolean recalibrates) {
    return new SelectionConfig(
        Monitor.named(monitor), earlyStopping.map(EarlyStopping::parse), average, recalibrates);
  }
}
