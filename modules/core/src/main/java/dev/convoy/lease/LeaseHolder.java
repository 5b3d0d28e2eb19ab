package dev.convoy.lease;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.convoy.text.StrictJson;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Optional;

/**
 * The process that holds a lease.
 *
 * @param host its machine's name, for people
 * @param machine see {@link ProcessTable#machine}; empty if this platform does not say
 * @param pid number of the process
 * @param startTicks see {@link ProcessTable#startTicks}; empty if this platform does not say
 * @param since when it took the lease by its own clock, for people
 */
public record LeaseHolder(String host, String machine, long pid, String startTicks, String since) {
  /** This process. */
  public static LeaseHolder self(ProcessTable processes) {
    long pid = ProcessHandle.current().pid();
    return new LeaseHolder(
        hostName(), processes.machine(), pid, processes.startTicks(pid), Instant.now().toString());
  }

  private static String hostName() {
    try {
      return InetAddress.getLocalHost().getHostName();
    } catch (UnknownHostException e) {
      return "unknown host";
    }
  }

  /** Whether it is certain that the process is no more; only its own machine knows. */
  boolean hasEnded(ProcessTable processes) {
    return !machine.isEmpty()
        && machine.equals(processes.machine())
        && processes.hasEnded(pid, startTicks);
  }

  /** In words, such as {@code node1, process 4711, since 2026-11-22T10:00:00Z}. */
  public String text() {
    return host + ", process " + pid + ", since " + since;
  }

  public byte[] toJson() {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put("host", host).put("machine", machine).put("pid", pid);
    json.put("startTicks", startTicks).put("since", since);
    return StrictJson.lines(json).getBytes(StandardCharsets.UTF_8);
  }

  /**
   * Reads a holder; empty if the content is not whole, as while it is being written. Older versions
   * wrote the instant at which the process started, which says nothing once a clock was set.
   */
  public static Optional<LeaseHolder> parse(byte[] content) {
    try {
      ObjectNode json = StrictJson.object("lease", content);
      return Optional.of(
          new LeaseHolder(
              json.path("host").asText(),
              json.path("machine").asText(),
              json.path("pid").asLong(),
              json.path("startTicks").asText(),
              json.path("since").asText()));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }
}
