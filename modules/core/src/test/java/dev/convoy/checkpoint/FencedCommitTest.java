package dev.convoy.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.convoy.files.DurableFiles;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A driver that sleeps while another takes over, at each moment of a commit. */
final class FencedCommitTest {
  @TempDir private Path temporary;
  private Path out;
  private org.apache.hadoop.fs.Path root;
  private DurableFiles files;
  private CheckpointFiles checkpoints;

  @BeforeEach
  void open() throws IOException {
    out = temporary.resolve("out");
    root = RunDirectoryTest.hadoop(out);
    files = new DurableFiles(root, new Configuration(false));
    checkpoints = new CheckpointFiles(files);
  }

  /**
   * A fence of generation 1 that falls at one of its questions.
   *
   * @param falls the question, counted from 1
   * @param asked how many there were
   */
  private record FallingFence(int falls, int[] asked) implements Fence {
    FallingFence(int falls) {
      this(falls, new int[1]);
    }

    @Override
    public int generation() {
      return 1;
    }

    @Override
    public void require() throws IOException {
      if (++asked[0] >= falls) {
        throw new LeaseHeldException("taken over");
      }
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void aManifestIsNotMadeOrIsWithdrawn(int falls) throws IOException {
    org.apache.hadoop.fs.Path directory = new org.apache.hadoop.fs.Path(root, "c");

    assertThatThrownBy(
            () -> checkpoints.write(directory, Checkpoints.of(1), new FallingFence(falls)))
        .isInstanceOf(LeaseHeldException.class);

    assertThat(out.resolve("c/model.safetensors")).exists();
    assertThat(out.resolve("c/manifest.json")).doesNotExist();
  }

  @Test
  void theFenceIsAskedTwiceForAManifest() throws IOException {
    FallingFence fence = new FallingFence(3);

    checkpoints.write(new org.apache.hadoop.fs.Path(root, "c"), Checkpoints.of(1), fence);

    assertThat(fence.asked()[0]).isEqualTo(2);
    assertThat(out.resolve("c/manifest.json")).exists();
  }

  @Test
  void whoWakesUpAfterATakeoverChangesNothing() throws IOException {
    RunDirectory directory = RunDirectory.open(root, new Configuration(false));
    Lease paused = directory.lease(reason -> {});
    RunDirectory pausedDriver = directory.under(paused);
    pausedDriver.start(Checkpoints.config());
    pausedDriver.commit(Checkpoints.of(1));
    // What a takeover leaves behind.
    new LeaseFiles(new org.apache.hadoop.fs.Path(root, "lease"), files)
        .create(2, LeaseHolder.self());
    final List<String> before = RunDirectoryTest.files(out);

    assertThatThrownBy(() -> pausedDriver.commit(Checkpoints.of(2)))
        .isInstanceOf(LeaseHeldException.class);
    assertThatThrownBy(() -> pausedDriver.finish(Checkpoints.of(1)))
        .isInstanceOf(LeaseHeldException.class);
    paused.close();

    assertThat(RunDirectoryTest.files(out)).isEqualTo(before);
    assertThat(directory.latest(reason -> {}).orElseThrow().epoch()).isEqualTo(1);
  }

  @Test
  void checkpointsOfALaterGenerationAreNeverRemoved() throws IOException {
    CheckpointStore store =
        new CheckpointStore(new org.apache.hadoop.fs.Path(root, "checkpoints"), files, checkpoints);
    Fence first = new FallingFence(Integer.MAX_VALUE);
    for (int generation : new int[] {2, 3}) {
      store.write(Checkpoints.of(generation), fence(generation));
    }

    CheckpointName old = store.write(Checkpoints.of(9), first);
    store.removeAllBut(old, 2);

    assertThat(RunDirectoryTest.files(out))
        .contains(
            "checkpoints/epoch-00002-lease-00002/manifest.json",
            "checkpoints/epoch-00003-lease-00003/manifest.json");
  }

  private static Fence fence(int generation) {
    return new Fence() {
      @Override
      public int generation() {
        return generation;
      }

      @Override
      public void require() {}
    };
  }
}
