package dev.convoy.spark.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * A command line that is refused.
 *
 * @param what a name
 * @param prepare makes the files
 * @param arguments with {@code @} for the folder
 * @param message with {@code @} for the folder; the line goes on
 * @param master Spark's
 */
record Refusal(
    String what,
    Consumer<Workspace> prepare,
    List<String> arguments,
    String message,
    String master) {
  /** Data that fit the model of {@link Workspace#model}. */
  static final String DATA = "generated:60:12x12x1";

  static final Consumer<Workspace> NOTHING = workspace -> {};

  /** On two local threads. */
  Refusal(String what, Consumer<Workspace> prepare, List<String> arguments, String message) {
    this(what, prepare, arguments, message, "local[2]");
  }

  /** Of a {@code train} with these options added or changed. */
  static Refusal option(String message, String... changes) {
    return new Refusal(String.join(" ", changes), NOTHING, train(changes), message);
  }

  /** A {@code train} that would work, with options added or changed. */
  static List<String> train(String... changes) {
    List<String> arguments =
        new ArrayList<>(
            List.of("train", "--data", DATA, "--model", "@/tiny.json", "--out", "@/out"));
    for (int i = 0; i < changes.length; i++) {
      int at = arguments.indexOf(changes[i]);
      if (at >= 0) {
        arguments.set(at + 1, changes[++i]);
      } else {
        arguments.add(changes[i]);
      }
    }
    return arguments;
  }

  static List<String> at(Path folder, List<String> arguments) {
    return arguments.stream().map(word -> word.replace("@", folder.toString())).toList();
  }

  /** Makes the model and the files. */
  void prepareIn(Path folder) {
    Workspace workspace = new Workspace(folder);
    workspace.model();
    prepare.accept(workspace);
  }

  /** Runs it: what is wrong is said in one line, with status 2; nothing is written or lost. */
  void requireIn(Path folder) {
    Workspace workspace = new Workspace(folder);
    Map<String, String> before = workspace.contents();

    CommandLineRun run = CommandLineRun.on(master, at(folder, arguments));

    assertThat(run.status()).as(run.err()).isEqualTo(2);
    assertThat(run.out()).isEmpty();
    assertThat(run.err().lines()).hasSize(1);
    assertThat(run.err())
        .startsWith("convoy")
        .contains(": " + message.replace("@", folder.toString()))
        .doesNotContain("Exception");
    assertThat(workspace.contents()).isEqualTo(before);
  }

  @Override
  public String toString() {
    return what;
  }
}
