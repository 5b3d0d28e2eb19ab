package dev.convoy.spark.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.convoy.model.NamedModels;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

/** What --help tells, and that the defaults are those of the contract. */
class HelpTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "train; --epochs; 8",
        "train; --batch-size; 64",
        "train; --optimizer; sgd:0.02,0.9",
        "train; --sync; epoch",
        "train; --outer; average",
        "train; --overflow; disk",
        "train; --inner-state; reset",
        "train; --warmup-rounds; 1",
        "train; --scale-rate; none",
        "train; --wire; float32",
        "train; --reduce; auto",
        "train; --seed; 1",
        "train; --kernels; auto",
        "train; --loss; softmaxCrossEntropy",
        "train; --initializer; glorot-uniform",
        "train; --schedule; constant",
        "train; --warmup; 0",
        "train; --l1; 0",
        "train; --l2; 0",
        "train; --label-smoothing; 0",
        "train; --class-weights; none",
        "train; --accumulate; 1",
        "train; --monitor; accuracy",
        "train; --average; none",
        "train; --keep-checkpoints; 2",
        "train; --round-timeout; 24h",
        "train; --on-nan; fail",
        "train; --wait-executors; 2m",
        "evaluate; --wait-executors; 2m",
        "plan; --batch-size; 64",
        "plan; --sync; epoch",
        "plan; --bandwidth; 1000",
        "evaluate; --batch-size; 64",
        "evaluate; --kernels; auto",
        "describe; --batch-size; 64",
        "describe; --kernels; auto",
        "describe; --seconds; 3",
        "pack; --seed; 1",
        "pack; --block-size; 16m",
        "pack; --file-size; 256m",
        "bench; --batch-size; 64",
        "bench; --threads; 1",
        "bench; --seconds; 10",
        "bench; --kernels; auto",
        "train; --algorithm; direct",
        "train; --augment; none",
        "check data; --augment; none",
        "check data; --seed; 1",
        "describe; --algorithm; direct",
        "bench; --algorithm; direct",
        "check gradients; --loss; softmaxCrossEntropy",
        "check gradients; --initializer; glorot-uniform",
        "check gradients; --seed; 1",
        "check gradients; --kernels; auto",
        "check gradients; --algorithm; direct",
        "check gradients; --examples; 16",
        "check gradients; --directions; 9",
        "check gradients; --tolerance; 0.05",
        "check overfit; --loss; softmaxCrossEntropy",
        "check overfit; --initializer; glorot-uniform",
        "check overfit; --seed; 1",
        "check overfit; --kernels; auto",
        "check overfit; --algorithm; direct",
        "check overfit; --examples; 32",
        "check overfit; --steps; 300",
        "check overfit; --optimizer; adam:0.001",
        "check overfit; --loss-below; 0.01"
      })
  void everyDefaultIsTheContractsAndShown(String command, String option, String value) {
    CommandLine.Model.OptionSpec spec = spec(command).findOption(option);

    assertThat(spec.defaultValue()).isEqualTo(value);
    assertThat(oneLine(help(command))).contains("(default: " + value + ")");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "train",
        "plan",
        "evaluate",
        "describe",
        "pack",
        "bench",
        "check gradients",
        "check overfit",
        "check data"
      })
  void everyOptionIsExplainedAndEveryDefaultIsKnownToThisTest(String command) {
    String help = help(command);
    CommandLine.Model.CommandSpec spec = spec(command);

    for (CommandLine.Model.OptionSpec option : spec.options()) {
      assertThat(option.description()).as(option.longestName()).isNotEmpty();
      assertThat(help).contains(option.longestName());
    }
    assertThat(help.lines()).allMatch(line -> line.length() <= 100);
    long defaults =
        spec.options().stream()
            .filter(option -> option.defaultValue() != null && option.arity().max() > 0)
            .count();
    assertThat(defaults)
        .isEqualTo(
            Stream.of(
                    "train 30",
                    "plan 27",
                    "evaluate 3",
                    "describe 4",
                    "pack 3",
                    "bench 5",
                    "check gradients 8",
                    "check overfit 9",
                    "check data 2")
                .filter(entry -> entry.startsWith(command))
                .mapToLong(entry -> Long.parseLong(entry.substring(command.length() + 1)))
                .sum());
  }

  /** Options without a default value say in words what happens without them. */
  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "--resume; Go on after the newest checkpoint of the run",
        "--init-from; Start from the parameters of a run directory or a safetensors file",
        "--init-map; what tensors of --init-from are called in the model",
        "--new-head; Layers or parameters that start anew with --init-from",
        "--freeze; Layers or parameters that are not trained",
        "--checkpoint-rounds; after each N rounds of an epoch (default: only at its end)",
        "--early-stopping; end the run after P epochs without an evaluation that is better",
        "--clip-norm; over all that is trained, before penalties are added",
        "--recipe; A JSON file of options of train by their long names",
        "--keep-checkpoints; Keep the last K checkpoints, at least 2",
        "--max-time; Stop with a checkpoint and status 3 at the end of the round",
        "--round-timeout; A round that takes longer fails",
        "--on-nan; 'fail', 'skip' the worker in this round, or 'rollback' to the last checkpoint"
      })
  void whatKeepsARunSafeIsExplained(String option, String words) {
    assertThat(oneLine(help("train"))).contains(option, words);
  }

  @ParameterizedTest
  @ValueSource(strings = {"train", "plan", "describe", "bench"})
  void theNamedModelsAreListedWithTheirForm(String command) {
    assertThat(oneLine(help(command)))
        .contains(
            "NAME[:HEIGHTxWIDTHxCHANNELS][,classes=N]",
            "(" + String.join(", ", NamedModels.names()) + ")");
  }

  @Test
  void theRootNamesTheCommandsAndTheExitStatuses() {
    CommandLineRun run = CommandLineRun.of("--help");

    assertThat(run.status()).isZero();
    assertThat(run.err()).isEmpty();
    assertThat(run.out())
        .contains(
            "train",
            "plan",
            "evaluate",
            "describe",
            "pack",
            "bench",
            "check",
            "Exit status: 0 done");
    assertThat(oneLine(run.out())).contains("3 stopped early but resumable, 4 another run holds");
  }

  @Test
  void withoutACommandTheHelpGoesToStandardErrorWithStatusTwo() {
    CommandLineRun run = CommandLineRun.of();

    assertThat(run.status()).isEqualTo(2);
    assertThat(run.out()).isEmpty();
    assertThat(run.err()).contains("Usage: convoy");
  }

  @Test
  void theVersionIsALine() {
    CommandLineRun run = CommandLineRun.of("--version");

    assertThat(run.status()).isZero();
    assertThat(run.out()).matches("convoy [^\\n]+\\n");
  }

  /** The options of a command such as {@code check gradients}. */
  private static CommandLine.Model.CommandSpec spec(String command) {
    CommandLine found = new CommandLine(new ConvoyCommand());
    for (String name : command.split(" ")) {
      found = found.getSubcommands().get(name);
    }
    return found.getCommandSpec();
  }

  private static String help(String command) {
    CommandLineRun run = CommandLineRun.of((command + " --help").split(" "));
    assertThat(run.status()).isZero();
    assertThat(run.err()).isEmpty();
    return run.out();
  }

  private static String oneLine(String text) {
    return text.replaceAll("\\s+", " ");
  }
}
