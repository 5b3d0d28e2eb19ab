package dev.convoy.train;

import dev.convoy.augment.Augmentations;
import dev.convoy.optim.Schedule;
import java.util.List;

/**
 * How a run averages, beyond when, and augments: what is left at its defaults by most tests.
 *
 * @param innerState as in {@code --inner-state}
 * @param wire as in {@code --wire}
 * @param scaling as in {@code --scale-rate}
 * @param augmentations as in {@code --augment}
 */
public record Variant(
    InnerState innerState, Wire wire, RateScaling scaling, Augmentations augmentations) {
  /** The defaults. */
  public static final Variant PLAIN = parse("reset float32 none");

  /** Reads them, with spaces between them; the augmentations may be left out. */
  public static Variant parse(String text) {
    String[] words = text.split(" ");
    return new Variant(
        InnerState.named(words[0]),
        Wire.named(words[1]),
        RateScaling.named(words[2]),
        Augmentations.parse(List.of(words.length > 3 ? words[3] : Augmentations.NONE)));
  }

  /** When and what to average. */
  public Synchronization synchronization(String sync, String outer) {
    return Synchronization.parse(sync, OuterUpdate.parse(outer), innerState, wire);
  }

  /** What becomes of the rate. */
  public Schedule schedule(int workers) {
    return scaling.schedule(workers);
  }
}
