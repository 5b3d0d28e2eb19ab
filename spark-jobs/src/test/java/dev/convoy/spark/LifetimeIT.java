package dev.convoy.spark;

import static org.assertj.core.api.Assertions.assertThat;

import dev.convoy.model.json.ModelJson;
import dev.convoy.weights.ParametersHash;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Drivers that are asked to stop, killed, put to sleep, or not alone. Whatever happens, who goes on
 * ends with the bits of a run to which nothing happened. Slow: each case starts two or three Java
 * virtual machines, and one waits until a lease is over.
 */
class LifetimeIT {
  private static final TinyModel.Settings SETTINGS =
      TinyModel.settings(
          300,
          "workers=2 batchSize=16 sync=steps:2 outer=nesterov seed=7 kernels=reference"
              + " optimizer=sgd:0.02,0.9");
  private static final List<String> LOCAL = List.of("--master", "local[2]");

  @TempDir private Path folder;

  @BeforeEach
  void writeTheModel() throws IOException {
    Files.writeString(folder.resolve("tiny.json"), ModelJson.write(TinyModel.model()));
  }

  private DriverProcess start(String name, int epochs) throws IOException {
    return DriverProcess.start(folder, name, LOCAL, train(epochs));
  }

  private List<String> train(int epochs) {
    return List.of(
        "train",
        "--data",
        "generated:300:12x12x1",
        "--model",
        folder.resolve("tiny.json").toString(),
        "--out",
        folder.resolve("run").toString(),
        "--epochs",
        String.valueOf(epochs),
        "--batch-size",
        "16",
        "--workers",
        "2",
        "--sync",
        "steps:2",
        "--outer",
        "nesterov",
        "--seed",
        "7",
        "--kernels",
        "reference",
        "--checkpoint-rounds",
        "1",
        "--resume",
        "--json");
  }

  /** The script, as a scheduler or a shell starts it: through another program. */
  private DriverProcess startEndless(String name, String... starter) throws IOException {
    Path script = Path.of("..", "scripts", "convoy").toAbsolutePath().normalize();
    List<String> command = new ArrayList<>(List.of(starter));
    command.add(script.toString());
    command.addAll(LOCAL);
    command.addAll(train(1_000_000));
    return DriverProcess.start(folder, name, command);
  }

  private DriverProcess startEndless(String name) throws IOException {
    return start(name, 1_000_000);
  }

  /** The names of checkpoints that are finished. */
  private List<String> checkpoints() throws IOException {
    Path checkpoints = folder.resolve("run/checkpoints");
    if (!Files.isDirectory(checkpoints)) {
      return List.of();
    }
    try (Stream<Path> names = Files.list(checkpoints)) {
      return names
          .filter(path -> Files.exists(path.resolve("manifest.json")))
          .map(path -> path.getFileName().toString())
          .sorted()
          .toList();
    }
  }

  private boolean isWithinAnEpoch() throws IOException {
    return checkpoints().stream().anyMatch(name -> name.contains("round"));
  }

  private int newestEpoch() throws IOException {
    return checkpoints().stream()
        .mapToInt(name -> Integer.parseInt(name.split("-")[1]))
        .max()
        .orElse(0);
  }

  private static void assertEndsAsIfNothingHadHappened(DriverProcess.Finished run, int epochs)
      throws IOException {
    assertThat(run.status()).as(run.err()).isZero();
    assertThat(run.lastEvent().get("epochs").asInt()).isEqualTo(epochs);
    assertThat(run.lastEvent().get("parametersSha256").asText())
        .isEqualTo(ParametersHash.of(TinyModel.trainInProcess(SETTINGS, epochs)));
  }

  @ParameterizedTest
  @ValueSource(strings = {"TERM", "INT"})
  void aSignalStopsAfterTheRoundWithStatusThreeAndTheRunGoesOn(String signal)
      throws IOException, InterruptedException {
    DriverProcess.Finished stopped;
    try (DriverProcess driver = startEndless("stopped")) {
      driver.await(this::isWithinAnEpoch);
      driver.signal(signal);
      driver.awaitLine("SIG" + signal + ": stopping after this round with a checkpoint");
      stopped = driver.finish();
    }
    assertStoppedAndGoesOn(stopped, signal);
  }

  /** At its time limit {@code timeout} signals the process and then its group, itself included. */
  @Test
  void timeoutStopsAfterTheRoundWithStatusThreeAndTheRunGoesOn()
      throws IOException, InterruptedException {
    DriverProcess.Finished stopped;
    try (DriverProcess driver =
        startEndless("stopped", "timeout", "--preserve-status", "-k", "30", "1h")) {
      driver.await(this::isWithinAnEpoch);
      driver.signal("TERM");
      stopped = driver.finish();
    }
    assertStoppedAndGoesOn(stopped, "TERM");
  }

  /** A terminal sends SIGINT to the group in front. */
  @Test
  void controlCStopsAfterTheRoundWithStatusThreeAndTheRunGoesOn()
      throws IOException, InterruptedException {
    DriverProcess.Finished stopped;
    try (DriverProcess driver = startEndless("stopped", "setsid")) {
      driver.await(this::isWithinAnEpoch);
      driver.signalGroup("INT");
      driver.signalGroup("INT");
      stopped = driver.finish();
    }
    assertStoppedAndGoesOn(stopped, "INT");
  }

  private void assertStoppedAndGoesOn(DriverProcess.Finished stopped, String signal)
      throws IOException, InterruptedException {
    assertThat(stopped.status()).as(stopped.err()).isEqualTo(3);
    assertThat(stopped.err().lines().toList())
        .last()
        .asString()
        .contains("run: stopped by SIG" + signal + " after epoch ")
        .endsWith("; give the same command with --resume to go on");
    assertThat(stopped.err()).doesNotContain("Exception", "\tat ", "given up, ", "not started");

    int epochs = newestEpoch() + 2;
    try (DriverProcess driver = start("resumed", epochs)) {
      DriverProcess.Finished resumed = driver.finish();
      assertThat(resumed.err()).contains("going on after epoch ").doesNotContain("taking over");
      assertEndsAsIfNothingHadHappened(resumed, epochs);
    }
  }

  @Test
  void aRoundThatTakesTooLongIsGivenUpAtALaterSignal() throws IOException, InterruptedException {
    List<String> arguments =
        List.of(
            "train",
            "--data",
            "generated:30000:28x28x1",
            "--model",
            "fashion-cnn",
            "--out",
            folder.resolve("run").toString(),
            "--kernels",
            "reference");
    EventLog events = new EventLog(Files.createDirectory(folder.resolve("events")));
    List<String> options = new ArrayList<>(LOCAL);
    options.addAll(events.options());
    try (DriverProcess driver = DriverProcess.start(folder, "slow", options, arguments)) {
      driver.await(() -> events.holds("\"epoch 1 of 8, round 1 of 1: train\""));
      driver.signal("TERM");
      driver.awaitLine("SIGTERM: stopping after this round");
      driver.await(
          () -> {
            driver.handle().destroy();
            return driver.err().contains("given up, ");
          });
      DriverProcess.Finished stopped = driver.finish();

      assertThat(stopped.status()).as(stopped.err()).isEqualTo(3);
      assertThat(stopped.err())
          .contains("epoch 1 of 8, round 1 of 1: given up, SIGTERM\n")
          .endsWith(
              "stopped by SIGTERM before the first checkpoint; give the same command with --resume"
                  + " to go on\n");
    }
  }

  @Test
  void aSecondDriverIsRefusedWithStatusFourAndAKilledOneIsReplacedAtOnce()
      throws IOException, InterruptedException {
    try (DriverProcess first = startEndless("first")) {
      first.await(this::isWithinAnEpoch);
      try (DriverProcess second = startEndless("second")) {
        DriverProcess.Finished refused = second.finish();
        assertThat(refused.status()).as(refused.err()).isEqualTo(4);
        assertThat(refused.out()).isEmpty();
        assertThat(refused.err().lines().toList())
            .last()
            .asString()
            .matches(
                "convoy train: run directory \\S+/run: is being trained by \\S+, process "
                    + first.pid()
                    + ", since \\S+; one run directory takes one driver");
      }
      List<String> before = checkpoints();
      first.await(() -> !checkpoints().equals(before));
      first.signal("KILL");
      first.finish();
    }

    assertThat(folder.resolve("run/manifest.json")).doesNotExist();
    int epochs = newestEpoch() + 2;
    try (DriverProcess third = start("third", epochs)) {
      DriverProcess.Finished resumed = third.finish();
      assertThat(resumed.err()).contains(", which has ended").doesNotContain("watching for");
      assertEndsAsIfNothingHadHappened(resumed, epochs);
    }
  }

  @Test
  void aDriverThatWasAsleepCannotCommitAfterATakeover() throws IOException, InterruptedException {
    try (DriverProcess asleep = startEndless("asleep")) {
      asleep.await(this::isWithinAnEpoch);
      asleep.signal("STOP");
      int epochs = newestEpoch() + 2;
      try (DriverProcess second = start("second", epochs)) {
        DriverProcess.Finished taken = second.finish();
        assertThat(taken.err()).contains("no sign of life for 30 s");
        assertEndsAsIfNothingHadHappened(taken, epochs);
      }
      final List<String> before = checkpoints();
      final String manifest = Files.readString(folder.resolve("run/manifest.json"));

      asleep.signal("CONT");
      DriverProcess.Finished woken = asleep.finish();

      assertThat(woken.status()).as(woken.err()).isEqualTo(4);
      assertThat(woken.err().lines().toList())
          .last()
          .asString()
          .contains("/run: was taken over by ")
          .endsWith("; this driver writes no more");
      assertThat(checkpoints()).isEqualTo(before);
      assertThat(folder.resolve("run/manifest.json")).hasContent(manifest);
    }
  }
}
