package dev.convoy.spark.command.options;

import java.util.Map;
import java.util.Optional;
import org.apache.hadoop.fs.UnsupportedFileSystemException;
import org.apache.hadoop.util.VersionInfo;

/** What Hadoop needs to open a URI: some file systems come as a package of their own. */
final class FileSystemConnector {
  /** Packages by scheme; the version of those of Hadoop is that of its client. */
  private static final Map<String, String> PACKAGES =
      Map.of(
          "s3a", "org.apache.hadoop:hadoop-aws:",
          "abfs", "org.apache.hadoop:hadoop-azure:",
          "abfss", "org.apache.hadoop:hadoop-azure:",
          "wasb", "org.apache.hadoop:hadoop-azure:",
          "wasbs", "org.apache.hadoop:hadoop-azure:");

  private FileSystemConnector() {}

  /** What is missing, in a few words, if it is that for which a file could not be opened. */
  static Optional<String> missing(String uri, Throwable failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof UnsupportedFileSystemException) {
        return Optional.of(text(named(String.valueOf(cause.getMessage()), uri)));
      }
      if (cause instanceof ClassNotFoundException) {
        return Optional.of(text(scheme(uri)));
      }
    }
    return Optional.empty();
  }

  /** The scheme that Hadoop names, which may be that of the default file system. */
  private static String named(String message, String uri) {
    String[] parts = message.split("\"");
    return parts.length > 1 ? parts[1] : scheme(uri);
  }

  private static String scheme(String uri) {
    return uri.split(":", 2)[0];
  }

  private static String text(String scheme) {
    String missing = "this Spark has no connector for '" + scheme + ":'";
    if (PACKAGES.containsKey(scheme)) {
      return missing
          + "; give spark-submit --packages "
          + PACKAGES.get(scheme)
          + VersionInfo.getVersion();
    }
    return missing
        + (scheme.equals("s3") || scheme.equals("s3n")
            ? "; use s3a:"
            : "; give its jar to spark-submit with --jars or --packages");
  }
}
