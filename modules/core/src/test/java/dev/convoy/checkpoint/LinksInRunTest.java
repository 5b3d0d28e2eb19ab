package dev.convoy.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.convoy.files.LocalStorage;
import dev.convoy.lease.Lease;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Symbolic links that somebody has put into a run: where they lead, nothing changes. */
final class LinksInRunTest {
  @TempDir private Path temporary;
  private Path out;
  private Path elsewhere;
  private RunDirectory directory;

  @BeforeEach
  void start() throws IOException {
    out = temporary.resolve("out");
    elsewhere = Files.createDirectory(temporary.resolve("elsewhere"));
    for (String name : CheckpointFiles.ALL) {
      Files.writeString(elsewhere.resolve(name), "precious");
    }
    directory = RunDirectory.open(RunDirectoryTest.path(out), new LocalStorage());
    directory.start(Checkpoints.config());
  }

  private void assertPrecious() throws IOException {
    assertThat(RunDirectoryTest.files(elsewhere)).hasSize(CheckpointFiles.ALL.size());
    for (String name : CheckpointFiles.ALL) {
      assertThat(elsewhere.resolve(name)).hasContent("precious");
    }
  }

  @Test
  void atTheNameOfATemporaryFile() throws IOException {
    for (String name : CheckpointFiles.ALL) {
      Path link = out.resolve("." + name + ".tmp");
      Files.createSymbolicLink(link, elsewhere.resolve(name));
    }
    directory.clearAway();
    directory.commit(Checkpoints.of(1));
    directory.finish(Checkpoints.of(1));

    assertPrecious();
    assertThat(directory.latest(RunDirectoryTest::fail).orElseThrow().complete()).isTrue();
  }

  @Test
  void atTheNameOfAFile() throws IOException {
    for (String name : List.of("metrics.jsonl", "model.json", "model.safetensors")) {
      Files.createSymbolicLink(out.resolve(name), elsewhere.resolve(name));
    }
    directory.commit(Checkpoints.of(1));
    directory.finish(Checkpoints.of(1));

    assertPrecious();
    assertThat(directory.latest(RunDirectoryTest::fail).orElseThrow().complete()).isTrue();
  }

  @Test
  void atTheNameOfAnOlderCheckpoint() throws IOException {
    Files.createDirectory(out.resolve("checkpoints"));
    for (String name : List.of("epoch-00001", "epoch-00002", "epoch-00009")) {
      Files.createSymbolicLink(out.resolve("checkpoints").resolve(name), elsewhere);
    }
    for (int epoch = 3; epoch <= 6; epoch++) {
      directory.commit(Checkpoints.of(epoch));
    }

    assertPrecious();
    List<String> skipped = new ArrayList<>();
    assertThat(directory.latest(skipped::add).orElseThrow().epoch()).isEqualTo(6);
    assertThat(skipped).isEmpty();
  }

  @Test
  void atTheNameOfTheNextCheckpoint() throws IOException {
    Files.createDirectory(out.resolve("checkpoints"));
    Path link = Files.createSymbolicLink(out.resolve("checkpoints/epoch-00001"), elsewhere);

    assertThatThrownBy(() -> directory.commit(Checkpoints.of(1)))
        .isInstanceOf(IOException.class)
        .hasMessage(RunDirectoryTest.path(link) + ": is a symbolic link, and none is followed");
    assertPrecious();
  }

  @ParameterizedTest
  @ValueSource(strings = {"checkpoints", "lease"})
  void atTheNameOfADirectoryOfTheRun(String name) throws IOException {
    Files.createSymbolicLink(out.resolve(name), elsewhere);

    assertThatThrownBy(directory::inspect)
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "run directory "
                + RunDirectoryTest.path(out)
                + ": holds '"
                + name
                + "', which is a symbolic link; none is followed in a run directory, only to it");
    assertThatThrownBy(() -> commitUnderALease()).isInstanceOf(IOException.class);
    assertPrecious();
  }

  private void commitUnderALease() throws IOException {
    try (Lease lease = directory.lease(line -> {})) {
      directory.under(lease).commit(Checkpoints.of(1));
    }
  }

  @Test
  void theRunDirectoryItselfMayBeReachedThroughOne() throws IOException {
    Path link = Files.createSymbolicLink(temporary.resolve("link"), out);
    RunDirectory through = RunDirectory.open(RunDirectoryTest.path(link), new LocalStorage());

    assertThat(through.inspect()).isEqualTo(RunDirectory.State.CLAIMED);
    try (Lease lease = through.lease(RunDirectoryTest::fail)) {
      for (int epoch = 1; epoch <= 4; epoch++) {
        through.under(lease).commit(Checkpoints.of(epoch));
      }
      through.under(lease).finish(Checkpoints.of(4));
    }
    assertThat(directory.latest(RunDirectoryTest::fail).orElseThrow().complete()).isTrue();
    assertThat(RunDirectoryTest.files(out.resolve("checkpoints"))).hasSize(14);
  }

  @Test
  void whatAKilledDriverHadBegunToWriteIsClearedAway() throws IOException {
    String random = "0f8fad5b-d9cb-469f-a165-70867728950e";
    Files.writeString(out.resolve(".metrics.jsonl." + random + ".tmp"), "half");
    Files.writeString(out.resolve(".model.json.tmp"), "half, by an older version");
    Files.writeString(out.resolve(".notes.tmp"), "precious");

    directory.clearAway();

    assertThat(RunDirectoryTest.files(out)).containsExactly(".notes.tmp", "config.json");
  }
}
