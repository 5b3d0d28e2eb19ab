package dev.convoy.spark.settings;

import dev.convoy.files.Secrets;
import dev.convoy.spark.wire.Serializers;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.SparkConf;
import scala.Tuple2;

/**
 * The Spark settings that Convoy wants where the user has set none, and what it reads of the
 * master.
 */
public final class SparkSettings {
  private static final String NAME = "spark.app.name";
  private static final String MAIN_CLASS = "dev.convoy.spark.Convoy";

  private static final Map<String, String> DEFAULTS =
      Map.ofEntries(
          Map.entry(NAME, "Convoy"),
          // Blocks that were placed while executors registered would stay uneven.
          Map.entry("spark.locality.wait", "0s"),
          // A task fails also when its machine hangs, which is told soon and is no fault of its
          // own.
          Map.entry("spark.task.maxFailures", "8"),
          // A round waits for its slowest task, so one that hangs is started on another machine as
          // well; not within seconds, for short rounds are uneven, and once half of them are done,
          // for a machine that hangs has several.
          Map.entry("spark.speculation", "true"),
          Map.entry("spark.speculation.minTaskRuntime", "10s"),
          Map.entry("spark.speculation.quantile", "0.5"),
          // That other machine asks the one that hangs for its data, before it reads them itself.
          Map.entry("spark.shuffle.io.connectionTimeout", "10s"),
          Map.entry("spark.shuffle.io.maxRetries", "1"),
          Map.entry("spark.shuffle.io.retryWait", "1s"),
          // Of a file the kernel sends itself; epoll's channel gets it through a buffer of 8 kB.
          Map.entry("spark.shuffle.io.mode", "NIO"),
          // Nor does the end of the run wait until it has let go of old broadcasts.
          Map.entry("spark.cleaner.referenceTracking.blocking", "false"),
          // Each holds a result twice, as bytes, and keeps the last.
          Map.entry("spark.resultGetter.threads", "2"),
          // Random floats do not compress.
          Map.entry("spark.broadcast.compress", "false"),
          Map.entry("spark.shuffle.compress", "false"),
          // They tell why a compressed block could not be read; nobody looks at those of others.
          Map.entry("spark.shuffle.checksum.enabled", "false"),
          // A shuffle of few partitions would be written twice, once a file for each of them.
          Map.entry("spark.shuffle.sort.bypassMergeThreshold", "1"),
          // Else what it tells of running tasks is old, and a round has few of them.
          Map.entry("spark.ui.liveUpdate.period", "0ms"),
          Map.entry("spark.ui.showConsoleProgress", "false"));

  /**
   * An executor that hangs is given up after 20 s, and with it the data that others would ask it
   * for, block by block. Spark wants the three to fit each other, so they are set together.
   */
  private static final Map<String, String> HEARTBEATS =
      Map.of(
          "spark.executor.heartbeatInterval", "5s",
          "spark.network.timeoutInterval", "5s",
          "spark.storage.blockManagerHeartbeatTimeoutMs", "20s");

  /** With one of these, or of the three, the user has limits of heartbeats; some are old names. */
  private static final List<String> OWN_LIMITS =
      List.of(
          "spark.network.timeout",
          "spark.storage.blockManagerSlaveTimeoutMs",
          "spark.storage.blockManagerTimeoutIntervalMs");

  private static final Pattern LOCAL =
      Pattern.compile("local(?:\\[(\\*|[0-9]+)(?:\\s*,\\s*[0-9]+)?])?");

  private static final Pattern LOCAL_CLUSTER =
      Pattern.compile("local-cluster\\[\\s*([0-9]{1,9})\\s*,.*");

  private static final String HADOOP_PREFIX = "spark.hadoop.";

  /** A host that does not answer is tried 46 times for 20 s each if nobody says otherwise. */
  private static final String CONNECT_RETRIES = "ipc.client.connect.max.retries.on.timeouts";

  private static final String FEW_CONNECT_RETRIES = "2";

  private SparkSettings() {}

  /** The settings of spark-submit with Convoy's defaults added. */
  public static SparkConf withDefaults(SparkConf conf) {
    DEFAULTS.forEach(conf::setIfMissing);
    Serializers.choose(conf, Serializers.kryoWorks());
    if (mayLoseExecutors(conf)
        && OWN_LIMITS.stream().noneMatch(conf::contains)
        && HEARTBEATS.keySet().stream().noneMatch(conf::contains)) {
      HEARTBEATS.forEach(conf::set);
    }
    Configuration site = new Configuration(false);
    site.addResource("core-site.xml");
    if (site.get(CONNECT_RETRIES) == null) {
      conf.setIfMissing(HADOOP_PREFIX + CONNECT_RETRIES, FEW_CONNECT_RETRIES);
    }
    return conf;
  }

  /**
   * Calls the application so unless the user has called it something: spark-submit itself calls it
   * after the jar or the main class.
   */
  public static SparkConf named(SparkConf conf, String name) {
    String given = conf.get(NAME, "");
    boolean chosen =
        !given.isEmpty()
            && !given.equals(DEFAULTS.get(NAME))
            && !given.endsWith(".jar")
            && !given.equals(MAIN_CLASS);
    return chosen ? conf : conf.set(NAME, Secrets.masked(name));
  }

  /** Whether tasks run in the driver's own process. */
  public static boolean isLocal(SparkConf conf) {
    return localThreads(conf.get("spark.master", "local")).isPresent();
  }

  /** The executor of a local master is the driver, which may have been suspended for a while. */
  private static boolean mayLoseExecutors(SparkConf conf) {
    return !isLocal(conf);
  }

  /** Hadoop's default and site files, parsed once; nobody changes them. */
  private static final class HadoopSite {
    static final Configuration SETTINGS = new Configuration();

    static {
      SETTINGS.size(); // parses the files now; copies take over what is parsed
    }
  }

  /** How to reach file systems: Hadoop's own settings and those given as {@code spark.hadoop.*}. */
  public static Configuration hadoop(SparkConf conf) {
    Configuration hadoop = new Configuration(HadoopSite.SETTINGS);
    for (Tuple2<String, String> setting : conf.getAllWithPrefix(HADOOP_PREFIX)) {
      hadoop.set(setting._1(), setting._2());
    }
    return hadoop;
  }

  /** The same for a command that starts no Spark. */
  public static Configuration hadoop() {
    return hadoop(withDefaults(new SparkConf()));
  }

  /** The number of threads of a local master; nothing for another one. */
  public static OptionalInt localThreads(String master) {
    Matcher matcher = LOCAL.matcher(master);
    if (!matcher.matches()) {
      return OptionalInt.empty();
    }
    if (matcher.group(1) == null) {
      return OptionalInt.of(1);
    }
    return OptionalInt.of(
        matcher.group(1).equals("*")
            ? Runtime.getRuntime().availableProcessors()
            : Integer.parseInt(matcher.group(1)));
  }

  /** The number of executors that the settings ask for; nothing if they leave it to the cluster. */
  public static OptionalInt executors(SparkConf conf) {
    Matcher cluster = LOCAL_CLUSTER.matcher(conf.get("spark.master", ""));
    if (cluster.matches()) {
      return OptionalInt.of(Integer.parseInt(cluster.group(1)));
    }
    int instances = conf.getInt("spark.executor.instances", 0);
    return instances > 0 ? OptionalInt.of(instances) : OptionalInt.empty();
  }
}
