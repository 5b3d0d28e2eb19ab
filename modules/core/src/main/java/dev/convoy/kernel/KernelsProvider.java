package dev.convoy.kernel;

import java.util.Optional;

/**
 * Finds out whether a provider can run here before its classes are loaded; found through {@link
 * java.util.ServiceLoader}. An implementation must load without what it checks for.
 */
public interface KernelsProvider {
  /** The name users select it by. */
  String name();

  /** Why it cannot run well on this machine and JVM, or nothing if it can. */
  Optional<String> refusal();

  /** Makes the kernels; call only without a refusal. */
  Kernels create();
}
