package dev.convoy.lease;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.convoy.checkpoint.Checkpoints;
import dev.convoy.checkpoint.Contenders;
import dev.convoy.checkpoint.FakeClock;
import dev.convoy.checkpoint.RunDirectory;
import dev.convoy.checkpoint.RunDirectoryTest;
import dev.convoy.files.DurableFiles;
import dev.convoy.files.FilePath;
import dev.convoy.files.LocalStorage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One driver at a time, whatever the others believe. Time passes when a test says so. */
final class LeaseTest {
  private static final LeaseHolder SELF = LeaseHolder.self(ProcessTable.SYSTEM);

  /** A process on a machine of which nothing can be known. */
  private static final LeaseHolder ELSEWHERE =
      new LeaseHolder("node7", "another machine", 4711, "then", "2026-11-22T10:00:00Z");

  private static final String NAME = "node7, process 4711, since 2026-11-22T10:00:00Z";

  @TempDir private Path temporary;
  private final List<String> log = new ArrayList<>();
  private final FakeClock clock = new FakeClock();
  private Path out;
  private LeaseFiles files;

  @BeforeEach
  void open() throws IOException {
    out = temporary.resolve("out");
    FilePath directory = RunDirectoryTest.path(out.resolve("lease"));
    files = new LeaseFiles(directory, new DurableFiles(directory, new LocalStorage()));
  }

  private Lease acquire(LeaseHolder holder) throws IOException {
    return Lease.acquire("run directory r", files, 0, contender(holder));
  }

  private Contender contender(LeaseHolder holder) {
    return new Contender(holder, clock, ProcessTable.SYSTEM, log::add);
  }

  @Test
  void theFirstDriverGetsTheFirstGenerationWithoutWaiting() throws IOException {
    Lease lease = acquire(SELF);

    assertThat(lease.fence().generation()).isEqualTo(1);
    assertThat(files.holder(1)).contains(SELF);
    lease.fence().require();
    assertThat(clock.sleeps()).isZero();
    assertThat(log).isEmpty();
  }

  @Test
  void aReleasedLeaseIsTakenAtOnceWithTheNextGeneration() throws IOException {
    acquire(ELSEWHERE).close();
    Lease second = acquire(ELSEWHERE);
    second.close();

    assertThat(acquire(SELF).fence().generation()).isEqualTo(3);
    assertThat(clock.sleeps()).isZero();
    assertThat(log).isEmpty();
    assertThat(RunDirectoryTest.files(out))
        .containsExactly("lease/generation-00003", "lease/heartbeat-00003");
  }

  @Test
  void aLeaseWhoseHeartBeatsIsRefusedNamingItsHolder() throws IOException {
    Lease alive = acquire(ELSEWHERE);
    clock.meanwhile(
        sleep -> {
          if (sleep == 9) {
            alive.beat();
          }
        });

    assertThatThrownBy(() -> acquire(SELF))
        .isInstanceOf(LeaseHeldException.class)
        .hasMessage(
            "run directory r: is being trained by "
                + NAME
                + "; one run directory takes one"
                + " driver");
    assertThat(clock.sleeps()).isEqualTo(9);
    assertThat(log)
        .containsExactly("run directory r: watching for 30 s whether " + NAME + " is alive");
    alive.fence().require();
  }

  @Test
  void aLeaseThatStandsStillIsTakenOverAfterTheLimitOfOurOwnClock() throws IOException {
    Lease paused = acquire(ELSEWHERE);

    Lease lease = acquire(SELF);

    assertThat(clock.sleeps()).isEqualTo(60);
    assertThat(log)
        .containsExactly(
            "run directory r: watching for 30 s whether " + NAME + " is alive",
            "run directory r: taking over from " + NAME + ", no sign of life for 30 s");
    assertThat(lease.fence().generation()).isEqualTo(2);
    lease.fence().require();
    assertThatThrownBy(() -> paused.fence().require())
        .isInstanceOf(LeaseHeldException.class)
        .hasMessage(
            "run directory r: was taken over by " + SELF.text() + "; this driver writes no more");
    assertThat(paused.isLost()).isTrue();
  }

  @Test
  void whoHasLostTheLeaseNeitherReleasesNorBlocksTheNewOne() throws IOException {
    Lease paused = acquire(ELSEWHERE);
    Lease lease = acquire(SELF);
    paused.beat();
    paused.close();

    lease.fence().require();
    assertThat(files.isReleased(2)).isFalse();
    assertThat(files.newest()).isEqualTo(2);
  }

  @Test
  void aProcessOfThisMachineThatIsNoMoreIsReplacedWithoutWaiting() throws Exception {
    Process process = new ProcessBuilder("true").start();
    process.waitFor();
    LeaseHolder ended =
        new LeaseHolder(SELF.host(), SELF.machine(), process.pid(), "then", SELF.since());
    acquire(ended);

    assertThat(acquire(SELF).fence().generation()).isEqualTo(2);
    assertThat(clock.sleeps()).isZero();
    assertThat(log)
        .containsExactly("run directory r: taking over from " + ended.text() + ", which has ended");
  }

  @Test
  void anotherProcessWithTheSameNumberIsNotTheHolder() {
    LeaseHolder recycled =
        new LeaseHolder(SELF.host(), SELF.machine(), SELF.pid(), "long ago", SELF.since());

    assertThat(hasEnded(recycled)).isTrue();
    assertThat(hasEnded(SELF)).isFalse();
    assertThat(hasEnded(ELSEWHERE)).isFalse();
    assertThat(hasEnded(new LeaseHolder(SELF.host(), "", 0, "", ""))).isFalse();
  }

  private static boolean hasEnded(LeaseHolder holder) {
    return holder.hasEnded(ProcessTable.SYSTEM);
  }

  @Test
  void aHolderThatDiedBeforeItWroteItsNameIsWatchedToo() throws IOException {
    Files.createDirectories(out.resolve("lease"));
    Files.createFile(out.resolve("lease/generation-00005"));

    assertThat(acquire(SELF).fence().generation()).isEqualTo(6);
    assertThat(log.get(1))
        .isEqualTo(
            "run directory r: taking over from a process that gave no name, no sign of life for"
                + " 30 s");
  }

  @Test
  void aNumberThatNobodyCanFollowCountsForNothingAndStays() throws IOException {
    RunDirectory directory = RunDirectory.open(RunDirectoryTest.path(out), new LocalStorage());
    Files.createDirectories(out.resolve("lease"));
    Files.createFile(out.resolve("lease/generation-999999999"));
    Files.writeString(out.resolve("lease/heartbeat-999999999"), "7\n");
    assertThat(directory.inspect()).isEqualTo(RunDirectory.State.EMPTY);
    Path checkpoint = out.resolve("checkpoints/epoch-00001-lease-999999999");
    try (Lease lease = directory.lease(log::add)) {
      directory.under(lease).start(Checkpoints.config());
      Files.createDirectories(checkpoint);
      Files.writeString(out.resolve("checkpoints/epoch-00001-round-00001-lease-999999999"), "");
    }
    for (int epoch = 1; epoch <= 4; epoch++) {
      try (Lease lease = directory.lease(log::add)) {
        assertThat(lease.fence().generation()).isEqualTo(epoch + 1);
        directory.under(lease).commit(Checkpoints.of(epoch));
      }
      assertThat(directory.latest(log::add).orElseThrow().epoch()).isEqualTo(epoch);
    }

    assertThat(log).isEmpty();
    assertThat(clock.sleeps()).isZero();
    assertThat(checkpoint).exists();
    assertThat(out.resolve("lease/generation-999999999")).exists();
    assertThat(out.resolve("lease/heartbeat-999999999")).hasContent("7");
  }

  @Test
  void aLargeNumberIsFollowedAndTheLargestIsNamed() throws IOException {
    Files.createDirectories(out.resolve("lease"));
    Files.writeString(out.resolve("lease/heartbeat-99999999"), "7\n");
    assertThat(acquire(SELF).fence().generation()).isEqualTo(100_000_000);

    Files.writeString(out.resolve("lease/heartbeat-999000000"), "7\n");
    assertThatThrownBy(() -> acquire(SELF))
        .hasMessage(
            RunDirectoryTest.path(out.resolve("lease"))
                + ": no driver can come after number 999000000; remove the file or checkpoint that"
                + " has it");
  }

  @Test
  void ofTwoWhoTakeOverOnlyOneSucceeds() throws IOException {
    acquire(ELSEWHERE);
    LeaseHolder faster = new LeaseHolder("node8", "a third", 5, "then", "now");
    List<Lease> second = new ArrayList<>();
    clock.meanwhile(
        sleep -> {
          if (sleep == 60) {
            files.create(2, faster);
            files.beat(2, 1);
          } else if (sleep == 62) {
            files.beat(2, 2);
          }
        });

    assertThatThrownBy(() -> second.add(acquire(SELF)))
        .isInstanceOf(LeaseHeldException.class)
        .hasMessageContaining("node8, process 5, since now");
    assertThat(second).isEmpty();
  }

  @Test
  void ofManyWhoStartTogetherExactlyOneMakesAGeneration() throws Exception {
    Contenders.requireOneWinner(files, SELF, 16, 20);
  }

  @Test
  void aGenerationIsNewerThanEveryCheckpointEvenIfTheLeaseWasRemoved() throws IOException {
    RunDirectory directory = RunDirectory.open(RunDirectoryTest.path(out), new LocalStorage());
    try (Lease lease = directory.lease(log::add)) {
      directory.under(lease).start(Checkpoints.config());
      directory.under(lease).commit(Checkpoints.of(1));
    }
    try (Lease lease = directory.lease(log::add)) {
      directory.under(lease).commit(Checkpoints.of(2));
    }
    for (String file : RunDirectoryTest.files(out.resolve("lease"))) {
      Files.delete(out.resolve("lease").resolve(file));
    }

    try (Lease lease = directory.lease(log::add)) {
      assertThat(lease.fence().generation()).isEqualTo(3);
      directory.under(lease).commit(Checkpoints.of(2));
    }
    assertThat(log).isEmpty();
    assertThat(out.resolve("checkpoints/epoch-00002-lease-00002")).exists();
    assertThat(out.resolve("checkpoints/epoch-00002-lease-00003")).exists();
    assertThat(directory.latest(log::add)).isPresent();
  }

  @Test
  void aLeaseThatSomebodyRemovedIsNotHeld() throws IOException {
    Lease lease = acquire(SELF);
    for (String file : RunDirectoryTest.files(out.resolve("lease"))) {
      Files.delete(out.resolve("lease").resolve(file));
    }

    assertThatThrownBy(() -> lease.fence().require())
        .hasMessageContaining("was taken over by somebody who removed the lease");
  }

  @Test
  void aDirectoryWithNothingButALeaseIsEmptyAndOneWithMoreIsNot() throws IOException {
    RunDirectory directory = RunDirectory.open(RunDirectoryTest.path(out), new LocalStorage());
    acquire(SELF);
    assertThat(directory.inspect()).isEqualTo(RunDirectory.State.EMPTY);
    Files.writeString(out.resolve("lease/contract.pdf"), "precious");
    assertThatThrownBy(directory::inspect).hasMessageContaining("holds 'lease'");
  }
}
