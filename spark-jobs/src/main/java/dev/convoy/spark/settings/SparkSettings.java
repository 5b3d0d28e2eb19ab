package dev.convoy.spark.settings;

import dev.convoy.files.Secrets;
import dev.convoy.files.Storage;
import dev.convoy.hadoop.HadoopStorage;
import dev.convoy.spark.wire.Serializers;
import java.util.List;
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
  private static final String MAIN_CLASS = "dev.convoy.spark.Convoy";

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

  private SparkSettings() {}

  /** The settings of spark-submit with Convoy's defaults added. */
  public static SparkConf withDefaults(SparkConf conf) {
    SparkDefault.EVERYWHERE.forEach(each -> conf.setIfMissing(each.name(), each.value()));
    Serializers.choose(conf, Serializers.kryoWorks());
    if (mayLoseExecutors(conf)
        && OWN_LIMITS.stream().noneMatch(conf::contains)
        && SparkDefault.HEARTBEATS.stream().noneMatch(each -> conf.contains(each.name()))) {
      SparkDefault.HEARTBEATS.forEach(each -> conf.set(each.name(), each.value()));
    }
    Configuration site = new Configuration(false);
    site.addResource("core-site.xml");
    SparkDefault retries = SparkDefault.CONNECT_RETRIES;
    if (site.get(retries.name().substring(HADOOP_PREFIX.length())) == null) {
      conf.setIfMissing(retries.name(), retries.value());
    }
    return conf;
  }

  /**
   * Calls the application so unless the user has called it something: spark-submit itself calls it
   * after the jar or the main class.
   */
  public static SparkConf named(SparkConf conf, String name) {
    String given = conf.get(SparkDefault.NAME.name(), "");
    boolean chosen =
        !given.isEmpty()
            && !given.equals(SparkDefault.NAME.value())
            && !given.endsWith(".jar")
            && !given.equals(MAIN_CLASS);
    return chosen ? conf : conf.set(SparkDefault.NAME.name(), Secrets.masked(name));
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

  /** Any file system, for a command that starts no Spark. */
  public static Storage storage() {
    return storage(withDefaults(new SparkConf()));
  }

  /** Any file system that these settings lead to. */
  public static Storage storage(SparkConf conf) {
    return new HadoopStorage(hadoop(conf));
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
