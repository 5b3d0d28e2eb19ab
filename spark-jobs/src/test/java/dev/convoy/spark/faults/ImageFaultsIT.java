package dev.convoy.spark.faults;

import static org.assertj.core.api.Assertions.assertThat;

import dev.convoy.data.DataSets;
import dev.convoy.files.LocalStorage;
import dev.convoy.spark.DriverProcess;
import dev.convoy.spark.ImageFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Packing and predicting while executors and drivers are killed. */
class ImageFaultsIT {
  private static final String LOCAL_CLUSTER = "local-cluster[2,1,1024]";
  private static final int TRAINING = 1_500;
  private static final int TEST = 9_000;

  @TempDir private static Path folder;
  private static ImageFolder images;

  @BeforeAll
  static void write() throws IOException {
    images = ImageFolder.write(folder, TRAINING, TEST);
  }

  private static DriverProcess start(String name, String master, String... arguments)
      throws IOException {
    return DriverProcess.start(folder, name, List.of("--master", master), List.of(arguments));
  }

  private static String path(String name) {
    return folder.resolve(name).toString();
  }

  private static void requireDone(DriverProcess.Finished finished) {
    assertThat(finished.status()).as(finished.err()).isZero();
  }

  private static DriverProcess pack(String name, String master) throws IOException {
    return start(name, master, "pack", "--data", images.images().toString(), "--out", path(name));
  }

  private static String fingerprint(String name) throws IOException {
    return DataSets.training(path(name), new LocalStorage()).summary().fingerprint();
  }

  @Test
  void aKilledExecutorChangesNothingOfPackedData() throws IOException, InterruptedException {
    try (DriverProcess quiet = pack("quiet", "local[2]")) {
      requireDone(quiet.finish());
    }
    try (DriverProcess driver = pack("killed", LOCAL_CLUSTER)) {
      driver.await(() -> Files.exists(folder.resolve("killed/_unfinished")));
      driver.await(() -> ExecutorProcesses.of(driver.handle()).size() == 2);
      ExecutorProcesses.of(driver.handle()).get(0).destroyForcibly();
      requireDone(driver.finish());
    }

    assertThat(fingerprint("killed")).isEqualTo(fingerprint("quiet"));
  }

  private static DriverProcess predict(String name, String master) throws IOException {
    return start(
        name,
        master,
        "predict",
        "--json",
        "--model",
        path("run"),
        "--data",
        images.images().toString(),
        "--out",
        path(name + ".csv"));
  }

  private static List<Path> parts(String name) throws IOException {
    Path out = folder.resolve(name + ".csv");
    if (!Files.exists(out)) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(out)) {
      return files.filter(f -> f.getFileName().toString().startsWith("part-")).sorted().toList();
    }
  }

  private static List<String> rows(String name) throws IOException {
    List<String> rows = new ArrayList<>();
    for (Path part : parts(name)) {
      rows.addAll(Files.readAllLines(part));
    }
    return rows;
  }

  @Test
  void aKilledPredictionGoesOnWhereItWas() throws IOException, InterruptedException {
    try (DriverProcess train =
        start(
            "train",
            "local[2]",
            "train",
            "--data",
            images.idx().toString(),
            "--model",
            "lenet5",
            "--epochs",
            "1",
            "--out",
            path("run"))) {
      requireDone(train.finish());
    }
    try (DriverProcess quiet = predict("whole", "local[2]")) {
      requireDone(quiet.finish());
    }

    try (DriverProcess first = predict("broken", LOCAL_CLUSTER)) {
      first.await(() -> parts("broken").size() >= 2);
      ExecutorProcesses.of(first.handle()).get(0).destroyForcibly();
      first.await(() -> parts("broken").size() >= 5);
    }
    Map<Path, Object> finished = new HashMap<>();
    for (Path part : parts("broken")) {
      finished.put(part, Files.getLastModifiedTime(part));
    }
    assertThat(finished).hasSizeBetween(5, parts("whole").size() - 1);
    DriverProcess.Finished again;
    try (DriverProcess second = predict("broken", LOCAL_CLUSTER)) {
      again = second.finish();
      requireDone(again);
    }

    assertThat(again.lastEvent().get("earlierParts").asInt()).isEqualTo(finished.size());
    assertThat(rows("broken")).isEqualTo(rows("whole"));
    assertThat(rows("whole").stream().filter(row -> !row.startsWith("path,")).distinct())
        .hasSize(TEST);
    for (Map.Entry<Path, Object> part : finished.entrySet()) {
      assertThat(Files.getLastModifiedTime(part.getKey())).isEqualTo(part.getValue());
    }
  }
}
