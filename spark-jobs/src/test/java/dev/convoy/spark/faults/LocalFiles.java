package dev.convoy.spark.faults;

import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RawLocalFileSystem;
import org.apache.hadoop.fs.permission.FsPermission;

/** The local disk under another scheme, for file systems on which things happen. */
abstract class LocalFiles extends RawLocalFileSystem {
  private final String scheme;

  LocalFiles(String scheme) {
    this.scheme = scheme;
  }

  /**
   * The options of spark-submit with which driver and executors know a file system.
   *
   * @param scheme of its URIs
   * @param type its class, which is among the test classes
   * @param settings of its own, {@code key=value}
   */
  static List<String> options(String scheme, Class<? extends LocalFiles> type, String... settings) {
    String classes = type.getProtectionDomain().getCodeSource().getLocation().getPath();
    List<String> options = new ArrayList<>();
    options.addAll(List.of("--conf", "spark.driver.extraClassPath=" + classes));
    options.addAll(List.of("--conf", "spark.executor.extraClassPath=" + classes));
    options.addAll(List.of("--conf", "spark.hadoop.fs." + scheme + ".impl=" + type.getName()));
    for (String setting : settings) {
      options.addAll(List.of("--conf", "spark.hadoop." + setting));
    }
    return options;
  }

  @Override
  public URI getUri() {
    return URI.create(scheme + ":///");
  }

  @Override
  public String getScheme() {
    return scheme;
  }

  /** Without Hadoop's native library this starts a process for every file. */
  @Override
  public void setPermission(Path path, FsPermission permission) {}
}
