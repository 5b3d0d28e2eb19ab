package dev.convoy.checkpoint;

import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The name of a checkpoint's directory, such as {@code epoch-00003}, {@code
 * epoch-00003-round-00002} or {@code epoch-00003-round-00002-lease-00001}. With the generation of
 * the lease in it, two drivers never write to one directory. Ordered by how far training was, then
 * by generation.
 *
 * @param epoch number of complete epochs
 * @param rounds number of rounds done in the epoch after them
 * @param generation of the lease; 0 for none
 */
record CheckpointName(int epoch, int rounds, int generation) implements Comparable<CheckpointName> {
  private static final Pattern FORM =
      Pattern.compile("epoch-(\\d{5,9})(?:-round-(\\d{5,9}))?(?:-lease-(\\d{5,9}))?");
  private static final Comparator<CheckpointName> ORDER =
      Comparator.comparingInt(CheckpointName::epoch)
          .thenComparingInt(CheckpointName::rounds)
          .thenComparingInt(CheckpointName::generation);

  /** Reads a name; empty if it is not of this form. */
  static Optional<CheckpointName> parse(String text) {
    Matcher matcher = FORM.matcher(text);
    return matcher.matches()
        ? Optional.of(
            new CheckpointName(number(matcher, 1), number(matcher, 2), number(matcher, 3)))
        : Optional.empty();
  }

  private static int number(Matcher matcher, int group) {
    return matcher.group(group) == null ? 0 : Integer.parseInt(matcher.group(group));
  }

  /** The name of the checkpoint that a manifest is of. */
  static CheckpointName of(Manifest manifest) {
    return new CheckpointName(manifest.epoch(), manifest.rounds(), manifest.generation());
  }

  /** The name. */
  String text() {
    return part("epoch", epoch)
        + (rounds > 0 ? "-" + part("round", rounds) : "")
        + (generation > 0 ? "-" + part("lease", generation) : "");
  }

  private static String part(String what, int number) {
    return String.format(Locale.ROOT, "%s-%05d", what, number);
  }

  @Override
  public int compareTo(CheckpointName other) {
    return ORDER.compare(this, other);
  }
}
