package dev.convoy.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.convoy.files.DurableFiles;
import dev.convoy.files.FilePath;
import dev.convoy.files.FullDisk;
import dev.convoy.files.NoSpaceException;
import dev.convoy.lease.Contender;
import dev.convoy.lease.Lease;
import dev.convoy.lease.LeaseFiles;
import dev.convoy.lease.LeaseHeldException;
import dev.convoy.lease.LeaseHolder;
import dev.convoy.lease.ProcessTable;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A holder that lives but cannot renew its lease in time. Time passes when a test says so. */
final class LeaseRenewalTest {
  private static final LeaseHolder HOLDER =
      new LeaseHolder("node7", "another machine", 4711, "100", "then");
  private static final LeaseHolder WAITING =
      new LeaseHolder("node8", "a third", 4712, "200", "then");

  /** A waiting driver looks twice a second. */
  private static final int LOOKS_PER_BEAT = 10;

  @TempDir private Path temporary;
  private final List<String> log = new ArrayList<>();
  private final List<Long> written = new ArrayList<>();
  private final FakeClock clock = new FakeClock();
  private LeaseFiles files;
  private Lease holder;
  private long start;

  @BeforeEach
  void take() throws IOException {
    FilePath directory = FullDisk.path(temporary.resolve("lease"));
    files = new LeaseFiles(directory, new DurableFiles(directory, FullDisk.storage()));
    start = clock.nanoTime();
    holder = acquire(HOLDER);
  }

  @AfterEach
  void makeRoom() {
    FullDisk.clear();
  }

  private Lease acquire(LeaseHolder self) throws IOException {
    return Lease.acquire(
        "run r", files, 0, new Contender(self, clock, ProcessTable.SYSTEM, log::add));
  }

  private long seconds() {
    return Duration.ofNanos(clock.nanoTime() - start).toSeconds();
  }

  /** Asks as whoever writes to the run does, and notes when that was allowed. */
  private void tryToWrite() {
    try {
      holder.fence().require();
      written.add(seconds());
    } catch (IOException e) {
      log.add("refused: " + e.getMessage());
    }
  }

  /** What a living holder does while another driver looks for the so-many-th time. */
  private void live(int look) {
    if (look % LOOKS_PER_BEAT == 0) {
      holder.tryToBeat();
    }
    tryToWrite();
  }

  private void live(Duration time) throws IOException {
    long end = clock.nanoTime() + time.toNanos();
    for (int look = 1; clock.nanoTime() < end; look++) {
      clock.sleep(Duration.ofMillis(500));
      live(look);
    }
  }

  @Test
  void aDiskThatIsFullForTheWholeLeaseEndsTheWritingBeforeAnotherDriverTakesOver()
      throws IOException {
    FullDisk.setRoom(0);
    clock.meanwhile(
        look -> {
          live(look);
          if (seconds() >= 30) {
            FullDisk.clear();
          }
        });

    Lease second = acquire(WAITING);

    assertThat(seconds()).isEqualTo(30);
    assertThat(written).isNotEmpty().allSatisfy(time -> assertThat(time).isLessThan(20));
    second.fence().require();
    holder.tryToBeat();
    assertThat(holder.isLost()).isTrue();
    assertThatThrownBy(() -> holder.fence().require())
        .isInstanceOf(LeaseHeldException.class)
        .hasMessage("run r: was taken over by " + WAITING.text() + "; this driver writes no more");
    holder.close();
    second.fence().require();
  }

  @Test
  void aDiskThatHasRoomAgainInTimeChangesNothing() throws IOException {
    FullDisk.setRoom(0);
    clock.meanwhile(
        look -> {
          if (look == LOOKS_PER_BEAT * 3) {
            FullDisk.clear();
          }
          live(look);
        });

    assertThatThrownBy(() -> acquire(WAITING)).isInstanceOf(LeaseHeldException.class);

    assertThat(written).hasSize(LOOKS_PER_BEAT * 3);
    assertThat(holder.fence().generation()).isEqualTo(1);
  }

  @Test
  void aDiskThatHasRoomAgainBeforeTheTakeoverLetsTheHolderGoOnUnderTheNextGeneration()
      throws IOException {
    FullDisk.setRoom(0);
    clock.meanwhile(
        look -> {
          if (seconds() == 27) {
            FullDisk.clear();
          }
          live(look);
        });

    assertThatThrownBy(() -> acquire(WAITING))
        .isInstanceOf(LeaseHeldException.class)
        .hasMessageContaining("is being trained by " + HOLDER.text());

    assertThat(holder.fence().generation()).isEqualTo(2);
    assertThat(written).noneMatch(time -> time >= 20 && time < 27);
    assertThat(log)
        .contains("run r: not renewed for 20 s, went on as nobody had taken over")
        .filteredOn(line -> line.contains("could not be renewed"))
        .containsExactly(
            "run r: the lease could not be renewed: "
                + FullDisk.path(temporary.resolve("lease/heartbeat-00001"))
                + ": no space left on device");
  }

  @Tag("slow")
  @Test
  void aFullDiskForAnHourWithNobodyWaitingCostsNothing() throws IOException {
    FullDisk.setRoom(0);
    live(Duration.ofHours(1));
    assertThat(holder.isLost()).isFalse();
    FullDisk.clear();
    live(Duration.ofSeconds(1));

    assertThat(written).contains(3600L);
    assertThat(holder.fence().generation()).isEqualTo(2);
    assertThat(files.holder(2)).contains(HOLDER);
  }

  @Test
  void aHolderThatSleptWritesNothingBeforeItHasTheNextGeneration() throws IOException {
    clock.sleep(Duration.ofSeconds(29));
    FullDisk.setRoom(0);
    assertThatThrownBy(() -> holder.fence().require()).isInstanceOf(NoSpaceException.class);
    assertThat(files.newest()).isEqualTo(1);
    FullDisk.clear();
    holder.fence().require();
    assertThat(holder.fence().generation()).isEqualTo(2);
  }

  @Test
  void whoIsLateToLookDoesNotTakeThatForTheHolder() throws IOException {
    // It hangs between two looks; the first question is when it began.
    clock.whenAsked(
        2,
        question -> {
          clock.jump(Duration.ofSeconds(29));
          holder.beat();
          clock.jump(Duration.ofSeconds(29));
        });

    assertThatThrownBy(() -> acquire(WAITING)).isInstanceOf(LeaseHeldException.class);
  }

  @Test
  void aLeaseIsGivenBackOnAFullDisk() throws IOException {
    FullDisk.setRoom(0);
    holder.close();
    FullDisk.clear();

    assertThat(acquire(WAITING).fence().generation()).isEqualTo(2);
    assertThat(clock.sleeps()).isZero();
    assertThat(log).isEmpty();
  }

  @Test
  void whoCannotTakeALeaseOnAFullDiskLeavesNone() throws IOException {
    holder.close();
    for (int room : new int[] {0, WAITING.toJson().length}) {
      FullDisk.setRoom(room);
      assertThatThrownBy(() -> acquire(WAITING))
          .isInstanceOf(NoSpaceException.class)
          .hasMessageContaining("/lease/")
          .hasMessageEndingWith(": no space left on device");
    }
    FullDisk.clear();

    acquire(WAITING);
    assertThat(clock.sleeps()).isZero();
  }
}
