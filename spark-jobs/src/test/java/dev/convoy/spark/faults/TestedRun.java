package dev.convoy.spark.faults;

import dev.convoy.model.ModelJson;
import dev.convoy.spark.DriverProcess;
import dev.convoy.spark.EventLog;
import dev.convoy.spark.TinyModel;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/**
 * The one configuration that is trained everywhere: 4 workers, 2 epochs of 3 rounds. Where it is
 * trained, and what happens meanwhile, is the affair of the test.
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
  private static final int SIDE = 12;
  private static final int CLASSES = 10;

  /** Writes the data that all runs read: noise, with a bright spot that depends on the label. */
  static void writeData(Path data) throws IOException {
    Files.createDirectories(data);
    SplittableRandom random = new SplittableRandom(7);
    byte[] images = new byte[EXAMPLES * SIDE * SIDE];
    random.nextBytes(images);
    byte[] labels = new byte[EXAMPLES];
    for (int i = 0; i < EXAMPLES; i++) {
      labels[i] = (byte) random.nextInt(CLASSES);
      for (int x = 0; x < SIDE; x++) {
        images[(i * SIDE + labels[i]) * SIDE + x] = (byte) 0xff;
      }
    }
    idx(data.resolve("train-images-idx3-ubyte"), images, EXAMPLES, SIDE, SIDE);
    idx(data.resolve("train-labels-idx1-ubyte"), labels, EXAMPLES);
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
    Files.writeString(folder.resolve("tiny.json"), ModelJson.write(TinyModel.model()));
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

  /** Starts a driver; its output has this name. */
  DriverProcess start(String name, String... more) throws IOException {
    List<String> all = new ArrayList<>(options);
    all.addAll(events().options());
    List<String> arguments =
        new ArrayList<>(
            List.of(
                "train",
                "--data",
                scheme + data,
                "--model",
                folder.resolve("tiny.json").toString(),
                "--out",
                outScheme + folder.resolve("run"),
                "--epochs",
                "2",
                "--batch-size",
                "16",
                "--workers",
                "4",
                "--sync",
                "steps:125",
                "--outer",
                "nesterov",
                "--seed",
                "7",
                "--kernels",
                kernels,
                "--resume",
                "--json"));
    arguments.addAll(List.of(more));
    return DriverProcess.start(folder, name, all, arguments);
  }

  /** Waits until a round has begun, of 3 in each of 2 epochs. */
  void awaitRound(DriverProcess driver, int epoch, int round)
      throws IOException, InterruptedException {
    String begun = "\"epoch " + epoch + "/2, round " + round + "/3\"";
    driver.await(() -> events().holds(begun));
  }
}
