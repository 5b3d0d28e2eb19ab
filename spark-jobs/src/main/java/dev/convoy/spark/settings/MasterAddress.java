package dev.convoy.spark.settings;

import dev.convoy.worker.TrainingFailedException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;

/**
 * The addresses of a standalone master. Spark's own attempts to reach one cannot be bounded, and
 * each fills a page of the log; so this looks first whether anybody answers there.
 *
 * @param hosts one or several, of which one is active
 */
public record MasterAddress(List<InetSocketAddress> hosts) {
  private static final String STANDALONE = "spark://";
  private static final int MOST_MILLISECONDS = 5000;

  /**
   * The addresses in the URL of a master; none if the master is of another kind.
   *
   * @param master such as {@code spark://a:7077,b:7077}
   * @throws TrainingFailedException if it is no URL of a standalone master
   */
  public static MasterAddress of(String master) {
    List<InetSocketAddress> hosts = new ArrayList<>();
    if (master.startsWith(STANDALONE)) {
      for (String part : master.substring(STANDALONE.length()).split(",")) {
        hosts.add(address(master, part));
      }
    }
    return new MasterAddress(hosts);
  }

  private static InetSocketAddress address(String master, String part) {
    try {
      URI url = URI.create(STANDALONE + part);
      if (url.getHost() != null && url.getPort() >= 0) {
        return InetSocketAddress.createUnresolved(url.getHost(), url.getPort());
      }
    } catch (IllegalArgumentException e) {
      // the same as for one without a port
    }
    throw new TrainingFailedException("master '" + master + "' must be spark://HOST:PORT");
  }

  /** Why nobody answers, in a few words; empty if somebody does or there is nobody to ask. */
  public String refusal() {
    List<String> reasons = new ArrayList<>();
    for (InetSocketAddress host : hosts) {
      String reason = refusal(host);
      if (reason.isEmpty()) {
        return "";
      }
      reasons.add(reason);
    }
    return String.join(", ", reasons);
  }

  private static String refusal(InetSocketAddress host) {
    InetSocketAddress resolved = new InetSocketAddress(host.getHostString(), host.getPort());
    if (resolved.isUnresolved()) {
      return "no such host: " + host.getHostString();
    }
    try (Socket socket = new Socket()) {
      socket.connect(resolved, MOST_MILLISECONDS);
      return "";
    } catch (IOException e) {
      return e.getMessage();
    }
  }
}
