package dev.convoy.run;

import dev.convoy.model.SlotPatterns;
import dev.convoy.weights.TensorNames;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Which parameters fine-tuning takes from a trained model, and which it trains.
 *
 * @param names maps tensor names in the file to names in the model, or to empty for tensors to
 *     leave out; both names of a pair may end with {@code *}; other tensors keep their names
 * @param fresh slots of the model that are initialized at random
 * @param frozen names of the slots that are not trained
 */
public record TransferRules(
    Map<String, Optional<String>> names, Optional<SlotPatterns> fresh, List<String> frozen) {
  /**
   * Reads pairs of names from a JSON object.
   *
   * @param source the file's name, for messages
   * @throws IllegalArgumentException in one line, if it is malformed
   */
  public static Map<String, Optional<String>> readNames(String source, byte[] json) {
    return TensorNames.read(source, json).pairs();
  }
}
