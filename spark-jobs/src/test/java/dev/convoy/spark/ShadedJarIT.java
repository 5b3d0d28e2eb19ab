package dev.convoy.spark;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import org.junit.jupiter.api.Test;

/** The jar for spark-submit carries Convoy and picocli alone; the cluster has everything else. */
class ShadedJarIT {

  private static final Path JAR = Path.of(System.getProperty("convoy.jar", "target/convoy.jar"));

  @Test
  void theJarHoldsNothingThatTheClusterBrings() throws IOException {
    try (JarFile jar = new JarFile(JAR.toFile())) {
      List<String> files =
          jar.stream().filter(entry -> !entry.isDirectory()).map(JarEntry::getName).toList();
      assertThat(files)
          .contains("dev/convoy/spark/Convoy.class", "dev/convoy/shaded/picocli/CommandLine.class")
          .allMatch(name -> name.startsWith("dev/convoy/") || name.startsWith("META-INF/"));
      assertThat(files)
          .filteredOn(name -> name.startsWith("META-INF/"))
          .noneMatch(name -> name.endsWith(".class"));
    }
  }

  @Test
  void theJarStartsTheCommandLineAndKnowsItsVersion() throws IOException {
    try (JarFile jar = new JarFile(JAR.toFile())) {
      Attributes attributes = jar.getManifest().getMainAttributes();
      assertThat(attributes.getValue(Attributes.Name.MAIN_CLASS))
          .isEqualTo("dev.convoy.spark.Convoy");
      assertThat(attributes.getValue(Attributes.Name.IMPLEMENTATION_VERSION)).isNotBlank();
    }
  }

  @Test
  void theJarIsSmall() throws IOException {
    assertThat(Files.size(JAR)).isLessThan(4L << 20);
  }
}
