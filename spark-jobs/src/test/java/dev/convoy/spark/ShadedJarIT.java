package dev.convoy.spark;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.zip.ZipEntry;
import org.junit.jupiter.api.Test;

/** The jar for spark-submit carries Convoy and picocli alone; the cluster has everything else. */
class ShadedJarIT {

  /** A class of a library under its new name. */
  private static final Pattern LIBRARY = Pattern.compile("dev/convoy/shaded/([^/]+)/.");

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
  void theJarCarriesItsLicenceAndThatOfEachLibraryInIt() throws IOException {
    try (JarFile jar = new JarFile(JAR.toFile())) {
      Set<String> libraries =
          jar.stream()
              .map(entry -> LIBRARY.matcher(entry.getName()))
              .filter(Matcher::lookingAt)
              .map(library -> library.group(1))
              .collect(Collectors.toSet());

      assertThat(libraries).containsExactly("picocli");
      assertThat(text(jar, "META-INF/LICENSE"))
          .isEqualTo(Files.readString(Path.of("..", "LICENSE")))
          .contains("Apache License");
      assertThat(text(jar, "META-INF/NOTICE"))
          .isEqualTo(Files.readString(Path.of("..", "NOTICE")))
          .startsWith("Convoy\n");
      for (String library : libraries) {
        String folder = "META-INF/licenses/" + library + "/";
        assertThat(text(jar, folder + "LICENSE")).contains("License");
        assertThat(text(jar, folder + "NOTICE")).startsWith(library).contains("Copyright");
      }
    }
  }

  private static String text(JarFile jar, String name) throws IOException {
    ZipEntry entry = jar.getEntry(name);
    assertThat(entry).as(name).isNotNull();
    return new String(jar.getInputStream(entry).readAllBytes(), StandardCharsets.UTF_8);
  }

  @Test
  void theJarIsSmall() throws IOException {
    assertThat(Files.size(JAR)).isLessThan(4L << 20);
  }
}
