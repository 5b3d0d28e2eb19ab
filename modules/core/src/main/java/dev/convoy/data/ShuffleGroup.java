package dev.convoy.data;

import dev.convoy.random.Permutation;
import java.util.List;
import java.util.Optional;

/**
 * Blocks whose examples are gone through together, and which of them are read.
 *
 * @param blocks in the order of positions
 * @param order of the examples of all these blocks; nothing for the order of positions
 * @param from the first example of that order that is read
 * @param to the one after the last
 */
public record ShuffleGroup(
    List<PositionRange> blocks, Optional<Permutation> order, int from, int to) {
  /** Copies the list. */
  public ShuffleGroup {
    blocks = List.copyOf(blocks);
  }
}
