package dev.convoy.spark.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.apache.hadoop.util.VersionInfo;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** URIs of file systems that are not on the class path. */
class FileSystemConnectorTest {
  @TempDir private Path folder;

  private static void assertMissing(CommandLineRun run, String line) {
    assertThat(run.status()).as(run.err()).isEqualTo(2);
    assertThat(run.err().strip()).endsWith(line).doesNotContain("Exception", "\tat ");
  }

  @ParameterizedTest
  @CsvSource({
    "s3a, '; give spark-submit --packages org.apache.hadoop:hadoop-aws:'",
    "abfss, '; give spark-submit --packages org.apache.hadoop:hadoop-azure:'"
  })
  void aConnectorOfHadoopIsNamed(String scheme, String advice) {
    Workspace workspace = new Workspace(folder);
    String uri = scheme + "://bucket/place";
    String line =
        " '"
            + uri
            + "': this Spark has no connector for '"
            + scheme
            + ":'"
            + advice
            + VersionInfo.getVersion();

    assertMissing(
        CommandLineRun.on(
            "local[1]",
            List.of("train", "--data", uri, "--model", "lenet5", "--out", workspace.path("run"))),
        "data" + line);
    assertMissing(
        CommandLineRun.on(
            "local[1]",
            List.of("train", "--data", Workspace.DATA, "--model", "lenet5", "--out", uri)),
        "out" + line);
    assertMissing(CommandLineRun.of("describe", "--model", uri), "model" + line);
  }

  @Test
  void anotherSchemeIsSaidToBeUnknown() {
    assertMissing(
        CommandLineRun.of("describe", "--model", "gs://bucket/run"),
        "model 'gs://bucket/run': this Spark has no connector for 'gs:'; give its jar to"
            + " spark-submit with --jars or --packages");
    assertMissing(
        CommandLineRun.of("describe", "--model", "s3://bucket/run"),
        "model 's3://bucket/run': this Spark has no connector for 's3:'; use s3a:");
  }
}
