package dev.convoy.bench.peers;

import java.util.Arrays;
import java.util.Locale;
import java.util.Map;

/**
 * What the C library does with the large arrays that libtorch frees after every step. Convoy
 * allocates nothing in a step, so it does not matter to it.
 */
enum Memory {
  /** As libtorch comes: many go back to the kernel and cost page faults in the next step. */
  DEFAULT(Map.of()),
  /** The C library keeps them, which a user can ask for with an environment variable. */
  KEPT(
      Map.of(
          "GLIBC_TUNABLES",
          "glibc.malloc.mmap_threshold=4294967296:glibc.malloc.trim_threshold=8589934592"));

  private final Map<String, String> environment;

  Memory(Map<String, String> environment) {
    this.environment = environment;
  }

  /** The choice of this name, such as {@code kept}. */
  static Memory named(String name) {
    return Arrays.stream(values())
        .filter(memory -> memory.toString().equals(name))
        .findFirst()
        .orElseThrow(
            () -> new IllegalArgumentException("memory '" + name + "' must be default or kept"));
  }

  /** What a fork needs in its environment. */
  Map<String, String> environment() {
    return environment;
  }

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
