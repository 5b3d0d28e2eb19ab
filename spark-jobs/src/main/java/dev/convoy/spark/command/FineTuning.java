package dev.convoy.spark.command;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.convoy.checkpoint.ParametersHash;
import dev.convoy.checkpoint.Transfer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What a run takes over from another, and what of it stays as it is.
 *
 * @param source where parameters were read, if they were
 * @param transfer what was read
 * @param frozen names of slots that are not trained
 */
record FineTuning(Optional<String> source, Optional<Transfer> transfer, List<String> frozen) {
  /** The key of the source's path, which does not decide the result. */
  static final String INIT_FROM = "initFrom";

  /** Adds what decides the result; nothing if nothing is taken over or frozen. */
  void addTo(ObjectNode config) {
    source.ifPresent(path -> config.put(INIT_FROM, path));
    transfer.ifPresent(read -> config.put("initSha256", ParametersHash.of(read.values())));
    if (!frozen.isEmpty()) {
      ArrayNode slots = config.putArray("frozen");
      frozen.forEach(slots::add);
    }
  }

  /** Overwrites what is taken over in the parameters that a run would start with. */
  void copyTo(float[] parameters) {
    transfer.ifPresent(read -> read.copyTo(parameters));
  }

  /** What the user should know, a line each. */
  List<String> remarks() {
    List<String> lines = new ArrayList<>();
    transfer.ifPresent(
        read ->
            lines.add(
                "starting from "
                    + source.orElseThrow()
                    + ": "
                    + read.taken().size()
                    + " parameter arrays taken over; anew: "
                    + names(read.fresh())
                    + "; left out: "
                    + names(read.leftOut())));
    if (!frozen.isEmpty()) {
      lines.add("frozen: " + names(frozen));
    }
    return lines;
  }

  private static String names(List<String> names) {
    return names.isEmpty() ? "none" : String.join(", ", names);
  }
}
