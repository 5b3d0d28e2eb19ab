package dev.convoy.spark.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.convoy.random.Seeded;
import dev.convoy.random.TestRandom;
import dev.convoy.spark.command.options.Range;
import dev.convoy.spark.command.options.RecipeFile;
import dev.convoy.spark.command.output.ExitStatus;
import java.lang.reflect.AnnotatedElement;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine;

/**
 * Drives each option of each command, as many as there are, with values that make no sense. A
 * command is refused before it starts anything, because other files that it needs are nowhere; but
 * {@code plan}, which starts nothing, is given all that it needs and checks what {@code train}
 * would.
 */
@Seeded
class BadValuesTest {
  /** Drawn for each option, besides the fixed ones. */
  private static final int DRAWN = 10;

  private static final int MOST_LINES = 3;
  private static final int MOST_CHARACTERS = 4_000;

  /** As {@code java.io.IOException}, {@code EOFException} or a bare {@code null}. */
  private static final Pattern NOT_FOR_PEOPLE =
      Pattern.compile(
          "\\b[a-z]+(\\.[a-z0-9_]+)+\\.[A-Z]\\w+|\\b[A-Z]\\w*(Exception|Error)\\b"
              + "|(?<!['\\w/.-])null(?!['\\w/.-])");

  private static final List<String> FIXED =
      List.of(
          "",
          " ",
          "0",
          "-1",
          "00",
          "1e9",
          "1e999",
          "NaN",
          "-Infinity",
          "+",
          "0x10",
          "1.5",
          "2147483647",
          "2147483648",
          "-2147483648",
          "9223372036854775807",
          "9223372036854775808",
          "123456789012345678901234567890",
          "null",
          "true",
          "auto:",
          ":",
          ",",
          "**",
          "../..",
          "/",
          "/dev/null",
          "@",
          "@/nowhere",
          "{}",
          "[1]",
          "é",
          "\u0000",
          "a\nb",
          "\t",
          "%s%n%d",
          "${x}",
          "nosuch://host/path",
          "nosuch://user:pass-word@host/path",
          "generated:9223372036854775807",
          "generated:0",
          "steps:2147483648",
          "sgd:1e999",
          "x".repeat(10_000),
          "a,".repeat(5_000),
          "9999999999d",
          "999999999999g");

  private static final String ALPHABET = "0123456789-+.,:;/*x eEnNsdgm'\"{}[]\\\u00e9\u2028%$@#";

  @TempDir private Path folder;

  /** An option on a command line that is otherwise as it should be, or nearly. */
  private record Case(CommandOption option, List<String> base) {
    @Override
    public String toString() {
      return option.toString();
    }
  }

  private static final List<String> PLANNED =
      List.of(
          "--data",
          "generated:12:4x4x1",
          "--model",
          "@/tiny.json",
          "--workers",
          "2",
          "--images-per-second",
          "100",
          "--kernels",
          "reference");

  /** The options that a command needs, with files that are nowhere. */
  private static final Map<String, List<String>> NEEDED =
      Map.of(
          "train", List.of("--data", "@/no-data", "--model", "@/tiny.json", "--out", "@/no-run"),
          "plan", PLANNED,
          "evaluate", List.of("--model", "@/no-model", "--data", "@/no-data"),
          "predict",
              List.of("--model", "@/no-model", "--data", "@/no-data", "--out", "@/no-table.csv"),
          "describe", List.of("--model", "@/no-model"),
          "pack", List.of("--data", "@/no-data", "--out", "@/no-pack"),
          "bench", List.of("--model", "@/no-model"),
          "gradients", List.of("--model", "@/no-model"),
          "overfit", List.of("--model", "@/no-model", "--data", "@/no-data"),
          "data", List.of("--data", "@/no-data"));

  @BeforeAll
  static void chooseMaster() {
    System.setProperty("spark.master", "local[2]");
  }

  @AfterAll
  static void forgetMaster() {
    System.clearProperty("spark.master");
  }

  static Stream<Case> cases() {
    return CommandOption.all().stream()
        .filter(option -> option.option().arity().max() > 0)
        .map(
            option -> {
              String name = option.command().name();
              assertThat(NEEDED).containsKey(name);
              // Data that are there need a model that is not.
              return new Case(
                  option,
                  name.equals("train") && option.option().longestName().equals("--data")
                      ? List.of("--model", "@/no-model", "--out", "@/no-run")
                      : NEEDED.get(name));
            });
  }

  @ParameterizedTest
  @MethodSource("cases")
  void isALineAndADocumentedStatus(Case each) {
    Workspace workspace = new Workspace(folder);
    workspace.write(
        "tiny.json", "{\"input\": [4, 4, 1], \"layers\": [{\"type\": \"dense\", \"units\": 10}]}");
    Map<String, String> before = workspace.contents();
    CommandLine line = ConvoyCommand.commandLine(new CommandErrors());
    for (String value : values(each)) {
      if (each.option().option().longestName().equals(RecipeFile.OPTION)) {
        line = ConvoyCommand.commandLine(new CommandErrors()); // which has read another file
      }
      CommandLineRun run = CommandLineRun.of(line, commandLine(each, value));

      String shown = each + " '" + (value.length() > 100 ? value.substring(0, 100) : value) + "'";
      Set<Integer> documented =
          each.base().equals(PLANNED) ? Set.of(0, ExitStatus.BAD_INPUT) : Set.of(2);
      assertThat(documented).as(shown + ": " + run.err()).contains(run.status());
      if (run.status() != 0) {
        assertThat(run.out()).as(shown).isEmpty();
        assertThat(run.err().lines().count()).as(shown).isBetween(1L, (long) MOST_LINES);
        assertThat(run.err().length()).as(shown).isLessThan(MOST_CHARACTERS);
        assertThat(run.err()).as(shown).doesNotContain("pass-word");
        assertThat(NOT_FOR_PEOPLE.matcher(run.err()).find()).as(shown + ": " + run.err()).isFalse();
      }
    }
    assertThat(workspace.contents()).isEqualTo(before);
  }

  /** So that a new one has its range. */
  @Test
  void everyNumberHasARange() {
    assertThat(CommandOption.all())
        .filteredOn(BadValuesTest::isNumber)
        .filteredOn(option -> !option.option().longestName().equals("--seed"))
        .isNotEmpty()
        .allMatch(
            option ->
                ((AnnotatedElement) option.option().userObject()).isAnnotationPresent(Range.class));
  }

  private static boolean isNumber(CommandOption option) {
    Class<?> type = option.option().auxiliaryTypes()[0];
    return Number.class.isAssignableFrom(type) || type.isPrimitive() && type != boolean.class;
  }

  private List<String> commandLine(Case each, String value) {
    List<String> line =
        new ArrayList<>(List.of(each.option().command().qualifiedName().split(" ")));
    line.remove(0);
    for (int i = 0; i < each.base().size(); i += 2) {
      if (!List.of(each.option().option().names()).contains(each.base().get(i))) {
        line.addAll(each.base().subList(i, i + 2));
      }
    }
    List<String> at = new ArrayList<>(Refusal.at(folder, line));
    at.add(each.option().option().longestName() + "=" + value);
    return at;
  }

  private static List<String> values(Case each) {
    TestRandom random = new TestRandom(each.toString());
    List<String> values = new ArrayList<>(FIXED);
    String start = each.option().option().defaultValue();
    for (int i = 0; i < DRAWN; i++) {
      values.add(drawn(start == null ? "auto:1,2" : start, random));
    }
    return values;
  }

  /** A value that is nearly good. */
  private static String drawn(String start, TestRandom random) {
    StringBuilder text = new StringBuilder(start);
    for (int i = random.between(1, 4); i > 0; i--) {
      int at = random.between(0, text.length());
      char other = ALPHABET.charAt(random.between(0, ALPHABET.length() - 1));
      if (at == text.length() || random.coin()) {
        text.insert(at, other);
      } else if (random.coin()) {
        text.setCharAt(at, other);
      } else {
        text.deleteCharAt(at);
      }
    }
    return text.toString();
  }
}
