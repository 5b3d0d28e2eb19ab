package dev.convoy.train;

import dev.convoy.data.ClassCounts;
import dev.convoy.data.DataSource;
import dev.convoy.loss.ClassWeights;
import dev.convoy.loss.Loss;
import dev.convoy.optim.Curves;
import dev.convoy.optim.Optimization;
import dev.convoy.optim.Penalties;
import dev.convoy.optim.Schedule;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.apache.hadoop.conf.Configuration;

/**
 * What a run has beyond plain steps: options by their long names, with the values that users write.
 *
 * @param options what is not at its default
 */
public record Tuning(Map<String, String> options) {
  /** The length that schedules take for that of the run. */
  public static final int EPOCHS = 4;

  /** The defaults. */
  public static final Tuning NONE = parse("");

  /** Reads {@code name=value} with spaces between them. */
  public static Tuning parse(String text) {
    Map<String, String> options = new TreeMap<>();
    for (String word : text.isBlank() ? new String[0] : text.strip().split(" ")) {
      String[] parts = word.split("=", 2);
      options.put(parts[0], parts[1]);
    }
    return new Tuning(options);
  }

  private String option(String name, String otherwise) {
    return options.getOrDefault(name, otherwise);
  }

  /** A plain recipe changed like this, for these training data. */
  public Recipe applied(Recipe plain, DataSource data) {
    Optimization optimization = plain.optimization();
    Schedule schedule =
        optimization
            .schedule()
            .with(
                Float.parseFloat(option("warmup", "0")),
                Curves.parse(option("schedule", "constant"), EPOCHS));
    Penalties penalties =
        new Penalties(
            Float.parseFloat(option("l1", "0")),
            Float.parseFloat(option("l2", "0")),
            Float.parseFloat(option("clip-norm", "Infinity")));
    Set<String> frozen =
        options.containsKey("freeze") ? Set.of(options.get("freeze").split(",")) : Set.of();
    return new Recipe(
        plain.model(),
        loss(plain, data),
        optimization
            .with(schedule)
            .with(penalties)
            .accumulating(Integer.parseInt(option("accumulate", "1")))
            .freezing(frozen),
        plain.normalization(),
        plain.batchSize(),
        plain.seed(),
        plain.kernels(),
        plain.algorithm(),
        plain.augmentations());
  }

  private Loss loss(Recipe plain, DataSource data) {
    String text = option("class-weights", "none");
    float smoothing = Float.parseFloat(option("label-smoothing", "0"));
    try {
      ClassWeights weights =
          ClassWeights.isNone(text)
              ? ClassWeights.NONE
              : ClassWeights.parse(
                  text, ClassCounts.of(data, plain.seed(), new Configuration(false)));
      return plain.loss().with(smoothing, weights);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** What is made of evaluations. */
  public Supervision supervision() {
    return new Supervision(
        Monitor.named(option("monitor", "accuracy")),
        Optional.ofNullable(options.get("early-stopping")).map(EarlyStopping::parse),
        WeightAverage.parse(option("average", "none"), EPOCHS));
  }

  /** Whether there must be test data. */
  public boolean needsTestData() {
    return option("schedule", "").startsWith("plateau") || options.containsKey("early-stopping");
  }
}
