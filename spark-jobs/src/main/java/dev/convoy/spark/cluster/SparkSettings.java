package dev.convoy.spark.cluster;

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
  private static final Map<String, String> DEFAULTS =
      Map.of(
          "spark.app.name", "Convoy",
          "spark.serializer", "org.apache.spark.serializer.KryoSerializer",
          "spark.kryo.registrator", ConvoyKryoRegistrator.class.getName(),
          "spark.kryo.registrationRequired", "true",
          // Blocks that were placed while executors registered would stay uneven.
          "spark.locality.wait", "0s",
          // Random floats do not compress.
          "spark.broadcast.compress", "false",
          "spark.shuffle.compress", "false",
          // A shuffle of few partitions would be written twice, once a file for each of them.
          "spark.shuffle.sort.bypassMergeThreshold", "1",
          // Else what it tells of running tasks is old, and a round has few of them.
          "spark.ui.liveUpdate.period", "0ms",
          "spark.ui.showConsoleProgress", "false");

  private static final Pattern LOCAL = Pattern.compile("local(?:\\[(\\*|[0-9]+)(?:,[0-9]+)?])?");

  private static final String HADOOP_PREFIX = "spark.hadoop.";

  private SparkSettings() {}

  /** The settings of spark-submit with Convoy's defaults added. */
  public static SparkConf withDefaults(SparkConf conf) {
    DEFAULTS.forEach(conf::setIfMissing);
    return conf;
  }

  /** How to reach file systems: Hadoop's own settings and those given as {@code spark.hadoop.*}. */
  public static Configuration hadoop(SparkConf conf) {
    Configuration hadoop = new Configuration();
    for (Tuple2<String, String> setting : conf.getAllWithPrefix(HADOOP_PREFIX)) {
      hadoop.set(setting._1(), setting._2());
    }
    return hadoop;
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
}
