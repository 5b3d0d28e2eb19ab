package dev.convoy.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.convoy.files.DurableFiles;
import dev.convoy.files.FileEntry;
import dev.convoy.files.FilePath;
import dev.convoy.lease.Contender;
import dev.convoy.lease.Lease;
import dev.convoy.lease.LeaseFiles;
import dev.convoy.lease.LeaseHeldException;
import dev.convoy.lease.LeaseHolder;
import dev.convoy.lease.ProcessTable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.hadoop.fs.GlobalStorageStatistics;
import org.apache.hadoop.fs.SafeModeAction;
import org.apache.hadoop.hdfs.DFSOpsCountStatistics;
import org.apache.hadoop.hdfs.MiniDFSCluster.DataNodeProperties;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Run directories and leases on HDFS, where things differ from a disk. */
@Tag("slow")
final class HdfsTest {
  private static final LeaseHolder SELF = LeaseHolder.self(ProcessTable.SYSTEM);
  private static final LeaseHolder ELSEWHERE =
      new LeaseHolder("node7", "another machine", 4711, "then", "2026-11-22T10:00:00Z");

  @TempDir private static Path temporary;
  private static MiniHdfs hdfs;

  private final List<String> log = new ArrayList<>();
  private final FakeClock clock = new FakeClock();
  private FilePath out;
  private DurableFiles durable;
  private LeaseFiles leases;
  private RunDirectory directory;

  @BeforeAll
  static void start() throws IOException {
    hdfs = new MiniHdfs(temporary, 2);
  }

  @AfterAll
  static void stop() {
    hdfs.close();
  }

  @BeforeEach
  void open(TestInfo test) throws IOException {
    out = FilePath.of(hdfs.uri("/" + test.getTestMethod().orElseThrow().getName()));
    hdfs.files().delete(MiniHdfs.hadoop(out), true);
    durable = new DurableFiles(out, hdfs.storage());
    leases = new LeaseFiles(path("lease"), durable);
    directory = RunDirectory.open(out, hdfs.storage());
  }

  private FilePath path(String name) {
    return out.resolve(name);
  }

  private Lease acquire(LeaseHolder holder) throws IOException {
    Contender contender = new Contender(holder, clock, ProcessTable.SYSTEM, log::add);
    return Lease.acquire("run directory r", leases, 0, contender);
  }

  @Test
  void everyBlockOfAFileIsOnTheDisksBeforeItsNameAppears() throws IOException {
    byte[] content = new byte[2 * MiniHdfs.BLOCK_BYTES + 17];
    long before = hdfs.diskSyncs();
    List<Long> atTheEnd = new ArrayList<>();

    durable.under(() -> atTheEnd.add(hdfs.diskSyncs())).write(path("file"), content);

    // Three blocks on two DataNodes each.
    assertThat(atTheEnd.get(0) - before).isGreaterThanOrEqualTo(6);
    assertThat(hdfs.files().getFileStatus(MiniHdfs.hadoop(path("file"))).getLen())
        .isEqualTo(content.length);
    assertThat(durable.read(path("file"), content.length)).isEqualTo(content);
  }

  @Test
  void aFileOfAWholeNumberOfBlocksIsOnTheDisksToo() throws IOException {
    long before = hdfs.diskSyncs();

    durable.write(path("file"), new byte[2 * MiniHdfs.BLOCK_BYTES]);

    assertThat(hdfs.diskSyncs() - before).isGreaterThanOrEqualTo(4);
  }

  @Test
  void theHolderOfALeaseIsOnTheDisks() throws IOException {
    long before = hdfs.diskSyncs();

    assertThat(leases.create(1, SELF)).isTrue();

    assertThat(hdfs.diskSyncs() - before).isGreaterThanOrEqualTo(2);
  }

  @Test
  void aFileIsReplacedInOneStep() throws IOException {
    durable.write(path("file"), new byte[] {1});
    long deletions = deletions();

    durable.write(path("file"), new byte[] {2});

    assertThat(deletions()).isEqualTo(deletions);
    assertThat(durable.read(path("file"), 1)).containsExactly(2);
    assertThat(names("")).containsExactly("file");
  }

  private static long deletions() {
    return GlobalStorageStatistics.INSTANCE.get(DFSOpsCountStatistics.NAME).getLong("op_delete");
  }

  private List<String> names(String below) throws IOException {
    List<String> names = new ArrayList<>();
    for (FileEntry status : durable.list(below.isEmpty() ? out : path(below))) {
      names.add(status.name());
    }
    return names;
  }

  @Test
  void ofManyWhoStartTogetherExactlyOneMakesAGeneration() throws Exception {
    Contenders.requireOneWinner(leases, SELF, 8, 5);
  }

  @Test
  void aLeaseWhoseHeartBeatsIsRefused() throws IOException {
    Lease alive = acquire(ELSEWHERE);
    clock.meanwhile(
        sleep -> {
          if (sleep == 3) {
            alive.beat();
          }
        });

    assertThatThrownBy(() -> acquire(SELF))
        .isInstanceOf(LeaseHeldException.class)
        .hasMessageContaining(ELSEWHERE.text());
    assertThat(clock.sleeps()).isEqualTo(3);
    alive.fence().require();
  }

  @Test
  void whoSleptThroughATakeoverCommitsNothing() throws IOException {
    Lease paused = acquire(ELSEWHERE);
    RunDirectory pausedDriver = directory.under(paused);
    pausedDriver.start(Checkpoints.config());
    pausedDriver.commit(Checkpoints.of(1));

    Lease lease = acquire(SELF);
    assertThat(log).last().asString().contains("no sign of life for 30 s");
    assertThatThrownBy(() -> pausedDriver.commit(Checkpoints.of(2)))
        .isInstanceOf(LeaseHeldException.class);
    directory.under(lease).commit(Checkpoints.of(2));
    directory.under(lease).finish(Checkpoints.of(2));

    assertThat(names("checkpoints"))
        .containsExactly("epoch-00001-lease-00001", "epoch-00002-lease-00002");
    assertThat(directory.latest(log::add).orElseThrow().complete()).isTrue();
    assertThat(names("lease")).containsExactly("generation-00002", "heartbeat-00002");
  }

  @Test
  void aReleasedLeaseIsTakenWithoutWaiting() throws IOException {
    acquire(ELSEWHERE).close();

    assertThat(acquire(SELF).fence().generation()).isEqualTo(2);
    assertThat(clock.sleeps()).isZero();
  }

  /** A DataNode that fails takes away the names, not the right to go on after a while. */
  @Test
  void aLeaseWhoseBlocksAreGoneIsTakenOverToo() throws IOException {
    acquire(ELSEWHERE);
    hdfs.loseBlocks(path("lease/generation-00001"));
    hdfs.loseBlocks(path("lease/heartbeat-00001"));

    assertThat(acquire(SELF).fence().generation()).isEqualTo(2);
    assertThat(log)
        .last()
        .asString()
        .contains("taking over from a process that gave no name, no sign of life for 30 s");
  }

  @Test
  void aLeaseThatCannotBeReleasedSaysSoInOneLine() throws IOException {
    Lease lease = acquire(SELF);
    hdfs.files().setSafeMode(SafeModeAction.ENTER);
    try {
      lease.close();
    } finally {
      hdfs.files().setSafeMode(SafeModeAction.LEAVE);
    }

    assertThat(log).hasSize(1);
    assertThat(log.get(0))
        .startsWith("run directory r: the lease could not be released: ")
        .contains("safe mode")
        .doesNotContain("\n");
  }

  @Test
  void aLeaseThatCannotBeWrittenFailsAtOnce() throws IOException {
    List<DataNodeProperties> stopped = List.of(hdfs.stopDataNode(), hdfs.stopDataNode());
    try {
      assertThatThrownBy(() -> acquire(SELF))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("generation-00001");
      assertThat(clock.sleeps()).isZero();
    } finally {
      hdfs.restart(stopped);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"manifest.json", "model.safetensors"})
  void aCheckpointWithoutItsBlocksIsSkippedForTheOneBefore(String name) throws IOException {
    commitTwo();
    hdfs.loseBlocks(path("checkpoints/epoch-00002/" + name));
    assertTheFirstIsUsed(name);
  }

  @Test
  void aCheckpointWithCorruptBlocksIsSkippedForTheOneBefore() throws IOException {
    commitTwo();
    hdfs.corrupt(path("checkpoints/epoch-00002/model.safetensors"));
    assertTheFirstIsUsed("model.safetensors");
  }

  private void commitTwo() throws IOException {
    directory.start(Checkpoints.config());
    directory.commit(Checkpoints.of(1));
    directory.commit(Checkpoints.of(2));
  }

  private void assertTheFirstIsUsed(String damaged) throws IOException {
    Checkpoints.assertEqual(directory.latest(log::add).orElseThrow(), Checkpoints.of(1));
    assertThat(log).hasSize(1);
    assertThat(log.get(0))
        .startsWith(path("checkpoints/epoch-00002") + ": is skipped: ")
        .contains(damaged)
        .doesNotContain("\n");
  }

  @Test
  void withOneOfTwoDataNodesARunIsReadAndGoesOn() throws IOException {
    commitTwo();
    List<DataNodeProperties> stopped = List.of(hdfs.stopDataNode());
    try {
      Checkpoints.assertEqual(directory.latest(log::add).orElseThrow(), Checkpoints.of(2));
      directory.commit(Checkpoints.of(3));
      Checkpoints.assertEqual(directory.latest(log::add).orElseThrow(), Checkpoints.of(3));
    } finally {
      hdfs.restart(stopped);
    }
    assertThat(log).isEmpty();
    assertThat(names("checkpoints")).containsExactly("epoch-00002", "epoch-00003");
  }
}
