package dev.convoy.spark.settings;

import dev.convoy.spark.wire.Serializers;
import java.io.IOException;
import org.apache.hadoop.security.UserGroupInformation;
import org.apache.hadoop.util.VersionInfo;
import org.apache.spark.SparkConf;

/**
 * What Convoy was started on.
 *
 * @param sparkVersion version of Spark, such as 4.1.4
 * @param scalaVersion version of Scala's library, such as 2.13.16
 * @param hadoopVersion version of Hadoop's client
 * @param javaVersion version of Java
 * @param hadoopWorks whether that Hadoop can ask this Java for the user
 */
public record Platform(
    String sparkVersion,
    String scalaVersion,
    String hadoopVersion,
    int javaVersion,
    boolean hadoopWorks) {
  private static final int LEAST_SPARK = 4;
  private static final String SCALA = "2.13";

  /** What this process runs on. */
  public static Platform current() {
    return new Platform(
        org.apache.spark.package$.MODULE$.SPARK_VERSION(),
        scala.util.Properties.versionNumberString(),
        VersionInfo.getVersion(),
        Runtime.version().feature(),
        canAskForUser());
  }

  /** From Java 24 on there is no {@code Subject.getSubject}, which Hadoop before 3.5 calls. */
  private static boolean canAskForUser() {
    try {
      UserGroupInformation.getCurrentUser();
      return true;
    } catch (UnsupportedOperationException e) {
      return false;
    } catch (IOException e) {
      // No user, perhaps; whoever opens a file will say so.
      return true;
    }
  }

  /**
   * Refuses what Convoy cannot run on.
   *
   * @throws IllegalArgumentException in one line with what to do
   */
  public void require() {
    if (major(sparkVersion) < LEAST_SPARK || !scalaVersion.startsWith(SCALA + ".")) {
      throw new IllegalArgumentException(
          "Spark "
              + sparkVersion
              + " with Scala "
              + scalaVersion
              + ": Convoy needs Spark "
              + LEAST_SPARK
              + " with Scala "
              + SCALA);
    }
    if (!hadoopWorks) {
      throw new IllegalArgumentException(
          "Java "
              + javaVersion
              + ": Hadoop "
              + hadoopVersion
              + " of this Spark "
              + sparkVersion
              + " cannot run on it; take Java 17 or 21, or a Spark with Hadoop 3.5 (Spark 4.2)");
    }
  }

  private static int major(String version) {
    return Integer.parseInt(version.split("\\.", 2)[0]);
  }

  /**
   * Refuses Spark settings with which it would not start, or could send nothing.
   *
   * @throws IllegalArgumentException in one line with the setting to give
   */
  public static void require(SparkConf conf) {
    Serializers.require(conf, Serializers.kryoWorks());
    SparkMemory.require(conf, Runtime.getRuntime().maxMemory());
  }
}
