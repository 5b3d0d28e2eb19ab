package dev.convoy.checkpoint;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.convoy.model.StrictJson;
import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;

/**
 * The process that holds a lease.
 *
 * @param host its machine's name, for people
 * @param machine what tells one boot of one machine, and one space of process numbers on it, from
 *     all others; empty if this platform does not say
 * @param pid number of the process
 * @param processStarted when it started, as the machine tells; empty if it does not
 * @param since when it took the lease by its own clock, for people
 */
record LeaseHolder(String host, String machine, long pid, String processStarted, String since) {
  private static final Path BOOT = Path.of("/proc/sys/kernel/random/boot_id");
  private static final Path PROCESS_SPACE = Path.of("/proc/self/ns/pid");

  /** This process. */
  static LeaseHolder self() {
    return new LeaseHolder(
        hostName(),
        machineName(),
        ProcessHandle.current().pid(),
        started(ProcessHandle.current()),
        Instant.now().toString());
  }

  private static String hostName() {
    try {
      return InetAddress.getLocalHost().getHostName();
    } catch (UnknownHostException e) {
      return "unknown host";
    }
  }

  private static String machineName() {
    try {
      return Files.readString(BOOT).strip() + " " + Files.readSymbolicLink(PROCESS_SPACE);
    } catch (IOException | UnsupportedOperationException | SecurityException e) {
      return "";
    }
  }

  private static String started(ProcessHandle process) {
    return process.info().startInstant().map(Instant::toString).orElse("");
  }

  /** Whether it is certain that the process is no more; only its own machine knows. */
  boolean hasEnded() {
    if (machine.isEmpty() || !machine.equals(machineName())) {
      return false;
    }
    Optional<ProcessHandle> process = ProcessHandle.of(pid).filter(ProcessHandle::isAlive);
    return process.isEmpty() || !started(process.get()).equals(processStarted);
  }

  /** In words, such as {@code node1, process 4711, since 2026-11-22T10:00:00Z}. */
  String text() {
    return host + ", process " + pid + ", since " + since;
  }

  byte[] toJson() {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put("host", host).put("machine", machine).put("pid", pid);
    json.put("processStarted", processStarted).put("since", since);
    return StrictJson.lines(json).getBytes(StandardCharsets.UTF_8);
  }

  /** Reads a holder; empty if the content is not whole, as while it is being written. */
  static Optional<LeaseHolder> parse(byte[] content) {
    try {
      ObjectNode json = StrictJson.object("lease", content);
      return Optional.of(
          new LeaseHolder(
              json.path("host").asText(),
              json.path("machine").asText(),
              json.path("pid").asLong(),
              json.path("processStarted").asText(),
              json.path("since").asText()));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }
}
