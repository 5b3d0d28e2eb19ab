package dev.convoy.hadoop;

import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** What the images of a file are for, by the first word of a name that says so. */
enum Split {
  TRAINING("train", "training"),
  VALIDATION("val", "valid", "validation", "dev"),
  TEST("test", "testing", "eval", "evaluation");

  private final List<String> words;

  Split(String... words) {
    this.words = List.of(words);
  }

  /** That of a name such as {@code train-00000-of-00001.parquet}, if it says one. */
  static Optional<Split> of(String name) {
    for (String word : name.toLowerCase(Locale.ROOT).split("[^a-z]+")) {
      for (Split split : values()) {
        if (split.words.contains(word)) {
          return Optional.of(split);
        }
      }
    }
    return Optional.empty();
  }

  /** Its name in messages. */
  String text() {
    return name().toLowerCase(Locale.ROOT);
  }
}
