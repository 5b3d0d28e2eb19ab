package dev.convoy.train;

import java.io.Serializable;

/** First epoch in rounds. */
public record WarmUp(int rounds, boolean growing) implements Serializable {
  /** None. */
  static WarmUp none() {
    return new WarmUp(0, true);
  }

  int count(int batches) {
    return growing
        ? Math.min(rounds, 1 + Integer.SIZE - Integer.numberOfLeadingZeros(batches - 1))
        : Math.min(rounds, batches);
  }

  int first(int round, int batches) {
    if (round == 0) {
      return 0;
    }
    int count = count(batches);
    if (!growing) {
      return (int) ((long) batches * round / count);
    }
    int parts = 1 << (count - round);
    return (batches + parts - 1) / parts;
  }
}
