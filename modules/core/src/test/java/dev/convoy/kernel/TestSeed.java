package dev.convoy.kernel;

/** The seed of the generated cases: {@code -Dtest.seed=…}, else a fixed one. */
final class TestSeed {
  static final long VALUE = Long.getLong("test.seed", 20_240_229L);

  private TestSeed() {}

  /** What to add to a failure's message. */
  static String repeat() {
    return " (repeat with -Dtest.seed=" + VALUE + ")";
  }
}
