package dev.convoy.run;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.convoy.checkpoint.PretrainedWeights;
import dev.convoy.files.FilePath;
import dev.convoy.files.Secrets;
import dev.convoy.files.Storage;
import dev.convoy.model.Model;
import dev.convoy.weights.ParametersHash;
import dev.convoy.weights.TensorNames;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The parameters that a run takes from a trained model, and the slots that it freezes. The
 * parameters are held only until they are taken; afterwards only their source and the remarks
 * remain.
 */
public final class FineTuning {
  /** The key of the source's path. The path does not affect the result. */
  static final String INIT_FROM = "initFrom";

  /** The path that parameters were read from, and their hash. */
  private record Origin(String path, String sha256) {}

  private final Optional<Origin> origin;
  private final List<String> frozen;
  private final List<String> remarks = new ArrayList<>();
  private Optional<PretrainedWeights> transfer;

  private FineTuning(
      Optional<Origin> origin, Optional<PretrainedWeights> transfer, List<String> frozen) {
    this.origin = origin;
    this.transfer = transfer;
    this.frozen = List.copyOf(frozen);
    transfer.ifPresent(read -> remarks.add(text(origin.orElseThrow().path(), read)));
    if (!frozen.isEmpty()) {
      remarks.add("frozen: " + names(frozen));
    }
  }

  /** Starts from random parameters and freezes these slots. */
  public static FineTuning anew(List<String> frozen) {
    return new FineTuning(Optional.empty(), Optional.empty(), frozen);
  }

  /**
   * Reads the parameters that a run starts with.
   *
   * @param name the name that the user gave for the source
   * @param path a run directory, a checkpoint, or a safetensors file such as PyTorch's
   * @param model the model that receives the parameters
   * @throws IllegalArgumentException in one line that lists the tensors that are missing, unknown,
   *     or of another shape, or if the file is malformed
   */
  public static FineTuning read(
      String name, FilePath path, Model model, TransferRules rules, Storage storage)
      throws IOException {
    TensorNames names = new TensorNames(rules.names());
    return of(
        name, PretrainedWeights.read(path, model, names, rules.fresh(), storage), rules.frozen());
  }

  static FineTuning of(String name, PretrainedWeights read, List<String> frozen) {
    Origin origin = new Origin(name, ParametersHash.of(read.values()));
    return new FineTuning(Optional.of(origin), Optional.of(read), frozen);
  }

  /** Names of the slots that are not trained. */
  public List<String> frozen() {
    return frozen;
  }

  /** Adds the settings that affect the result; adds nothing if nothing is taken over or frozen. */
  void addTo(ObjectNode config) {
    origin.ifPresent(from -> config.put(INIT_FROM, Secrets.masked(from.path())));
    origin.ifPresent(from -> config.put("initSha256", from.sha256()));
    if (!frozen.isEmpty()) {
      ArrayNode slots = config.putArray("frozen");
      frozen.forEach(slots::add);
    }
  }

  /**
   * Returns the parameters that were read, if any, and releases them, because they may be large.
   *
   * @throws IllegalStateException if they were taken before
   */
  Optional<PretrainedWeights> take() {
    if (origin.isPresent() && transfer.isEmpty()) {
      throw new IllegalStateException(origin.get().path() + ": its parameters were taken already");
    }
    Optional<PretrainedWeights> taken = transfer;
    transfer = Optional.empty();
    return taken;
  }

  /** Notes for the user, one line each. */
  List<String> remarks() {
    return List.copyOf(remarks);
  }

  private static String text(String path, PretrainedWeights read) {
    return "starting from "
        + path
        + ": "
        + read.taken().size()
        + " parameter arrays taken over; anew: "
        + names(read.fresh())
        + "; left out: "
        + names(read.leftOut());
  }

  private static String names(List<String> names) {
    return names.isEmpty() ? "none" : String.join(", ", names);
  }
}
