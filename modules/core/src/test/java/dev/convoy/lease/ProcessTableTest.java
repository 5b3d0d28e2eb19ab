package dev.convoy.lease;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.convoy.checkpoint.FakeClock;
import dev.convoy.checkpoint.RunDirectoryTest;
import dev.convoy.files.DurableFiles;
import dev.convoy.files.FilePath;
import dev.convoy.files.LocalStorage;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whether the process that holds a lease is no more, however somebody sets the clock. */
final class ProcessTableTest {
  private static final long PID = 4711;

  @TempDir private Path temporary;
  private final FakeClock clock = new FakeClock();
  private final List<String> log = new ArrayList<>();
  private Path out;
  private Path proc;
  private ProcessTable processes;
  private LeaseFiles leases;
  private LeaseHolder holder;

  @BeforeEach
  void start() throws IOException {
    out = temporary.resolve("lease");
    FilePath directory = RunDirectoryTest.path(out);
    leases = new LeaseFiles(directory, new DurableFiles(directory, new LocalStorage()));
    proc = temporary.resolve("proc");
    write("sys/kernel/random/boot_id", "cb9baae7-5817-42ed-a5af-fb858101c597\n");
    write("self/stat", stat(1, "waiting", "900"));
    Files.createDirectories(proc.resolve("self/ns"));
    Files.createSymbolicLink(proc.resolve("self/ns/pid"), Path.of("pid:[4026531836]"));
    write(PID + "/stat", stat(PID, "java", "10258"));
    processes = new ProcessTable(proc);
    holder =
        new LeaseHolder("vm", processes.machine(), PID, processes.startTicks(PID), "some time");
  }

  private void write(String name, String content) throws IOException {
    Path file = proc.resolve(name);
    Files.createDirectories(file.getParent());
    Files.writeString(file, content);
  }

  private static String stat(long pid, String name, String ticks) {
    return pid + " (" + name + ") S 1 2 3 0 -1 4194304 1 0 0 0 5 6 0 0 20 0 31 0 " + ticks + " 7\n";
  }

  private void bootedAt(Instant instant) throws IOException {
    write("stat", "btime " + instant.getEpochSecond() + "\n");
  }

  @Test
  void aProcessIsKnownByTheTicksOfItsStart() throws IOException {
    assertThat(holder.startTicks()).isEqualTo("10258");
    assertThat(holder.hasEnded(processes)).isFalse();
    write(PID + "/stat", stat(PID, "a (b) c", "10258"));
    assertThat(holder.hasEnded(processes)).isFalse();
    write(PID + "/stat", stat(PID, "java", "10259"));
    assertThat(holder.hasEnded(processes)).isTrue();
    Files.delete(proc.resolve(PID + "/stat"));
    assertThat(holder.hasEnded(processes)).isTrue();
  }

  @Test
  void inDoubtAProcessIsAlive() throws IOException {
    LeaseHolder elsewhere = new LeaseHolder("vm", "another", PID, "1", "then");
    LeaseHolder withoutTicks = new LeaseHolder("vm", holder.machine(), PID, "", "then");
    LeaseHolder ofNoMachine = new LeaseHolder("vm", "", PID, "1", "then");
    for (LeaseHolder doubtful : List.of(elsewhere, withoutTicks, ofNoMachine)) {
      assertThat(doubtful.hasEnded(processes)).isFalse();
      assertThat(doubtful.hasEnded(new ProcessTable(temporary.resolve("nowhere")))).isFalse();
    }
    write(PID + "/stat", "");
    assertThat(holder.hasEnded(processes)).isFalse();
    Files.delete(proc.resolve("self/stat"));
    Files.delete(proc.resolve(PID + "/stat"));
    assertThat(holder.hasEnded(processes)).isFalse();
  }

  @Test
  void aMachineThatHidesTheProcessesOfOthersMakesNoneOfThemDead() {
    assertThat(holder.machine()).endsWith(" " + System.getProperty("user.name"));
    LeaseHolder ofAnother =
        new LeaseHolder("vm", holder.machine() + "2", PID + 1, holder.startTicks(), "then");
    assertThat(ofAnother.hasEnded(processes)).isFalse();
  }

  @Test
  void whereThereIsNoSuchPlaceNothingIsKnown() {
    ProcessTable nowhere = new ProcessTable(temporary.resolve("nowhere"));
    assertThat(nowhere.machine()).isEmpty();
    assertThat(nowhere.startTicks(PID)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(ints = {-3600, 3600})
  void aSecondDriverDoesNotTakeOverFromALivingOneWhenTheClockIsSet(int seconds) throws IOException {
    Instant boot = Instant.parse("2026-11-30T10:00:00Z");
    bootedAt(boot);
    try (Lease lease = acquire(holder)) {
      clock.meanwhile(
          look -> {
            bootedAt(boot.plusSeconds(seconds));
            if (look == 9) {
              lease.beat();
            }
          });

      assertThatThrownBy(() -> acquire(LeaseHolder.self(processes)))
          .isInstanceOf(LeaseHeldException.class)
          .hasMessageContaining(holder.text());
      lease.fence().require();
    }
  }

  /** What older versions wrote: this living process, as it looks when the clock is set. */
  @ParameterizedTest
  @ValueSource(ints = {-3600, 0, 3600})
  void noDriverOfAnOlderVersionIsTakenForDeadByAnInstant(int seconds) throws IOException {
    Instant started = ProcessHandle.current().info().startInstant().orElse(Instant.EPOCH);
    String machine =
        Files.readString(Path.of("/proc/sys/kernel/random/boot_id")).strip()
            + " "
            + Files.readSymbolicLink(Path.of("/proc/self/ns/pid"));
    Files.createDirectories(out);
    Files.writeString(
        out.resolve("generation-00001"),
        String.format(
            Locale.ROOT,
            "{\"host\": \"vm\", \"machine\": \"%s\", \"pid\": %d, \"processStarted\": \"%s\","
                + " \"since\": \"then\"}%n",
            machine,
            ProcessHandle.current().pid(),
            started.plusSeconds(seconds)));
    leases.beat(1, 1);
    clock.meanwhile(
        look -> {
          if (look == 40) {
            leases.beat(1, 2);
          }
        });

    assertThatThrownBy(() -> Lease.acquire("run r", leases, 0, contender()))
        .isInstanceOf(LeaseHeldException.class)
        .hasMessageContaining("vm, process " + ProcessHandle.current().pid());
  }

  @Test
  void aLeaseThatAnOlderVersionReleasedIsTakenAtOnce() throws IOException {
    Files.createDirectories(out);
    Files.writeString(out.resolve("generation-00003"), "{}", StandardCharsets.UTF_8);
    Files.writeString(out.resolve("heartbeat-00003"), "released\n", StandardCharsets.UTF_8);

    assertThat(acquire(holder).fence().generation()).isEqualTo(4);
    assertThat(clock.nanoTime()).isEqualTo(new FakeClock().nanoTime());
    assertThat(RunDirectoryTest.files(out)).containsExactly("generation-00004", "heartbeat-00004");
  }

  private Contender contender() {
    return new Contender(
        LeaseHolder.self(ProcessTable.SYSTEM), clock, ProcessTable.SYSTEM, log::add);
  }

  private Lease acquire(LeaseHolder self) throws IOException {
    return Lease.acquire("run r", leases, 0, new Contender(self, clock, processes, log::add));
  }
}
