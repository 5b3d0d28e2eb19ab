package dev.convoy.spark.command.options;

import dev.convoy.data.DataSets;
import dev.convoy.spark.settings.SparkSettings;
import java.io.File;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.hadoop.fs.FileSystem;
import org.apache.spark.SparkConf;

/**
 * What a relative path means to a driver that Spark has started somewhere in the cluster: there it
 * would be a folder that the user knows nothing of, so it is refused. Files that spark-submit has
 * sent along are found by their names.
 */
public final class SubmittedPath {
  private static final Pattern SCHEME = Pattern.compile("[A-Za-z][A-Za-z0-9+.-]*:.*");

  /** Where spark-submit notes what it sends along; the second is for YARN. */
  private static final String[] SENT = {"spark.files", "spark.yarn.dist.files"};

  private final SparkConf conf;

  private SubmittedPath(SparkConf conf) {
    this.conf = conf;
  }

  /**
   * A directory or file that the driver shares with others.
   *
   * @param what the option that gave it
   * @throws BadInputException in cluster mode if it is relative to a local folder
   */
  public static String shared(String what, String value) {
    SubmittedPath path = new SubmittedPath(new SparkConf());
    if (path.isLost(value)) {
      throw path.refusal(what, value, "");
    }
    return value;
  }

  /**
   * A file that only the driver reads, which may have been sent along.
   *
   * @return where it is
   */
  public static String file(String what, String value) {
    SubmittedPath path = new SubmittedPath(new SparkConf());
    if (!path.isInCluster() || !isRelative(value)) {
      return value;
    }
    Optional<String> sent = path.sent(value);
    if (sent.isEmpty() && path.isLost(value)) {
      throw path.refusal(what, value, ", or send the file along with --files");
    }
    return sent.orElse(value);
  }

  private boolean isInCluster() {
    return conf.get("spark.submit.deployMode", "client").equals("cluster");
  }

  private static boolean isRelative(String given) {
    String value = DataSets.withoutFormat(given);
    return !value.startsWith("/") && !SCHEME.matcher(value).matches();
  }

  /** Whether it would be a local path; on HDFS relative paths begin at the user's home. */
  private boolean isLost(String value) {
    return isInCluster()
        && isRelative(value)
        && FileSystem.getDefaultUri(SparkSettings.hadoop(conf)).getScheme().equals("file");
  }

  /**
   * YARN puts files into the driver's folder; elsewhere they stay where spark-submit found them.
   */
  private Optional<String> sent(String name) {
    File here = new File(name);
    if (here.isFile()) {
      return Optional.of(here.toURI().toString());
    }
    return Stream.of(SENT)
        .flatMap(key -> Stream.of(conf.get(key, "").split(",")))
        .filter(
            uri ->
                name.equals(
                    uri.substring(Math.max(uri.lastIndexOf('/'), uri.lastIndexOf('#')) + 1)))
        .map(uri -> uri.split("#", 2)[0])
        .findFirst();
  }

  private BadInputException refusal(String what, String value, String otherwise) {
    return new BadInputException(
        what
            + " '"
            + value
            + "' is relative: with --deploy-mode cluster the driver runs in a folder of its own, on a"
            + " machine that Spark picks; give an absolute path or a URI that the whole cluster sees"
            + otherwise);
  }
}
