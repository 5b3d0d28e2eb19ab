package dev.convoy.spark.docs;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The reference page of a run directory, from the files that a real run leaves. */
final class RunDirectoryPage {
  private static final Map<String, String> FILES = new LinkedHashMap<>();

  static {
    FILES.put(
        "config.json",
        "the effective configuration and the data's fingerprint; claims the"
            + " directory for the run");
    FILES.put(
        "metrics.jsonl",
        "[metrics](metrics.md): one line per epoch, preceded by the timings" + " of its rounds");
    FILES.put("model.json", "the final model's layers, as `train --model` reads them");
    FILES.put(
        "model.safetensors",
        "its parameters, with PyTorch's names and orders:"
            + " `safetensors.torch.load_file` reads them");
    FILES.put(
        "manifest.json",
        "sizes and SHA-256 of the files of the result; written last: a"
            + " directory with a manifest is complete");
    FILES.put("checkpoints/NAME/model.json", "the layers");
    FILES.put("checkpoints/NAME/model.safetensors", "the parameters at the checkpoint");
    FILES.put(
        "checkpoints/NAME/state.safetensors",
        "the optimizer's state on the driver, if there" + " is any");
    FILES.put("checkpoints/NAME/average.safetensors", "the running average of `--average`");
    FILES.put(
        "checkpoints/NAME/best.safetensors",
        "the parameters of the best epoch of" + " `--early-stopping`");
    FILES.put("checkpoints/NAME/config.json", "the configuration");
    FILES.put("checkpoints/NAME/metrics.jsonl", "the metrics so far");
    FILES.put(
        "checkpoints/NAME/progress.json",
        "position within the epoch and history of" + " evaluations");
    FILES.put(
        "checkpoints/NAME/manifest.json",
        "sizes and SHA-256 of the files of the checkpoint;" + " written last");
    FILES.put("lease/generation-N", "the driver that writes to the run; deleted when it ends");
    FILES.put("lease/heartbeat-N", "renewed every 5 s by that driver");
  }

  /** A driver deletes it at its end. */
  private static final Set<String> ONLY_WHILE_TRAINING = Set.of("lease/generation-N");

  private static final String HEAD =
      """
      # Run directory

      `train --out DIR` writes these files. Files that you put beside them are left alone, and
      symbolic links inside a run directory are not followed. A file appears under its final name
      only when it is complete. The last two checkpoints are kept (`--keep-checkpoints`).
      A checkpoint's name tells its epoch, its round if it was saved within an epoch, and the
      generation of the lease under which it was written.

      | file | what it holds |
      |---|---|
      """;

  private RunDirectoryPage() {}

  static String text() {
    return FILES.entrySet().stream()
        .map(each -> "| `" + each.getKey() + "` | " + each.getValue() + " |\n")
        .collect(Collectors.joining("", HEAD, ""));
  }

  /** The files that are described and should be in the directory of a run that has ended. */
  static Set<String> described() {
    Set<String> names = new TreeSet<>(FILES.keySet());
    names.removeAll(ONLY_WHILE_TRAINING);
    return names;
  }

  /** The files of a run, with the variable parts of their names replaced. */
  static Set<String> of(Path run) throws IOException {
    try (Stream<Path> files = Files.walk(run)) {
      return files
          .filter(Files::isRegularFile)
          .map(file -> run.relativize(file).toString())
          .filter(name -> !name.endsWith(".crc"))
          .map(name -> name.replaceAll("checkpoints/[^/]+", "checkpoints/NAME"))
          .map(name -> name.replaceAll("-\\d+$", "-N"))
          .collect(Collectors.toCollection(TreeSet::new));
    }
  }
}
