package dev.convoy.kernel;

import java.util.List;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The kernels that were chosen, and why.
 *
 * @param kernels the chosen provider's kernels
 * @param reason one line for the log
 */
public record KernelSelection(Kernels kernels, String reason) {
  /** Takes the first provider that does not refuse, else the reference. */
  public static final String AUTO = "auto";

  /**
   * Selects by name.
   *
   * @throws IllegalArgumentException if the name is unknown or that provider cannot run here
   */
  public static KernelSelection select(String name) {
    return select(name, providers());
  }

  /**
   * Refuses a name that nobody knows; whether those kernels run here is not asked.
   *
   * @throws IllegalArgumentException if the name is unknown
   */
  public static void requireKnown(String name) {
    List<KernelsProvider> providers = providers();
    boolean known =
        name.equals(AUTO)
            || name.equals(ReferenceKernels.NAME)
            || providers.stream().anyMatch(provider -> provider.name().equals(name));
    if (!known) {
      throw new IllegalArgumentException(unknown(name, providers));
    }
  }

  private static List<KernelsProvider> providers() {
    return ServiceLoader.load(KernelsProvider.class, KernelSelection.class.getClassLoader())
        .stream()
        .map(ServiceLoader.Provider::get)
        .toList();
  }

  static KernelSelection select(String name, List<KernelsProvider> providers) {
    if (name.equals(ReferenceKernels.NAME)) {
      return new KernelSelection(new ReferenceKernels(), "kernels: reference, as asked");
    }
    if (name.equals(AUTO)) {
      return automatic(providers);
    }
    KernelsProvider provider =
        providers.stream()
            .filter(candidate -> candidate.name().equals(name))
            .findFirst()
            .orElseThrow(() -> new IllegalArgumentException(unknown(name, providers)));
    provider
        .refusal()
        .ifPresent(
            refusal -> {
              throw new IllegalArgumentException("kernels '" + name + "': " + refusal);
            });
    return new KernelSelection(provider.create(), "kernels: " + name + ", as asked");
  }

  private static KernelSelection automatic(List<KernelsProvider> providers) {
    StringBuilder refusals = new StringBuilder();
    for (KernelsProvider provider : providers) {
      Optional<String> refusal = provider.refusal();
      if (refusal.isEmpty()) {
        return new KernelSelection(
            provider.create(), "kernels: " + provider.name() + ", the fastest that runs here");
      }
      refusals.append("; ").append(provider.name()).append(": ").append(refusal.get());
    }
    return new KernelSelection(new ReferenceKernels(), "kernels: reference (slow)" + refusals);
  }

  private static String unknown(String name, List<KernelsProvider> providers) {
    String known =
        Stream.concat(
                Stream.of(AUTO, ReferenceKernels.NAME),
                providers.stream().map(KernelsProvider::name))
            .collect(Collectors.joining(", "));
    return "kernels '" + name + "': unknown; known are " + known;
  }
}
