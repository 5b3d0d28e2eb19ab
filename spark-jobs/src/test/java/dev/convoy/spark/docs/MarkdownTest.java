package dev.convoy.spark.docs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.convoy.spark.docs.Markdown.Block;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The form of the documentation: sizes, links, and which blocks {@link GuideIT} may leave out. */
class MarkdownTest {
  private static final long README_BYTES = 8_000;
  private static final int LEFT_OUT = 5;
  private static final Set<String> LANGUAGES = Set.of("sh", "java", "json", "text");

  @Test
  void theReadmeIsShort() throws IOException {
    assertThat(Files.size(Markdown.ROOT.resolve("README.md"))).isLessThanOrEqualTo(README_BYTES);
  }

  @Test
  void everyRelativeLinkLeadsToAFileAndItsHeading() throws IOException {
    List<String> broken = new ArrayList<>();
    int links = 0;
    for (Path path : Markdown.all()) {
      for (String link : Markdown.read(path).links()) {
        if (!link.matches("[a-z]+:.*")) {
          links++;
          if (!resolves(path, link)) {
            broken.add(path + ": " + link);
          }
        }
      }
    }

    assertThat(broken).isEmpty();
    assertThat(links).isGreaterThan(100);
  }

  private static boolean resolves(Path from, String link) throws IOException {
    String[] parts = link.split("#", 2);
    Path target = parts[0].isEmpty() ? from : from.resolveSibling(parts[0]);
    return Files.exists(target)
        && (parts.length == 1 || Markdown.read(target).anchors().contains(parts[1]));
  }

  @Test
  void everyPageIsInTheIndex() throws IOException {
    Path index = Markdown.ROOT.resolve("docs/README.md");
    List<Path> linked =
        Markdown.read(index).links().stream()
            .map(link -> index.resolveSibling(link).normalize())
            .toList();

    List<Path> missing = new ArrayList<>();
    for (Path path : Markdown.all()) {
      Path page = Markdown.ROOT.relativize(path);
      if (page.startsWith("docs")
          && page.getNameCount() > 2
          && !linked.contains(path.normalize())) {
        missing.add(page);
      }
    }

    assertThat(missing)
        .filteredOn(
            page -> !page.startsWith("docs/decisions") && !page.startsWith("docs/benchmarks"))
        .isEmpty();
  }

  @Test
  void onlyFewBlocksOfTheGuideAreNotRun() throws IOException {
    int leftOut = 0;
    for (Path path : Markdown.run()) {
      Markdown page = Markdown.read(path);
      assertThat(page.inlineCommands()).as(path.toString()).isEmpty();
      for (Block block : page.blocks()) {
        assertThat(LANGUAGES).as(path + ":" + block.line()).contains(block.language());
        leftOut += GuideIT.isLeftOut(block) ? 1 : 0;
      }
    }

    assertThat(leftOut).isBetween(1, LEFT_OUT);
  }
}
