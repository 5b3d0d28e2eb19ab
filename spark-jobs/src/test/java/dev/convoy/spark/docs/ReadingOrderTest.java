package dev.convoy.spark.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** ARCHITECTURE.md tells in which order to read the code of one training, and how much it is. */
class ReadingOrderTest {
  private static final Pattern NAME = Pattern.compile("`([A-Z]\\w+)`");
  private static final Pattern SUM = Pattern.compile("(\\d+) files with at most ([\\d,]+) lines");

  private static List<Path> sources() throws IOException {
    try (Stream<Path> files = Files.walk(Markdown.ROOT)) {
      return files
          .filter(file -> file.toString().contains("/src/main/"))
          .filter(file -> !file.toString().contains("/target/"))
          .toList();
    }
  }

  private static long lines(List<Path> sources, String name) throws IOException {
    List<Path> found = sources.stream().filter(file -> file.endsWith(name + ".java")).toList();
    assertThat(found).as(name).hasSize(1);
    return Files.readAllLines(found.get(0)).size();
  }

  @Test
  void theFilesExistAndAreNotLongerThanItSays() throws IOException {
    String page = Files.readString(Markdown.ROOT.resolve("ARCHITECTURE.md"));
    String section = page.split("## Read one training\n", 2)[1].split("\n## ", 2)[0];
    List<Path> sources = sources();
    int paths = 0;
    for (String path : section.strip().split("\n\n")) {
      List<String> names = NAME.matcher(path).results().map(match -> match.group(1)).toList();
      Matcher sum = SUM.matcher(path.replaceAll("\\s+", " "));
      assertThat(sum.find()).as(path).isTrue();
      long lines = 0;
      for (String name : names) {
        lines += lines(sources, name);
      }

      assertThat(names).hasSize(Integer.parseInt(sum.group(1)));
      assertThat(lines).isLessThanOrEqualTo(Long.parseLong(sum.group(2).replace(",", "")));
      paths++;
    }
    assertThat(paths).isEqualTo(2);
  }
}
