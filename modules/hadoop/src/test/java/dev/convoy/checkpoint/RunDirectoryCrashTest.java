package dev.convoy.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.convoy.checkpoint.CrashingFileSystem.Crash;
import dev.convoy.files.FilePath;
import dev.convoy.files.Storage;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A run whose machine dies at each step of its files, one after the other. */
final class RunDirectoryCrashTest {
  private static final int EPOCHS = 3;

  @TempDir private java.nio.file.Path temporary;

  /** How far a run knew that it had come. */
  private int committed;

  private boolean finished;

  @AfterEach
  void recover() {
    CrashingFileSystem.stayAlive();
  }

  @Tag("slow")
  @ParameterizedTest(name = "renaming replaces: {0}")
  @ValueSource(booleans = {true, false})
  void nothingThatWasCommittedIsLostAndTheRunGoesOn(boolean replaces) throws IOException {
    Storage configuration = CrashingFileSystem.storage(replaces);
    int crashes = 0;
    boolean alive = false;
    for (int steps = 0; !alive; steps++) {
      FilePath path = FilePath.of("crash://" + temporary.resolve("run" + steps));
      committed = 0;
      finished = false;
      CrashingFileSystem.dieAfter(steps);
      try {
        run(RunDirectory.open(path, configuration));
        alive = true;
      } catch (IOException e) {
        assertThat(e)
            .satisfiesAnyOf(
                crash -> assertThat(crash).isInstanceOf(Crash.class),
                crash -> assertThat(crash).hasRootCauseInstanceOf(Crash.class));
        crashes++;
      }
      CrashingFileSystem.stayAlive();
      RunDirectory directory = RunDirectory.open(path, configuration);
      assertNothingLost(directory, steps);
      run(directory);
      assertWhole(directory);
    }
    assertThat(crashes).isGreaterThan(100);
  }

  @ParameterizedTest(name = "renaming replaces: {0}")
  @ValueSource(booleans = {true, false})
  void aRunThatDiesAgainAndAgainEnds(boolean replaces) throws IOException {
    Storage configuration = CrashingFileSystem.storage(replaces);
    FilePath path = FilePath.of("crash://" + temporary.resolve("run"));
    // Enough for one epoch with all that has to be cleared away, not for two.
    boolean alive = false;
    int lives = 0;
    for (; !alive; lives++) {
      assertThat(lives).isLessThan(20);
      CrashingFileSystem.dieAfter(60);
      try {
        run(RunDirectory.open(path, configuration));
        alive = true;
      } catch (IOException e) {
        assertThat(e)
            .satisfiesAnyOf(
                crash -> assertThat(crash).isInstanceOf(Crash.class),
                crash -> assertThat(crash).hasRootCauseInstanceOf(Crash.class));
        CrashingFileSystem.stayAlive();
      }
    }
    assertThat(lives).isGreaterThan(2);
    CrashingFileSystem.stayAlive();
    assertWhole(RunDirectory.open(path, configuration));
  }

  @Test
  void aFileSystemThatFailsIsNotDamage() throws IOException {
    Storage storage = CrashingFileSystem.storage(true);
    RunDirectory directory = RunDirectory.open(FilePath.of("crash://" + temporary), storage);
    directory.start(Checkpoints.config());
    directory.commit(Checkpoints.of(1));
    List<String> skipped = new ArrayList<>();
    CrashingFileSystem.failReads(true);
    try {
      assertThatThrownBy(() -> directory.latest(skipped::add)).isInstanceOf(IOException.class);
    } finally {
      CrashingFileSystem.failReads(false);
    }
    assertThat(skipped).isEmpty();
  }

  /** What a driver does, started or resumed. */
  private void run(RunDirectory directory) throws IOException {
    ObjectNode config = Checkpoints.config();
    if (directory.inspect() == RunDirectory.State.EMPTY) {
      directory.start(config);
    }
    Optional<Checkpoint> latest = directory.latest(reason -> {});
    if (latest.isPresent() && latest.get().complete()) {
      return;
    }
    for (int epoch = latest.map(Checkpoint::epoch).orElse(0) + 1; epoch <= EPOCHS; epoch++) {
      boolean midway = latest.isPresent() && latest.get().progress().rounds() > 0;
      if (!midway || latest.get().epoch() != epoch - 1) {
        directory.commit(Checkpoints.of(epoch - 1, 1));
      }
      directory.commit(Checkpoints.of(epoch));
      committed = epoch;
    }
    directory.finish(Checkpoints.of(EPOCHS));
    finished = true;
  }

  private void assertNothingLost(RunDirectory directory, int steps) throws IOException {
    directory.inspect();
    List<String> skipped = new ArrayList<>();
    Optional<Checkpoint> latest = directory.latest(skipped::add);
    int epoch = latest.map(Checkpoint::epoch).orElse(0);
    assertThat(epoch).as("after %d steps: %s", steps, skipped).isBetween(committed, committed + 1);
    assertThat(skipped)
        .allSatisfy(reason -> assertThat(reason).contains("has no manifest").hasLineCount(1));
    if (latest.isPresent()) {
      int rounds = latest.get().progress().rounds();
      Checkpoints.assertEqual(
          latest.get(), rounds == 0 ? Checkpoints.of(epoch) : Checkpoints.of(epoch, rounds));
    }
    if (finished) {
      assertThat(latest.orElseThrow().complete()).isTrue();
    }
  }

  private static void assertWhole(RunDirectory directory) throws IOException {
    List<String> skipped = new ArrayList<>();
    Checkpoint latest = directory.latest(skipped::add).orElseThrow();
    assertThat(latest.complete()).isTrue();
    assertThat(latest.epoch()).isEqualTo(EPOCHS);
    assertThat(latest.metrics()).hasSize(EPOCHS);
    assertThat(skipped).isEmpty();
  }
}
