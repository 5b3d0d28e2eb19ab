package dev.convoy.spark.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.apache.spark.SparkConf;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Spark's local directories are where Spark puts them, and must be usable. */
class LocalDirectoriesTest {
  @TempDir private Path folder;

  @Test
  void theyAreWhereTheEnvironmentOrElseTheSettingsSay() {
    SparkConf conf = new SparkConf(false);
    SparkConf set = conf.clone().set("spark.local.dir", "/a,/b");
    Map<String, String> environment = Map.of("SPARK_LOCAL_DIRS", "/c", "LOCAL_DIRS", "/d,/e");
    Map<String, String> container = Map.of("CONTAINER_ID", "1", "LOCAL_DIRS", "/d,/e");

    assertThat(LocalDirectories.of(conf, Map.of()))
        .containsExactly(System.getProperty("java.io.tmpdir"));
    assertThat(LocalDirectories.of(set, Map.of())).containsExactly("/a", "/b");
    assertThat(LocalDirectories.of(set, environment)).containsExactly("/c");
    assertThat(LocalDirectories.of(set, container)).containsExactly("/d", "/e");
  }

  @Test
  void oneThatCanBeUsedIsEnough() throws IOException {
    Path file = Files.writeString(folder.resolve("file"), "no directory");

    LocalDirectories.requireRoom(List.of(file.toString(), folder.toString()));

    assertThatThrownBy(() -> LocalDirectories.requireRoom(List.of(file.toString())))
        .isInstanceOf(IOException.class)
        .hasMessageStartingWith("Spark's local directory '" + file + "'");
    assertThat(folder).isDirectoryContaining(file::equals);
  }
}
