package dev.convoy.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class KernelSelectionTest {
  private static final KernelsProvider LAME = new Provider("lame", Optional.of("has no legs"));
  private static final KernelsProvider FAST = new Provider("fast", Optional.empty());
  private static final KernelsProvider LATE = new Provider("late", Optional.empty());

  @Test
  void autoTakesTheFirstThatDoesNotRefuse() {
    KernelSelection selection = KernelSelection.select("auto", List.of(LAME, FAST, LATE));
    assertEquals("kernels: fast, the fastest that runs here", selection.reason());
  }

  @Test
  void autoFallsBackToTheReferenceAndSaysWhy() {
    KernelSelection selection = KernelSelection.select("auto", List.of(LAME));
    assertInstanceOf(ReferenceKernels.class, selection.kernels());
    assertEquals("kernels: reference (slow); lame: has no legs", selection.reason());
  }

  @Test
  void autoWithoutProvidersIsTheReference() {
    KernelSelection selection = KernelSelection.select("auto", List.of());
    assertEquals("reference", selection.kernels().name());
  }

  @Test
  void aNameIsTaken() {
    KernelSelection selection = KernelSelection.select("late", List.of(FAST, LATE));
    assertEquals("kernels: late, as asked", selection.reason());
  }

  @Test
  void theReferenceNeedsNoProvider() {
    KernelSelection selection = KernelSelection.select("reference", List.of(FAST));
    assertInstanceOf(ReferenceKernels.class, selection.kernels());
  }

  @Test
  void aNamedProviderThatRefusesIsAnError() {
    IllegalArgumentException error =
        assertThrows(
            IllegalArgumentException.class, () -> KernelSelection.select("lame", List.of(LAME)));
    assertEquals("kernels 'lame': has no legs", error.getMessage());
  }

  @Test
  void anUnknownNameIsAnErrorThatNamesTheKnown() {
    IllegalArgumentException error =
        assertThrows(
            IllegalArgumentException.class,
            () -> KernelSelection.select("fastest", List.of(FAST, LAME)));
    assertEquals(
        "kernels 'fastest': unknown; known are auto, reference, fast, lame", error.getMessage());
  }

  private record Provider(String name, Optional<String> refusal) implements KernelsProvider {
    @Override
    public Kernels create() {
      return new ReferenceKernels();
    }
  }
}
