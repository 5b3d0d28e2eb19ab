package dev.convoy.spark;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.apache.spark.SparkConf;

/**
 * A driver that a standalone master starts again whenever it fails. Where that is useless the
 * driver asks the master to kill it, with the command that Spark documents for users; its state is
 * KILLED then.
 */
final class SupervisedDriver {
  /** A worker calls the folder of a driver after it. */
  private static final Pattern NAME = Pattern.compile("driver-[0-9]{14}-[0-9]{4,}");

  private static final String CLIENT = "org.apache.spark.deploy.Client";
  private static final long MOST_SECONDS = 60;

  private final SparkConf conf;

  SupervisedDriver(SparkConf conf) {
    this.conf = conf;
  }

  /** Returns only if the master does not do it in time. */
  void endForGood() {
    String name = Path.of("").toAbsolutePath().getFileName().toString();
    String master = conf.get("spark.master", "");
    if (!NAME.matcher(name).matches() || !master.startsWith("spark://")) {
      return;
    }
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-cp", System.getProperty("java.class.path")));
    for (scala.Tuple2<String, String> setting : conf.getAll()) {
      command.add("-D" + setting._1() + "=" + setting._2());
    }
    command.addAll(List.of(CLIENT, "kill", master, name));
    try {
      Process kill =
          new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start();
      kill.waitFor(MOST_SECONDS, TimeUnit.SECONDS);
    } catch (IOException e) {
      // It is started again, and says the same again.
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
