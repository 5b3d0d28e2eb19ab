package dev.convoy.spark.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Options are found on command lines and taken off them. */
class CommandOptionTest {
  private static CommandOption named(String text) {
    return CommandOption.all().stream()
        .filter(option -> option.toString().equals(text))
        .findAny()
        .orElseThrow();
  }

  @ParameterizedTest
  @CsvSource({
    "convoy train --sync, train --sync epoch --json, train --json",
    "convoy train --sync, train --json --sync=epoch, train --json",
    "convoy train --augment, train --augment flip --json --augment=crop:2, train --json",
    "convoy train --json, train --json --sync epoch, train --sync epoch",
    "convoy train --sync, plan --sync epoch, plan --sync epoch",
    "convoy train --help, train -h, train",
    "convoy check data --seed, check data --seed 7 --data x, check data --data x",
    "convoy check data --seed, check overfit --seed 7, check overfit --seed 7",
    "convoy check --help, check data --help, check data --help",
    "convoy --help, train --help, train --help",
    "convoy --version, --version, ''"
  })
  void itIsTakenOffWithItsValue(String option, String before, String after) {
    List<String> arguments = List.of(before.split(" "));
    List<String> left = after.isEmpty() ? List.of() : List.of(after.split(" "));

    assertThat(named(option).without(arguments)).isEqualTo(left);
    assertThat(named(option).isOn(arguments)).isEqualTo(!before.equals(after));
  }

  @Test
  void commandLinesAreEditedWhileAnOptionIsLeftOut() throws InterruptedException {
    List<String> arguments = List.of("describe", "--model", "lenet5", "--json");

    boolean plain =
        named("convoy describe --json")
            .leftOut(() -> CommandLineRun.of(arguments).out().startsWith("input input: 28×28×1"));

    assertThat(plain).isTrue();
    assertThat(CommandLineRun.of(arguments).out()).startsWith("{");
  }
}
