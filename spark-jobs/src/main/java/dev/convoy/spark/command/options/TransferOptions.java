package dev.convoy.spark.command.options;

import dev.convoy.files.FilePath;
import dev.convoy.files.Storage;
import dev.convoy.model.Model;
import dev.convoy.model.ParameterLayout;
import dev.convoy.model.SlotPatterns;
import dev.convoy.run.FineTuning;
import dev.convoy.run.TransferRules;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import picocli.CommandLine.Option;

/** The options that say what a run takes over from another, and what stays as it is. */
final class TransferOptions {
  private static final String INIT_FROM = "init-from";

  @Option(
      names = "--init-from",
      paramLabel = "PATH",
      description =
          "Start from the parameters of a run directory or a safetensors file, such as PyTorch's; each"
              + " must fit by name and shape (default: start anew).")
  private Optional<String> source;

  @Option(
      names = "--init-map",
      paramLabel = "FILE",
      description =
          "JSON with what tensors of --init-from are called in the model, or null for those to be left"
              + " out: {\"features.0.*\": \"conv1.*\", \"aux.*\": null} (default: the same).")
  private Optional<String> map;

  @Option(
      names = "--new-head",
      paramLabel = "LIST",
      description =
          "Layers or parameters that start anew with --init-from, such as 'fc*' (default: none).")
  private Optional<String> newHead;

  @Option(
      names = "--freeze",
      paramLabel = "LIST",
      description =
          "Layers or parameters that are not trained, such as 'conv*,bn*'; batch norms keep and use"
              + " their statistics (default: none).")
  private Optional<String> freeze;

  /** The names of the slots that are not trained. */
  Set<String> frozen(Model model) {
    return freeze.isEmpty()
        ? Set.of()
        : SlotPatterns.parse("freeze", freeze.get())
            .selectToFreeze("freeze", ParameterLayout.of(model));
  }

  /** What the run takes over. */
  FineTuning fineTuning(Model model, Storage storage) throws IOException {
    requireSource("init-map", map);
    requireSource("new-head", newHead);
    List<String> frozen = List.copyOf(frozen(model));
    if (source.isEmpty()) {
      return FineTuning.anew(frozen);
    }
    Map<String, Optional<String>> names =
        map.isEmpty()
            ? Map.of()
            : UserInput.about("init-map", map.get(), () -> names(map.get(), storage));
    Optional<SlotPatterns> fresh = newHead.map(text -> SlotPatterns.parse("new-head", text));
    fresh.ifPresent(patterns -> patterns.select("new-head", ParameterLayout.of(model)));
    FilePath path = ModelArgument.path(INIT_FROM, SubmittedPath.file(INIT_FROM, source.get()));
    TransferRules rules = new TransferRules(names, fresh, frozen);
    return UserInput.about(
        INIT_FROM, source.get(), () -> FineTuning.read(source.get(), path, model, rules, storage));
  }

  private static Map<String, Optional<String>> names(String file, Storage storage)
      throws IOException {
    try (InputStream in =
        UserInput.open("init-map", SubmittedPath.file("init-map", file), storage)) {
      return TransferRules.readNames(file, in.readAllBytes());
    }
  }

  private void requireSource(String option, Optional<String> value) {
    if (value.isPresent() && source.isEmpty()) {
      throw new IllegalArgumentException(option + " '" + value.get() + "' needs " + INIT_FROM);
    }
  }
}
