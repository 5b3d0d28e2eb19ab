package dev.convoy.spark.docs;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A Markdown file.
 *
 * @param path of the file
 * @param prose its lines outside fenced blocks
 * @param blocks its fenced blocks
 */
record Markdown(Path path, List<String> prose, List<Block> blocks) {
  static final Path ROOT = Path.of("..");

  private static final String FENCE = "```";
  private static final Pattern LINK = Pattern.compile("\\]\\(([^)\\s]+)\\)");
  private static final Pattern CODE = Pattern.compile("`[^`]*`");
  private static final Set<String> NOT_OURS = Set.of("target", ".git", "data", "run", "runs");

  /**
   * A fenced block.
   *
   * @param info the words after the fence, such as {@code json my.json}
   * @param line of the fence, from 1
   * @param text of the block
   */
  record Block(List<String> info, int line, String text) {
    String language() {
      return info.get(0);
    }

    /** The word after the language; empty if there is none. */
    String argument() {
      return info.size() > 1 ? info.get(1) : "";
    }
  }

  static Markdown read(Path path) throws IOException {
    List<String> prose = new ArrayList<>();
    List<Block> blocks = new ArrayList<>();
    List<String> lines = Files.readAllLines(path);
    for (int i = 0; i < lines.size(); i++) {
      if (!lines.get(i).startsWith(FENCE)) {
        prose.add(lines.get(i));
        continue;
      }
      int start = i;
      StringBuilder text = new StringBuilder();
      for (i++; !lines.get(i).equals(FENCE); i++) {
        text.append(lines.get(i)).append('\n');
      }
      String info = lines.get(start).substring(FENCE.length()).trim();
      blocks.add(new Block(List.of(info.split(" ")), start + 1, text.toString()));
    }
    return new Markdown(path, prose, blocks);
  }

  /** Every Markdown file of the project. */
  static List<Path> all() throws IOException {
    try (Stream<Path> files = Files.walk(ROOT)) {
      return files
          .filter(file -> file.toString().endsWith(".md"))
          .filter(
              file -> {
                for (Path part : ROOT.relativize(file)) {
                  if (NOT_OURS.contains(part.toString())) {
                    return false;
                  }
                }
                return true;
              })
          .sorted()
          .toList();
    }
  }

  /** The pages whose commands and programs are run: README and the guide. */
  static List<Path> run() throws IOException {
    try (Stream<Path> files = Files.list(ROOT.resolve("docs/guide"))) {
      return Stream.concat(Stream.of(ROOT.resolve("README.md")), files.sorted()).toList();
    }
  }

  /** The targets of its links. */
  List<String> links() {
    List<String> links = new ArrayList<>();
    for (String line : prose) {
      Matcher matcher = LINK.matcher(line);
      while (matcher.find()) {
        links.add(matcher.group(1));
      }
    }
    return links;
  }

  /** The anchors of its headings, as GitHub makes them. */
  Set<String> anchors() {
    Set<String> anchors = new HashSet<>();
    for (String line : prose) {
      if (line.matches("#+ .*")) {
        String text = line.replaceFirst("#+ ", "").trim().toLowerCase(Locale.ROOT);
        String kept = text.replaceAll("[^\\p{L}\\p{N}_ -]", "").replace(' ', '-');
        String anchor = kept;
        for (int n = 1; !anchors.add(anchor); n++) {
          anchor = kept + "-" + n;
        }
      }
    }
    return anchors;
  }

  /** Commands in running text would not be run; they belong in blocks. */
  List<String> inlineCommands() {
    List<String> commands = new ArrayList<>();
    for (String line : prose) {
      Matcher matcher = CODE.matcher(line);
      while (matcher.find()) {
        if (matcher.group().matches("`scripts/convoy .*--.*`")) {
          commands.add(matcher.group());
        }
      }
    }
    return commands;
  }
}
