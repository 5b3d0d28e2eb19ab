package dev.convoy.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.convoy.files.DurableFiles;
import dev.convoy.files.FilePath;
import dev.convoy.files.LocalStorage;
import dev.convoy.lease.Fence;
import dev.convoy.lease.Lease;
import dev.convoy.lease.LeaseFiles;
import dev.convoy.lease.LeaseHeldException;
import dev.convoy.lease.LeaseHolder;
import dev.convoy.lease.ProcessTable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A driver that sleeps while another takes over, at each moment of a commit. */
final class FencedCommitTest {
  /** With the manifest. */
  private static final int FILES = 7;

  @TempDir private Path temporary;
  private Path out;
  private FilePath root;
  private DurableFiles files;

  @BeforeEach
  void open() throws IOException {
    out = temporary.resolve("out");
    root = RunDirectoryTest.path(out);
    files = new DurableFiles(root, new LocalStorage());
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

  private CheckpointFiles under(Fence fence) {
    return new CheckpointFiles(files, fence);
  }

  @Test
  void nothingAppearsAfterTheFenceFellAndAManifestIsWithdrawn() throws IOException {
    boolean fell = true;
    for (int falls = 1; fell; falls++) {
      String name = "c" + falls;
      FallingFence fence = new FallingFence(falls);
      CheckpointFiles checkpoints = under(fence);
      fell = falls <= FILES + 1;
      FilePath directory = root.resolve(name);
      if (fell) {
        assertThatThrownBy(() -> checkpoints.write(directory, Checkpoints.of(1), 1))
            .isInstanceOf(LeaseHeldException.class);
      } else {
        checkpoints.write(directory, Checkpoints.of(1), 1);
      }
      assertThat(out.resolve(name + "/manifest.json").toFile().exists()).isEqualTo(!fell);
      assertThat(RunDirectoryTest.files(out.resolve(name)))
          .as("fell at question %d", falls)
          .hasSize(Math.min(falls - 1, fell ? FILES - 1 : FILES));
    }
  }

  @Test
  void whoHasLostTheLeaseDeletesNothing() throws IOException {
    FilePath directory = root.resolve("c");
    under(Fence.NONE).write(directory, Checkpoints.of(1), 1);
    CheckpointFiles checkpoints = under(new FallingFence(1));

    assertThatThrownBy(() -> checkpoints.remove(directory)).isInstanceOf(LeaseHeldException.class);
    assertThatThrownBy(() -> checkpoints.writeMetrics(directory, List.of("{}")))
        .isInstanceOf(LeaseHeldException.class);
    assertThatThrownBy(() -> checkpoints.writeComplete(directory, Checkpoints.of(2)))
        .isInstanceOf(LeaseHeldException.class);

    assertThat(RunDirectoryTest.files(out)).hasSize(FILES);
    assertThat(out.resolve("c/metrics.jsonl")).hasContent("{\"epoch\":1}");
  }

  @Test
  void whoWakesUpAfterATakeoverChangesNothing() throws IOException {
    RunDirectory directory = RunDirectory.open(root, new LocalStorage());
    Lease paused = directory.lease(reason -> {});
    RunDirectory pausedDriver = directory.under(paused);
    pausedDriver.start(Checkpoints.config());
    pausedDriver.commit(Checkpoints.of(1));
    // What a takeover leaves behind.
    new LeaseFiles(root.resolve("lease"), files).create(2, LeaseHolder.self(ProcessTable.SYSTEM));
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
    for (int generation : new int[] {2, 3}) {
      store(fence(generation)).write(Checkpoints.of(generation));
    }

    CheckpointStore old = store(new FallingFence(Integer.MAX_VALUE));
    old.removeAllBut(old.write(Checkpoints.of(9)), 2);

    assertThat(RunDirectoryTest.files(out))
        .contains(
            "checkpoints/epoch-00002-lease-00002/manifest.json",
            "checkpoints/epoch-00003-lease-00003/manifest.json");
  }

  private CheckpointStore store(Fence fence) {
    return new CheckpointStore(root.resolve("checkpoints"), files, under(fence));
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
