package dev.convoy.spark.docs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.convoy.spark.docs.Markdown.Block;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every command and every program of README and the guide works, in the order of its page, on small
 * data.
 *
 * <ul>
 *   <li>{@code sh} blocks are run by bash; {@code sh cluster} needs a cluster, {@code sh build}
 *       builds the project or downloads something, so these two are left out.
 *   <li>{@code json FILE} blocks become the file; a later command of the page must use it.
 *   <li>{@code java} blocks of a page are one program, run after the last of them. The variables
 *       {@code spark} and {@code storage} are there already.
 *   <li>{@code text} blocks are output.
 * </ul>
 */
class GuideIT {
  private static final String PROGRAM =
      """
      import dev.convoy.files.*;
      import dev.convoy.hadoop.*;
      import dev.convoy.predict.*;
      import dev.convoy.run.*;
      import dev.convoy.spark.cluster.*;
      import dev.convoy.train.*;
      import java.util.*;
      import org.apache.spark.SparkConf;
      import org.apache.spark.api.java.JavaSparkContext;
      %s
      public final class Program {
        public static void run() throws Exception {
          SparkConf conf = new SparkConf().setAppName("guide");
          try (JavaSparkContext spark = new JavaSparkContext(conf)) {
            Storage storage = new HadoopStorage(spark.hadoopConfiguration());
            %s
          }
        }
      }
      """;

  @TempDir private static Path folder;
  private static Workshop workshop;

  @BeforeAll
  static void open() throws IOException {
    workshop = new Workshop(folder);
  }

  @AfterAll
  static void close() {
    workshop.close();
  }

  static Stream<Path> pages() throws IOException {
    return Markdown.run().stream();
  }

  static boolean isLeftOut(Block block) {
    return block.language().equals("sh") && List.of("cluster", "build").contains(block.argument());
  }

  @ParameterizedTest
  @MethodSource("pages")
  void everyCommandAndProgramOfAPageWorks(Path path) throws IOException, InterruptedException {
    workshop.tidy();
    List<Block> blocks = Markdown.read(path).blocks();
    List<Block> programs = blocks.stream().filter(each -> each.language().equals("java")).toList();
    for (int i = 0; i < blocks.size(); i++) {
      Block block = blocks.get(i);
      String where = path + ":" + block.line();
      if (block.language().equals("sh") && !isLeftOut(block)) {
        workshop.run(where, block.text());
      } else if (block.language().equals("json")) {
        requireUse(where, block.argument(), blocks.subList(i + 1, blocks.size()));
        workshop.write(block.argument(), block.text());
      } else if (!programs.isEmpty() && block == programs.get(programs.size() - 1)) {
        workshop.runProgram(where, "Program", program(programs));
      }
    }
  }

  private static void requireUse(String where, String file, List<Block> later) {
    assertThat(file).as(where + ": a block of JSON names its file").isNotEmpty();
    assertThat(later)
        .as(where + ": a command after it uses " + file)
        .anyMatch(block -> block.language().equals("sh") && block.text().contains(file));
  }

  private static String program(List<Block> blocks) {
    String text = blocks.stream().map(Block::text).collect(Collectors.joining());
    String imports =
        text.lines().filter(line -> line.startsWith("import ")).collect(Collectors.joining("\n"));
    String body =
        text.lines().filter(line -> !line.startsWith("import ")).collect(Collectors.joining("\n"));
    return PROGRAM.formatted(imports, body);
  }
}
