package dev.convoy.spark.command.options;

import dev.convoy.augment.Augmentations;
import dev.convoy.average.RateScaling;
import dev.convoy.average.Synchronization;
import dev.convoy.data.DataSets;
import dev.convoy.data.DataSource;
import dev.convoy.data.image.ImageFields;
import dev.convoy.data.image.ImageSet;
import dev.convoy.data.image.ImageSets;
import dev.convoy.files.FilePath;
import dev.convoy.files.Storage;
import dev.convoy.kernel.KernelSelection;
import dev.convoy.kernel.Kernels;
import dev.convoy.model.Initializer;
import dev.convoy.model.Model;
import dev.convoy.run.Averaging;
import dev.convoy.run.RunConfig;
import dev.convoy.run.RunData;
import dev.convoy.run.RunDefinition;
import dev.convoy.run.RunLength;
import dev.convoy.run.StartingPoint;
import dev.convoy.spark.cluster.Overflow;
import dev.convoy.spark.command.output.Console;
import dev.convoy.spark.pack.ImageChoices;
import dev.convoy.spark.reduce.ReduceMode;
import dev.convoy.spark.settings.SparkSettings;
import dev.convoy.train.OnNan;
import dev.convoy.worker.BatchConfig;
import java.io.IOException;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Function;
import org.apache.spark.SparkConf;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The options that say what is trained and how: those of {@code train} and {@code plan}. */
public final class TrainingOptions {
  @Option(
      names = RecipeFile.OPTION,
      paramLabel = "FILE",
      description = {
        "A JSON file of options of train by their long names without dashes, such as {\"epochs\": 40,"
            + " \"schedule\": \"one-cycle\"}, for those that are not given here; paths in it are as"
            + " on the command line."
      })
  private Optional<String> recipe;

  @Option(
      names = "--data",
      required = true,
      paramLabel = "PATH",
      description = {
        "Training data: a folder at a path or any Hadoop URI with what 'convoy pack' wrote, IDX"
            + " files (train-images-idx3-ubyte[.gz], train-labels-idx1-ubyte[.gz]), CIFAR-10"
            + " (data_batch_1.bin to data_batch_5.bin) or Parquet (columns label and pixels); or with"
            + " encoded images, which are packed into the run directory first: folders of classes"
            + " (train/cat/1.jpg), Parquet (columns image and label), TFRecord, WebDataset or a CSV"
            + " manifest; or generated[:EXAMPLES[:HEIGHTxWIDTHxCHANNELS]]."
      })
  private String data;

  @Option(
      names = "--test",
      paramLabel = "PATH",
      description =
          "Test data, evaluated after each epoch (default: those of the --data folder, if there"
              + " are: packed ones, t10k files, test_batch.bin).")
  private Optional<String> test;

  @Option(
      names = "--model",
      required = true,
      paramLabel = "NAME|FILE|DIR",
      completionCandidates = ModelArgument.KnownNames.class,
      description =
          ModelArgument.HELP
              + " (see describe --as-file); size and classes of a named one are those of the data"
              + " unless you say otherwise.")
  private String model;

  @Option(
      names = "--epochs",
      paramLabel = "N",
      defaultValue = "8",
      description = "How often to go through the data (default: ${DEFAULT-VALUE}).")
  @Range(most = 1_000_000)
  int epochs;

  @Option(
      names = "--batch-size",
      paramLabel = "B",
      defaultValue = "64",
      description = "Examples of a batch of each worker (default: ${DEFAULT-VALUE}).")
  @Range(most = 100_000_000)
  private int batchSize;

  @Option(
      names = "--workers",
      paramLabel = "W",
      description =
          "How many train side by side, each on its share of the data (default: n with master"
              + " local[n]; elsewhere it must be given).")
  @Range(most = 100_000)
  private Optional<Integer> workers;

  @Mixin private AveragingOptions averaging;

  @Option(
      names = "--overflow",
      paramLabel = "V",
      defaultValue = "disk",
      description =
          "Blocks of data that do not fit the executors' memory: 'disk' keeps them on local disks,"
              + " 'reread' reads them from their files again; the result is the same (default:"
              + " ${DEFAULT-VALUE}).")
  private String overflow;

  @Mixin private OptimizationOptions optimizing;

  @Mixin private SupervisionOptions supervising;

  @Option(
      names = "--seed",
      paramLabel = "S",
      defaultValue = "1",
      description =
          "Of everything random; the same seed gives the same model (default: ${DEFAULT-VALUE}).")
  public long seed;

  @Option(
      names = "--on-nan",
      paramLabel = "P",
      defaultValue = "fail",
      description = {
        "If a worker's loss or parameters are no longer finite: 'fail', 'skip' the worker in this"
            + " round, or 'rollback' to the last checkpoint with half the learning rate, at most 5"
            + " times (default: ${DEFAULT-VALUE})."
      })
  private String onNan;

  @Mixin private ArithmeticOptions arithmetic;

  @Mixin private AugmentationOptions augmentation;

  @Mixin private StatisticsOptions statistics;

  @Mixin private TransferOptions transfer;

  @Mixin private ImageOptions imageOptions;

  /** Where the pixels are that were made of encoded images. */
  private Optional<FilePath> pixels = Optional.empty();

  /**
   * The encoded images to train on; empty if the data are pixels.
   *
   * @throws IOException if there are such and they are damaged
   */
  public Optional<ImageSet> images(Storage storage) throws IOException {
    SubmittedPath.shared("data", data);
    Optional<ImageSet> found =
        UserInput.about("data", data, () -> imageOptions.find(data, storage));
    if (found.isEmpty() || test.isEmpty()) {
      return found;
    }
    SubmittedPath.shared("test", test.get());
    ImageFields fields =
        imageOptions.choices().fields().withClassNames(found.get().training().classNames());
    Optional<ImageSet> others =
        UserInput.about("test", test.get(), () -> ImageSets.find(test.get(), fields, storage));
    return others.isEmpty()
        ? found
        : Optional.of(
            new ImageSet(
                found.get().training(), Optional.of(others.get().evaluation()), Optional.empty()));
  }

  /** What the user says of encoded images. */
  public ImageChoices imageChoices() {
    return imageOptions.choices();
  }

  /** The training data as the user called them. */
  public String dataName() {
    return data;
  }

  /** Trains on pixels that were made of the images. */
  public void usePixels(FilePath folder) {
    pixels = Optional.of(folder);
  }

  /**
   * What was asked for, checked; reads the data once.
   *
   * @param conf Spark's settings
   * @param console told that data are read
   * @param selection the kernels, warmed up meanwhile
   * @param earlierWorkers number of workers of the run to go on with, if there is one
   */
  public RunDefinition run(
      SparkConf conf, Console console, KernelSelection selection, OptionalInt earlierWorkers)
      throws IOException {
    overflow();
    reduceMode();
    Storage storage = SparkSettings.storage(conf);
    Function<DataSource, Model> choice = ModelArgument.forData(model, storage);
    RunConfig config = config(conf.get("spark.master", ""), earlierWorkers);
    Initializer initializer = optimizing.initializer();
    if (SparkSettings.isLocal(conf)) {
      warmUp(selection.kernels());
    }
    SubmittedPath.shared("data", data);
    test.ifPresent(path -> SubmittedPath.shared("test", path));
    console.status("reading %s …", data);
    RunData runData = data(storage);
    DataSource training = runData.training();
    Model network = choice.apply(training);
    return config.train(
        model,
        network,
        runData,
        new StartingPoint(initializer, transfer.fineTuning(network, storage)),
        storage);
  }

  private RunData data(Storage storage) throws IOException {
    if (pixels.isEmpty()) {
      ImageOptions.requirePixels(data, storage);
    }
    String place = pixels.map(FilePath::text).orElse(data);
    DataSource training = UserInput.about("data", place, () -> DataSets.training(place, storage));
    Optional<DataSource> packed =
        pixels.isEmpty() && test.isPresent()
            ? Optional.empty()
            : UserInput.about("data", place, () -> DataSets.validationBeside(place, storage));
    return new RunData(
        training,
        packed.isPresent() || test.isEmpty()
            ? packed
            : Optional.of(
                UserInput.about(
                    "test", test.get(), () -> DataSets.evaluation(test.get(), storage))));
  }

  private RunConfig config(String master, OptionalInt earlierWorkers) {
    Synchronization synchronization = averaging.synchronization();
    RateScaling scaling = averaging.rateScaling();
    Augmentations augmentations = augmentation.augmentations();
    RunConfig config =
        new RunConfig(
            new RunLength(epochs, OnNan.named(onNan)),
            seed,
            new BatchConfig(batchSize, augmentations, arithmetic.algorithm(), arithmetic.kernels()),
            optimizing.loss(),
            optimizing.optimizer(),
            new Averaging(workers(master, earlierWorkers), synchronization, scaling),
            supervising.selection(statistics.recalibrates()));
    config.requireValid();
    return config;
  }

  /** The model as the user called it. */
  public String modelName() {
    return model;
  }

  /** How numbers are computed. */
  public ArithmeticOptions arithmetic() {
    return arithmetic;
  }

  /** Where vectors are averaged. */
  public ReduceMode reduceMode() {
    return averaging.reduceMode();
  }

  /** What becomes of blocks that do not fit into memory. */
  public Overflow overflow() {
    return Overflow.named(overflow);
  }

  /** With a local master the tasks run in this process; while it reads, a core is idle. */
  private static void warmUp(Kernels selected) {
    Thread thread = new Thread(selected::warmUp, "warm-up");
    thread.setDaemon(true);
    thread.start();
  }

  private int workers(String master, OptionalInt earlier) {
    OptionalInt local = SparkSettings.localThreads(master);
    int partitions;
    if (workers.isPresent()) {
      partitions = workers.get();
    } else if (local.isPresent()) {
      partitions = local.getAsInt();
    } else {
      partitions =
          earlier.orElseThrow(
              () ->
                  new IllegalArgumentException(
                      "workers must be given with master '"
                          + master
                          + "': their number defines the result, so it is not guessed"));
    }
    return partitions;
  }
}
