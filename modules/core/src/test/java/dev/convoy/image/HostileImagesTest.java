package dev.convoy.image;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Damaged and hostile files in a heap of 256 MB. */
@Tag("slow")
class HostileImagesTest {
  /** What decoders accept, as others do: all that is needed is there. */
  private static final List<String> DECODED =
      List.of(
          "png sound",
          "png inflates",
          "png profile inflates",
          "png text inflates",
          "jpeg sound",
          "jpeg progressive",
          "jpeg comments",
          "gif sound",
          "gif frames",
          "gif bad codes",
          "bmp sound");

  @TempDir private Path folder;

  private Map<String, String> outcomes() throws IOException, InterruptedException {
    Path out = folder.resolve("out.txt");
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m",
                "-Dstdout.encoding=UTF-8",
                "-Dfile.encoding=UTF-8",
                "-cp",
                System.getProperty("java.class.path"),
                HostileImages.class.getName())
            .redirectErrorStream(true)
            .redirectOutput(out.toFile())
            .start();
    int status = process.waitFor();
    String text = Files.readString(out);
    assertThat(status).as(text).isZero();
    return text.lines()
        .collect(
            Collectors.toMap(
                line -> line.substring(0, line.indexOf(':')),
                line -> line.substring(line.indexOf(':') + 2)));
  }

  @Test
  void eachIsRefusedInAShortLine() throws IOException, InterruptedException {
    Map<String, String> outcomes = outcomes();

    for (String format : List.of("png ", "jpeg ", "gif ", "bmp ")) {
      assertThat(outcomes.keySet()).filteredOn(n -> n.startsWith(format)).hasSizeGreaterThan(10);
    }
    outcomes.forEach(
        (name, outcome) -> {
          if (DECODED.contains(name)) {
            assertThat(outcome).as(name).isEqualTo("decoded");
          } else {
            assertThat(outcome)
                .as(name)
                .isNotEqualTo("decoded")
                .hasSizeBetween(5, 120)
                .doesNotContain("Exception", "java", "null");
          }
        });
    assertThat(outcomes.get("png 65535²")).isEqualTo("is 65,535×65,535, sides have at most 32,768");
    assertThat(outcomes.get("png large and empty"))
        .isEqualTo("is 7,900×7,900, which takes 357 MB; half of this process has 128 MB");
    assertThat(outcomes.get("jpeg scans")).isEqualTo("has more than 100 scans");
    assertThat(outcomes.get("png checksum")).isEqualTo("is damaged: a checksum is wrong");
    assertThat(outcomes.get("jpeg truncated")).isEqualTo("ends in the middle");
  }
}
