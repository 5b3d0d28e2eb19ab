package dev.convoy.spark.faults;

import dev.convoy.spark.DriverProcess;
import dev.convoy.spark.EventLog;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/**
 * The one configuration that is trained everywhere: 4 workers, 3 epochs of 3 rounds, with
 * everything that has state or chance. Where it is trained, and what happens meanwhile, is the
 * affair of the test.
 *
 * @param folder for this run alone
 * @param data the folder with the data
 * @param scheme of the data's URI, or an empty text
 * @param outScheme of the run directory's URI, or an empty text
 * @param kernels slow ones make rounds last long enough for something to happen within; the result
 *     is the same
 * @param options of spark-submit
 */
record TestedRun(
    Path folder, Path data, String scheme, String outScheme, String kernels, List<String> options) {
  private static final int EXAMPLES = 24_000;
  private static final int TEST_EXAMPLES = 1_000;
  private static final int SIDE = 12;
  private static final int CLASSES = 10;
  private static final int EPOCHS = 3;

  /** Statistics that are merged, and masks that are drawn. */
  private static final String MODEL =
      """
      {
        "input": [12, 12, 1],
        "layers": [
          {"type": "conv2d", "filters": 8, "kernel": 3, "padding": "same", "bias": false},
          {"type": "batchNorm"},
          {"type": "relu"},
          {"type": "maxPool", "size": 2},
          {"type": "conv2d", "filters": 20, "kernel": 3},
          {"type": "relu"},
          {"type": "maxPool", "size": 2},
          {"type": "dropout", "rate": 0.2},
          {"type": "dense", "units": 10}
        ]
      }
      """;

  /**
   * Momentum of workers and of the driver, an average and the best of the parameters, and a rate
   * that falls after the second epoch, as no evaluation is better than the first by more than 0.5.
   */
  private static final String RECIPE =
      """
      {
        "epochs": %d,
        "batch-size": 16,
        "workers": 4,
        "sync": "steps:125",
        "outer": "nesterov",
        "inner-state": "average",
        "schedule": "plateau:0.5,1",
        "early-stopping": [9, 0.5],
        "average": "ema:0.99",
        "augment": ["flip", "noise:0.1", "mixup:0.2"],
        "seed": 7
      }
      """
          .formatted(EPOCHS);

  /** Writes the data that all runs read: noise, with a bright row that depends on the label. */
  static void writeData(Path data) throws IOException {
    Files.createDirectories(data);
    SplittableRandom random = new SplittableRandom(7);
    writeImages(data, "train", EXAMPLES, random);
    writeImages(data, "t10k", TEST_EXAMPLES, random);
  }

  private static void writeImages(Path data, String prefix, int count, SplittableRandom random)
      throws IOException {
    byte[] images = new byte[count * SIDE * SIDE];
    random.nextBytes(images);
    byte[] labels = new byte[count];
    for (int i = 0; i < count; i++) {
      labels[i] = (byte) random.nextInt(CLASSES);
      for (int x = 0; x < SIDE; x++) {
        images[(i * SIDE + labels[i]) * SIDE + x] = (byte) 0xff;
      }
    }
    idx(data.resolve(prefix + "-images-idx3-ubyte"), images, count, SIDE, SIDE);
    idx(data.resolve(prefix + "-labels-idx1-ubyte"), labels, count);
  }

  private static void idx(Path file, byte[] bytes, int... sizes) throws IOException {
    try (DataOutputStream out = new DataOutputStream(Files.newOutputStream(file))) {
      out.writeInt(0x800 + sizes.length);
      for (int size : sizes) {
        out.writeInt(size);
      }
      out.write(bytes);
    }
  }

  /** A plain run, in a new folder. */
  static TestedRun of(Path folder, Path data) throws IOException {
    Files.createDirectories(folder.resolve("events"));
    Files.writeString(folder.resolve("model.json"), MODEL);
    Files.writeString(folder.resolve("recipe.json"), RECIPE);
    return new TestedRun(folder, data, "", "", "auto", List.of());
  }

  /** With more options of spark-submit. */
  TestedRun with(List<String> more) {
    List<String> all = new ArrayList<>(options);
    all.addAll(more);
    return new TestedRun(folder, data, scheme, outScheme, kernels, all);
  }

  /** With settings of Spark, {@code key=value}. */
  TestedRun withSettings(String... settings) {
    List<String> more = new ArrayList<>();
    for (String setting : settings) {
      more.addAll(List.of("--conf", setting));
    }
    return with(more);
  }

  /** On a master of Spark's. */
  TestedRun on(String master) {
    return with(List.of("--master", master));
  }

  /** With the naive kernels. */
  TestedRun slowly() {
    return new TestedRun(folder, data, scheme, outScheme, "reference", options);
  }

  /** With data that are read through another file system. */
  TestedRun readingFrom(String newScheme) {
    return new TestedRun(folder, data, newScheme + "://", outScheme, kernels, options);
  }

  /** With a run directory on another file system. */
  TestedRun writingTo(String newScheme) {
    return new TestedRun(folder, data, scheme, newScheme + "://", kernels, options);
  }

  /** What Spark writes of the run. */
  EventLog events() {
    return new EventLog(folder.resolve("events"));
  }

  /** The run directory. */
  Path runDirectory() {
    return folder.resolve("run");
  }

  /** Starts a driver; its output has this name. */
  DriverProcess start(String name, String... more) throws IOException {
    List<String> all = new ArrayList<>(options);
    all.addAll(events().options());
    List<String> arguments =
        new ArrayList<>(
            List.of(
                "train",
                "--recipe",
                folder.resolve("recipe.json").toString(),
                "--data",
                scheme + data,
                "--model",
                folder.resolve("model.json").toString(),
                "--out",
                outScheme + runDirectory(),
                "--kernels",
                kernels,
                "--resume",
                "--json"));
    arguments.addAll(List.of(more));
    return DriverProcess.start(folder, name, all, arguments);
  }

  /** Waits until a round has begun, of 3 in each epoch. */
  void awaitRound(DriverProcess driver, int epoch, int round)
      throws IOException, InterruptedException {
    String begun = "\"epoch " + epoch + " of " + EPOCHS + ", round " + round + " of 3: train\"";
    driver.await(() -> events().holds(begun));
  }
}
