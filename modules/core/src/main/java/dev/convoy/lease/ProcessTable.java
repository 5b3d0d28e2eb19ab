package dev.convoy.lease;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/**
 * What Linux tells of its processes. None of it moves when somebody sets the clock: Java's instant
 * at which a process started does, because it is counted back from now.
 *
 * @param proc where; elsewhere there is no such place, and nothing is known
 */
public record ProcessTable(Path proc) {
  /** That of this machine. */
  public static final ProcessTable SYSTEM = new ProcessTable(Path.of("/proc"));

  /** Where the start is among the numbers behind a process's name; see proc(5), field 22. */
  private static final int START = 22 - 3;

  /**
   * What tells one boot of one machine, and one space of process numbers on it, from all others;
   * with the user, because a machine may hide the processes of others. Empty if it is not known.
   */
  String machine() {
    try {
      return String.join(
          " ",
          Files.readString(proc.resolve("sys/kernel/random/boot_id")).strip(),
          Files.readSymbolicLink(proc.resolve("self/ns/pid")).toString(),
          System.getProperty("user.name"));
    } catch (IOException | UnsupportedOperationException | SecurityException e) {
      return "";
    }
  }

  /** When a process started, in ticks since the machine did; empty if it is not known. */
  String startTicks(long pid) {
    try {
      return readTicks(pid);
    } catch (IOException | SecurityException e) {
      return "";
    }
  }

  /** Whether it is certain that the process which started then is no more. */
  boolean hasEnded(long pid, String startTicks) {
    if (startTicks.isEmpty() || !Files.isReadable(proc.resolve("self/stat"))) {
      return false;
    }
    try {
      String ticks = readTicks(pid);
      return !ticks.isEmpty() && !ticks.equals(startTicks);
    } catch (NoSuchFileException e) {
      return true;
    } catch (IOException | SecurityException e) {
      // The next look will tell.
      return false;
    }
  }

  private String readTicks(long pid) throws IOException {
    Path file = proc.resolve(Long.toString(pid)).resolve("stat");
    String stat = new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1);
    // The name is in parentheses and may hold anything, more of them too.
    String[] numbers = stat.substring(stat.lastIndexOf(')') + 1).strip().split(" ");
    return numbers.length > START ? numbers[START] : "";
  }
}
