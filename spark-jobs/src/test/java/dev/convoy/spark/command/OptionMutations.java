package dev.convoy.spark.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.convoy.spark.command.output.ExitStatus;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * Whether each option of each command is tested: it is taken off every command line, and then a
 * test must fail in which a command did something with it. A test that only sees how a value is
 * refused does not count. Run by scripts/option-mutations, for it takes minutes.
 */
class OptionMutations {
  private static final Path TABLE = Path.of("target", "option-mutations.md");
  private static final Path TESTS = Path.of("src/test/java/dev/convoy/spark/command");

  /** Commands, options or both, with commas between them; all if it is empty. */
  private static final String WANTED = System.getProperty("mutated.options", "");

  /** How much longer than usual a test may take before it counts as failed. */
  private static final int PATIENCE = 5;

  private static final int LEAST_SECONDS = 20;

  private static final String GAP = "NO";

  private final OptionTestRunner runner = new OptionTestRunner();

  @Test
  void everyOptionHasATestThatFailsWithoutIt() throws IOException, InterruptedException {
    List<CommandOption> options =
        CommandOption.all().stream().filter(OptionMutations::isWanted).toList();
    assertThat(options).as("options '%s'", WANTED).isNotEmpty();
    List<OptionTestRunner.Test> tests = runner.run(classes(options));
    Files.writeString(TABLE, "| option | test that fails without it |\n|---|---|\n");
    List<String> gaps = new ArrayList<>();
    for (CommandOption option : options) {
      String proof = proof(option, tests);
      if (proof.equals(GAP)) {
        gaps.add(option.toString());
      }
      Files.writeString(TABLE, "| " + option + " | " + proof + " |\n", StandardOpenOption.APPEND);
    }

    assertThat(gaps).isEmpty();
  }

  private static boolean isWanted(CommandOption option) {
    String words = " " + option + " ";
    return WANTED.isEmpty()
        || Arrays.stream(WANTED.split(",")).anyMatch(wanted -> words.contains(" " + wanted + " "));
  }

  /** The test classes whose source names one of the options. */
  private static List<String> classes(List<CommandOption> options) throws IOException {
    List<String> classes = new ArrayList<>();
    try (Stream<Path> files = Files.list(TESTS)) {
      for (Path file : files.filter(path -> path.toString().endsWith("Test.java")).toList()) {
        String source = Files.readString(file);
        if (options.stream().anyMatch(option -> source.contains(option.option().longestName()))) {
          String name = file.getFileName().toString().replace(".java", "");
          classes.add(OptionMutations.class.getPackageName() + "." + name);
        }
      }
    }
    return classes;
  }

  /** What the table says of an option. */
  private String proof(CommandOption option, List<OptionTestRunner.Test> tests)
      throws InterruptedException {
    Optional<OptionTestRunner.Test> effect =
        firstFailing(option, tests, started -> started.status() != ExitStatus.BAD_INPUT);
    if (effect.isPresent() || !isAboutRefusals(option)) {
      return effect.map(OptionTestRunner.Test::name).orElse(GAP);
    }
    return firstFailing(option, tests, started -> started.status() == ExitStatus.BAD_INPUT)
        .map(test -> test.name() + " (refused)")
        .orElse(GAP);
  }

  /** The quickest test that fails without an option that such command lines of it have. */
  private Optional<OptionTestRunner.Test> firstFailing(
      CommandOption option,
      List<OptionTestRunner.Test> tests,
      Predicate<CommandLineRun.Started> wanted)
      throws InterruptedException {
    List<OptionTestRunner.Test> candidates =
        tests.stream()
            .filter(
                test ->
                    test.started().stream()
                        .filter(wanted)
                        .anyMatch(started -> option.isOn(started.arguments())))
            .sorted(Comparator.comparingLong(OptionTestRunner.Test::nanoseconds))
            .toList();
    for (OptionTestRunner.Test test : candidates) {
      if (option.leftOut(() -> runner.fails(test, mostSeconds(test)))) {
        return Optional.of(test);
      }
    }
    return Optional.empty();
  }

  /**
   * Whether what an option does may be seen of refused commands alone: the stack trace, and that
   * plan checks options of train on which nothing depends that it tells.
   */
  private static boolean isAboutRefusals(CommandOption option) {
    return option.option().longestName().equals("--verbose")
        || option.command().name().equals("plan");
  }

  private static long mostSeconds(OptionTestRunner.Test test) {
    return LEAST_SECONDS + PATIENCE * TimeUnit.NANOSECONDS.toSeconds(test.nanoseconds());
  }
}
