package dev.convoy.spark;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * Whoever starts Spark, here or in the program, does it with Convoy's settings, so that no test
 * runs with a serializer that takes types nobody registered. What a test sets by hand would stay,
 * so nobody sets that.
 */
class SparkContextsTest {
  private static final Pattern START =
      Pattern.compile(
          "new (Java)?SparkContext\\(|SparkStart\\.start\\(|new StartedSpark\\(|\\.getOrCreate\\(");
  private static final Pattern SETTINGS = Pattern.compile("SparkSettings\\.withDefaults\\(");
  private static final Pattern REGISTRATION = Pattern.compile("registrationRequired[\"=]");

  /** File names and contents of the program and its tests. */
  private static Map<String, String> sources() throws IOException {
    Map<String, String> sources = new TreeMap<>();
    try (Stream<Path> files = Files.walk(Path.of("src"))) {
      for (Path file : files.filter(path -> path.toString().endsWith(".java")).toList()) {
        sources.put(file.getFileName().toString(), Files.readString(file));
      }
    }
    sources.remove("SparkContextsTest.java");
    // It starts what others have configured; and this one plays somebody who does not know Convoy.
    sources.remove("SparkStart.java");
    sources.remove("StartedSpark.java");
    sources.remove("ForeignContextTest.java");
    // So does the reader of the guide.
    sources.remove("GuideIT.java");
    // It describes the setting.
    sources.remove("SparkSettingsPage.java");
    // Nor does any start here.
    sources.remove("SparkStartTest.java");
    return sources;
  }

  private static boolean has(Pattern pattern, String source) {
    return pattern.matcher(source).find();
  }

  @Test
  void everyContextIsMadeWithConvoysSettings() throws IOException {
    Map<String, String> starters = sources();
    starters.values().removeIf(source -> !has(START, source));

    assertThat(starters)
        .containsKeys(
            "TrainCommand.java",
            "EvaluateCommand.java",
            "SparkClusterTest.java",
            "DistributedFoldTest.java")
        .allSatisfy((name, source) -> assertThat(has(SETTINGS, source)).as(name).isTrue());
  }

  @Test
  void nobodyTurnsRegistrationOff() throws IOException {
    Map<String, String> mention = sources();
    mention.values().removeIf(source -> !has(REGISTRATION, source));

    assertThat(mention)
        .containsOnlyKeys("Serializers.java", "SerializersTest.java", "SparkSettingsTest.java");
  }
}
