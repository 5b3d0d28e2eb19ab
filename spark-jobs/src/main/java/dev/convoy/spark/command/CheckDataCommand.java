package dev.convoy.spark.command;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.convoy.augment.Augmentations;
import dev.convoy.data.DataSets;
import dev.convoy.data.DataSource;
import dev.convoy.data.DatasetReport;
import dev.convoy.files.Storage;
import dev.convoy.spark.command.options.AugmentationOptions;
import dev.convoy.spark.command.options.ImageOptions;
import dev.convoy.spark.command.options.OutputOptions;
import dev.convoy.spark.command.options.UserInput;
import dev.convoy.spark.command.output.Console;
import dev.convoy.spark.command.output.Numbers;
import dev.convoy.spark.settings.SparkSettings;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Counts and shows what data hold. */
@Command(
    name = "data",
    sortOptions = false,
    description = {
      "Go through training and test data: examples of each class, mean and deviation, blank images"
          + " and copies; warn of classes that are empty or very unequal; draw samples.",
      ""
    },
    footer = {
      "",
      "Examples:",
      "  convoy check data --data /data/fashion-mnist",
      "  convoy check data --data /data/mine --augment flip,crop:2,erase:0.5 --samples mine.png"
    })
final class CheckDataCommand implements Callable<Integer> {
  private static final double NANOSECONDS = 1e9;
  private static final int DECIMALS = 6;

  /** Samples of a class, and classes that are shown. */
  private static final int MOST_SAMPLES = 20;

  /** Classes that are listed one by one for people. */
  private static final int MOST_LISTED = 100;

  @Option(
      names = "--data",
      required = true,
      paramLabel = "PATH",
      description = "The data, as for train; test data that are beside them are checked too.")
  private String data;

  @Option(
      names = "--samples",
      paramLabel = "FILE.png",
      description =
          "Draw training images, a row for each class (20 of each, 20 classes at most), to a new"
              + " file at a path or any Hadoop URI.")
  private Optional<String> samples;

  @Mixin private AugmentationOptions augmentation;

  @Option(
      names = "--seed",
      paramLabel = "S",
      defaultValue = "1",
      description =
          "Of the samples and their augmentation, which is that of the first epoch of train with the"
              + " same seed (default: ${DEFAULT-VALUE}).")
  private long seed;

  @Mixin private OutputOptions output;

  @Override
  public Integer call() {
    final long startTime = System.nanoTime();
    Console console = output.console();
    Storage storage = SparkSettings.storage();
    Augmentations steps = UserInput.checked(this::augmentations);
    Optional<SampleFile> file =
        UserInput.checked(
            () ->
                samples.isPresent()
                    ? Optional.of(SampleFile.absent(samples.get(), storage))
                    : Optional.<SampleFile>empty());
    Map<String, DatasetReport> splits = UserInput.checked(() -> read(console, steps, storage));
    if (steps.mixup().isActive()) {
      console.note("samples are drawn without mixup, which mixes the images of a batch");
    }
    if (file.isPresent()) {
      UserInput.checked(() -> file.get().draw(splits.get("train"), steps, seed));
    }
    show(console, splits, (System.nanoTime() - startTime) / NANOSECONDS);
    return 0;
  }

  private Augmentations augmentations() {
    Augmentations steps = augmentation.augmentations();
    if (samples.isEmpty() && !steps.equals(Augmentations.none())) {
      throw new IllegalArgumentException(
          "augment '" + steps.text() + "' needs samples, a file that shows what it does");
    }
    return steps;
  }

  private Map<String, DatasetReport> read(Console console, Augmentations steps, Storage storage)
      throws IOException {
    console.status("reading %s …", data);
    DataSource training =
        UserInput.about(
            "data",
            data,
            () -> {
              ImageOptions.requirePixels(data, storage);
              return DataSets.training(data, storage);
            });
    training.remark().ifPresent(remark -> console.note("%s", remark));
    steps.requireFits(training.summary().shape());
    Optional<DataSource> test =
        UserInput.about("data", data, () -> DataSets.testBeside(data, storage));
    Map<String, DatasetReport> splits = new LinkedHashMap<>();
    splits.put("train", DatasetReport.of(training, seed, MOST_SAMPLES, storage));
    if (test.isPresent()) {
      splits.put("test", DatasetReport.of(test.get(), seed, 0, storage));
    }
    return splits;
  }

  private void show(Console console, Map<String, DatasetReport> splits, double seconds) {
    ObjectNode event = JsonNodeFactory.instance.objectNode();
    event.put("event", "checkData");
    event.put("data", data);
    List<String> lines = new ArrayList<>();
    splits.forEach(
        (name, census) -> {
          write(census, event.putObject(name));
          lines.add(name + ": " + text(census));
        });
    ArrayNode warnings = event.putArray("warnings");
    for (DatasetReport census : splits.values()) {
      census.warnings().forEach(warnings::add);
    }
    samples.ifPresent(file -> event.put("samples", file));
    samples.ifPresent(file -> lines.add("samples are in " + file));
    event.put("seconds", Numbers.rounded(seconds, 3));
    warnings.forEach(warning -> console.note("warning: %s", warning.asText()));
    console.result(event, "%s", String.join(System.lineSeparator(), lines));
  }

  private static void write(DatasetReport census, ObjectNode object) {
    object.put("name", census.summary().name());
    object.put("examples", census.summary().size());
    census.summary().shape().sizes().forEach(object.withArray("shape")::add);
    object.put("classes", census.counts().size());
    census.counts().forEach(object.withArray("counts")::add);
    for (float mean : census.summary().normalization().mean()) {
      object.withArray("mean").add(Numbers.rounded(mean, DECIMALS));
    }
    for (float deviation : census.summary().normalization().deviation()) {
      object.withArray("deviation").add(Numbers.rounded(deviation, DECIMALS));
    }
    object.put("blank", census.blank());
    object.put("duplicates", census.duplicates());
  }

  private static String text(DatasetReport census) {
    return String.format(
            Locale.ROOT,
            "%,d images of %s, mean %s, deviation %s, %,d blank, %,d copies of others",
            census.summary().size(),
            census.summary().shape(),
            text(census.summary().normalization().mean()),
            text(census.summary().normalization().deviation()),
            census.blank(),
            census.duplicates())
        + System.lineSeparator()
        + "  "
        + classes(census);
  }

  private static String text(List<Float> channels) {
    return channels.stream()
        .map(value -> String.format(Locale.ROOT, "%.4f", value))
        .collect(Collectors.joining(" "));
  }

  private static String classes(DatasetReport census) {
    List<Long> counts = census.counts();
    String range =
        String.format(
            Locale.ROOT,
            "%,d classes of %,d to %,d examples",
            counts.size(),
            census.leastCount(),
            census.mostCount());
    return counts.size() > MOST_LISTED
        ? range
        : range
            + IntStream.range(0, counts.size())
                .mapToObj(c -> String.format(Locale.ROOT, "%d: %,d", c, counts.get(c)))
                .collect(Collectors.joining(", ", " (", ")"));
  }
}
