package dev.convoy.spark.command;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.convoy.data.DataSets;
import dev.convoy.data.DataSource;
import dev.convoy.data.image.ImageSet;
import dev.convoy.files.FileFailure;
import dev.convoy.files.FilePath;
import dev.convoy.files.Storage;
import dev.convoy.hadoop.Packer;
import dev.convoy.spark.cluster.SparkStart;
import dev.convoy.spark.command.options.ByteSizes;
import dev.convoy.spark.command.options.ExecutorOptions;
import dev.convoy.spark.command.options.ImageOptions;
import dev.convoy.spark.command.options.ModelArgument;
import dev.convoy.spark.command.options.OutputOptions;
import dev.convoy.spark.command.options.SubmittedPath;
import dev.convoy.spark.command.options.UserInput;
import dev.convoy.spark.command.output.Console;
import dev.convoy.spark.command.output.MessageText;
import dev.convoy.spark.command.output.Numbers;
import dev.convoy.spark.pack.ImagePacking;
import dev.convoy.spark.settings.LocalDirectories;
import dev.convoy.spark.settings.SparkSettings;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaSparkContext;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Writes data sets in the form that trains best: pixels on the driver, images on executors. */
@Command(
    name = "pack",
    sortOptions = false,
    description = {
      "Write training and test data as Parquet, in an order drawn from the seed, a row group a block;"
          + " training then reads only what it uses and permutes nothing. Encoded images, such as"
          + " JPEG files, are decoded once, on all executors.",
      ""
    },
    footer = {
      "",
      "Examples:",
      "  convoy pack --data /data/cifar-10-batches-bin --out hdfs:///data/cifar-10",
      "  convoy pack --data s3a://photos/flowers --size 224 --split 0.9 --out s3a://packed/flowers"
    })
final class PackCommand implements Callable<Integer> {
  private static final double NANOSECONDS = 1e9;

  /** Rows between two updates of the status line. */
  private static final int STATUS_ROWS = 1 << 12;

  @Option(
      names = "--data",
      required = true,
      paramLabel = "PATH",
      description = "The data, in any of the forms that train reads but this one.")
  private String data;

  @Option(
      names = "--out",
      required = true,
      paramLabel = "DIR",
      description = "Where to: a folder that is empty or not there, at a path or any Hadoop URI.")
  private String out;

  @Option(
      names = "--seed",
      paramLabel = "S",
      defaultValue = "1",
      description = "Of the order; that of train with the same seed (default: ${DEFAULT-VALUE}).")
  private long seed;

  @Option(
      names = "--block-size",
      paramLabel = "N",
      defaultValue = "16m",
      description = "Pixels of a row group, such as 4k or 16m (default: ${DEFAULT-VALUE}).")
  private String blockSize;

  @Option(
      names = "--file-size",
      paramLabel = "N",
      defaultValue = "256m",
      description = "Pixels of a file (default: ${DEFAULT-VALUE}).")
  private String fileSize;

  @Mixin private ImageOptions imageOptions;

  @Mixin private ExecutorOptions executors;

  @Mixin private OutputOptions output;

  /** What was asked for, checked. */
  private record Job(Packer packer, DataSource training, Optional<DataSource> test) {}

  @Override
  public Integer call() throws IOException {
    final long startTime = System.nanoTime();
    ConvoyCommand.requirePlatform();
    Console console = output.console();
    SparkConf conf =
        SparkSettings.named(
            SparkSettings.withDefaults(new SparkConf()), "convoy pack " + data + " → " + out);
    Optional<ImageSet> images = UserInput.checked(() -> images(conf));
    if (images.isPresent()) {
      packImages(conf, images.get(), console, startTime);
      return 0;
    }
    Job job = UserInput.checked(() -> job(console));
    List<Packer.Packed> packed = pack(job, console);
    show(console, packed, (System.nanoTime() - startTime) / NANOSECONDS);
    return 0;
  }

  private Optional<ImageSet> images(SparkConf conf) throws IOException {
    return UserInput.about(
        "data",
        data,
        () -> imageOptions.find(SubmittedPath.shared("data", data), SparkSettings.storage(conf)));
  }

  private void packImages(SparkConf conf, ImageSet images, Console console, long startTime)
      throws IOException {
    Storage storage = SparkSettings.storage(conf);
    Packer.Settings settings = UserInput.checked(this::settings);
    FilePath folder =
        UserInput.checked(
            () ->
                UserInput.about(
                    "out",
                    out,
                    () -> {
                      FilePath path =
                          storage.absolute(
                              ModelArgument.path("out", SubmittedPath.shared("out", out)));
                      Packer.into(path, settings, storage);
                      return path;
                    }));
    ImagePackingRun run =
        new ImagePackingRun(data, images, imageOptions.choices(), settings, executors.limit());
    LocalDirectories.requireRoom(conf);
    try (StopRequest stop = StopRequest.ofProcess(console, Optional.empty());
        JavaSparkContext spark =
            UserInput.checked(
                () ->
                    SparkStart.start(
                        conf,
                        executors.limit(),
                        line -> console.note("%s", line),
                        stop::isRequested))) {
      stop.listen();
      ImagePacking.Result result =
          UserInput.checked(
              () -> run.run(spark, folder, storage, console, stop::setRoundCanceller));
      show(console, result.packed(), (System.nanoTime() - startTime) / NANOSECONDS);
    }
  }

  private Packer.Settings settings() {
    return new Packer.Settings(
        seed, ByteSizes.parse("block-size", blockSize), ByteSizes.parse("file-size", fileSize));
  }

  private List<Packer.Packed> pack(Job job, Console console) throws IOException {
    try {
      return job.packer().pack(job.training(), job.test(), new Shown(console));
    } catch (IOException | RuntimeException e) {
      if (FileFailure.noSpace(e).isPresent()) {
        throw new IOException(
            MessageText.of(e) + "; remove the unfinished folder '" + out + "'", e);
      }
      throw e;
    }
  }

  /** Rows on a terminal, files for everybody. */
  private record Shown(Console console) implements Packer.Progress {
    @Override
    public void written(String split, long examples, long of) {
      if (examples % STATUS_ROWS == 0) {
        console.status("packing %s, %,d of %,d …", split, examples, of);
      }
    }

    @Override
    public void finished(String file, long rows) {
      console.note("wrote %s, %,d images", file, rows);
    }
  }

  private Job job(Console console) throws IOException {
    Storage storage = SparkSettings.storage();
    Packer.Settings settings = settings();
    Packer packer =
        UserInput.about(
            "out",
            out,
            () ->
                Packer.into(
                    ModelArgument.path("out", SubmittedPath.shared("out", out)),
                    settings,
                    storage));
    console.status("reading %s …", data);
    DataSource training =
        UserInput.about(
            "data", data, () -> DataSets.training(SubmittedPath.shared("data", data), storage));
    training.remark().ifPresent(remark -> console.note("%s", remark));
    Packer.requireUnpacked(training);
    return new Job(
        packer, training, UserInput.about("data", data, () -> DataSets.testBeside(data, storage)));
  }

  private void show(Console console, List<Packer.Packed> packed, double seconds) {
    ObjectNode event = JsonNodeFactory.instance.objectNode();
    event.put("event", "pack");
    event.put("data", data);
    event.put("out", out);
    event.put("seed", seed);
    for (Packer.Packed split : packed) {
      ObjectNode object = event.putObject(split.split());
      object.put("examples", split.summary().size());
      split.summary().shape().sizes().forEach(object.withArray("shape")::add);
      object.put("classes", split.summary().classes());
      object.put("rowsPerGroup", split.rowsPerGroup());
      object.put("groups", split.groups());
      object.put("files", split.files());
      object.put("bytes", split.bytes());
      object.put("dataSha256", split.summary().fingerprint());
    }
    event.put("seconds", Numbers.rounded(seconds, 3));
    console.result(
        event,
        "%s in %s, seed %d, %.1f s",
        packed.stream().map(PackCommand::text).collect(Collectors.joining(", ")),
        out,
        seed,
        seconds);
  }

  private static String text(Packer.Packed split) {
    return String.format(
        Locale.ROOT,
        "%s: %,d images of %s in %,d row groups of %,d, %d files, %s",
        split.split(),
        split.summary().size(),
        split.summary().shape(),
        split.groups(),
        split.rowsPerGroup(),
        split.files(),
        Numbers.mega(split.bytes()));
  }
}
