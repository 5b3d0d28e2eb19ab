package dev.convoy.spark.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.convoy.model.zoo.NamedModels;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What --help tells, and that the defaults are the documented ones. */
class HelpTest {

  /** The documented defaults, of whichever commands have the option. */
  private static final String DEFAULTS =
      """
      --epochs; 8; train, plan
      --batch-size; 64; train, plan, evaluate, predict, describe, bench
      --sync; epoch; train, plan
      --outer; average; train, plan
      --inner-state; reset; train, plan
      --scale-rate; none; train, plan
      --wire; float32; train, plan
      --reduce; auto; train, plan
      --overflow; disk; train, plan
      --optimizer; sgd:0.02,0.9; train, plan
      --optimizer; adam:0.001; check overfit
      --loss; softmaxCrossEntropy; train, plan, check gradients, check overfit
      --label-smoothing; 0; train, plan
      --class-weights; none; train, plan
      --initializer; glorot-uniform; train, plan, check gradients, check overfit
      --schedule; constant; train, plan
      --warmup; 0; train, plan
      --l1; 0; train, plan
      --l2; 0; train, plan
      --accumulate; 1; train, plan
      --monitor; accuracy; train, plan
      --average; none; train, plan
      --seed; 1; train, plan, pack, check gradients, check overfit, check data
      --kernels; auto; train, plan, evaluate, describe, bench, check gradients, check overfit
      --algorithm; direct; train, plan, describe, bench, check gradients, check overfit
      --augment; none; train, plan, check data
      --keep-checkpoints; 2; train
      --round-timeout; 24h; train
      --on-nan; fail; train, plan
      --wait-executors; 2m; train, evaluate, predict, pack
      --bandwidth; 1000; plan
      --seconds; 10; bench
      --threads; 1; bench
      --block-size; 16m; pack
      --file-size; 256m; pack
      --examples; 16; check gradients
      --examples; 32; check overfit
      --directions; 9; check gradients
      --tolerance; 0.05; check gradients
      --steps; 300; check overfit
      --loss-below; 0.01; check overfit
      """;

  @Test
  void theDefaultsAreTheDocumentedOnesAndNoOthers() {
    List<String> expected = new ArrayList<>();
    for (String line : DEFAULTS.lines().toList()) {
      String[] parts = line.split("; ");
      for (String command : parts[2].split(", ")) {
        expected.add("convoy " + command + " " + parts[0] + " " + parts[1]);
      }
    }

    assertThat(CommandOption.all())
        .filteredOn(HelpTest::hasDefault)
        .extracting(option -> option + " " + option.option().defaultValue())
        .containsExactlyInAnyOrderElementsOf(expected);
  }

  private static boolean hasDefault(CommandOption option) {
    return option.option().defaultValue() != null && option.option().arity().max() > 0;
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "convoy",
        "convoy train",
        "convoy plan",
        "convoy evaluate",
        "convoy describe",
        "convoy pack",
        "convoy bench",
        "convoy check",
        "convoy check gradients",
        "convoy check overfit",
        "convoy check data"
      })
  void everyOptionIsExplainedAndItsDefaultShown(String command) {
    List<CommandOption> options =
        CommandOption.all().stream()
            .filter(option -> option.command().qualifiedName().equals(command))
            .toList();
    String help = help(command);

    assertThat(options).isNotEmpty();
    for (CommandOption option : options) {
      assertThat(option.option().description()).as(option.toString()).isNotEmpty();
      assertThat(help).contains(option.option().longestName());
      if (hasDefault(option)) {
        assertThat(oneLine(help)).contains("(default: " + option.option().defaultValue() + ")");
      }
    }
    assertThat(help.lines()).allMatch(line -> line.length() <= 100);
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
    assertThat(oneLine(help("convoy train"))).contains(option, words);
  }

  @ParameterizedTest
  @ValueSource(strings = {"convoy train", "convoy plan", "convoy describe", "convoy bench"})
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

  private static String help(String command) {
    List<String> words = List.of((command + " --help").split(" "));
    CommandLineRun run = CommandLineRun.of(words.subList(1, words.size()));
    assertThat(run.status()).isZero();
    assertThat(run.err()).isEmpty();
    return run.out();
  }

  private static String oneLine(String text) {
    return text.replaceAll("\\s+", " ");
  }
}
