package dev.convoy.spark.docs;

import dev.convoy.spark.settings.SparkDefault;
import dev.convoy.spark.settings.SparkSettings;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.spark.SparkConf;
import scala.Tuple2;

/** The reference page of Spark's settings, from what Convoy does to an empty configuration. */
final class SparkSettingsPage {
  private static final String HEAD =
      """
      # Spark settings

      The command line sets what follows unless you do, with `--conf` or in `spark-defaults.conf`.
      A program with a context of its own sets what it wants itself. [The cluster
      guide](../guide/cluster.md) says what you may want to change.

      ## Everywhere
      """;

  private static final String CLUSTERS =
      """

      ## Not with a `local` master
      Set together, unless you set one of them or `spark.network.timeout`. Raise the latter if your
      machines may be silent for longer.

      """;

  private static final List<SparkDefault> SERIALIZERS =
      List.of(
          new SparkDefault(
              "spark.serializer",
              "org.apache.spark.serializer.KryoSerializer",
              "The faster one; Java's serializer where a driver was started without the options"
                  + " that Kryo needs. Both write the same bytes."),
          new SparkDefault(
              "spark.kryo.registrator",
              "dev.convoy.spark.wire.ConvoyKryoRegistrator",
              "Added to those that you name; needed with Kryo."),
          new SparkDefault(
              "spark.kryo.registrationRequired",
              "true",
              "Only types that Convoy knows travel; not set if you name a registrator."));

  private SparkSettingsPage() {}

  static String text() {
    List<SparkDefault> known =
        Stream.of(SparkDefault.EVERYWHERE, SERIALIZERS, List.of(SparkDefault.CONNECT_RETRIES))
            .flatMap(List::stream)
            .toList();
    return HEAD.replace("## Everywhere\n", "## Everywhere\n\n")
        + table(settings("local[2]"), known)
        + CLUSTERS
        + table(onlyOnClusters(), SparkDefault.HEARTBEATS);
  }

  private static TreeMap<String, String> onlyOnClusters() {
    TreeMap<String, String> settings = settings("yarn");
    settings.keySet().removeAll(settings("local[2]").keySet());
    return settings;
  }

  private static TreeMap<String, String> settings(String master) {
    TreeMap<String, String> settings = new TreeMap<>();
    for (Tuple2<String, String> each :
        SparkSettings.withDefaults(new SparkConf(false).setMaster(master)).getAll()) {
      settings.put(each._1(), each._2());
    }
    settings.remove("spark.master");
    return settings;
  }

  /** In the order of the descriptions; each setting needs one, and each describes a setting. */
  private static String table(TreeMap<String, String> settings, List<SparkDefault> known) {
    List<String> lines = new ArrayList<>(List.of("| setting | value | why |", "|---|---|---|"));
    for (SparkDefault each : known) {
      if (!each.value().equals(settings.remove(each.name()))) {
        throw new IllegalStateException("Convoy does not set " + each.name() + " to this value");
      }
      lines.add(String.format("| `%s` | `%s` | %s |", each.name(), each.value(), each.reason()));
    }
    if (!settings.isEmpty()) {
      throw new IllegalStateException("not described: " + settings);
    }
    return String.join("\n", lines) + "\n";
  }
}
