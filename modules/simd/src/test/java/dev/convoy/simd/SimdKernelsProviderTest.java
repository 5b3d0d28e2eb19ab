package dev.convoy.simd;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.convoy.kernel.KernelSelection;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Tag("slow")
class SimdKernelsProviderTest {
  @Test
  void isFoundByName() {
    assertInstanceOf(SimdKernels.class, KernelSelection.select("simd").kernels());
  }

  @Test
  void warmingUpRunsEveryFormWithoutAnError() {
    assertDoesNotThrow(() -> new SimdKernels().warmUp());
  }

  @ParameterizedTest
  @CsvSource({
    "--add-modules=jdk.incubator.vector, 'kernels: simd, the fastest that runs here'",
    "-Dnothing=1, --add-modules jdk.incubator.vector",
    "--add-modules=jdk.incubator.vector -Xint, -Xint",
    "--add-modules=jdk.incubator.vector -XX:TieredStopAtLevel=1, TieredStopAtLevel",
    "--add-modules=jdk.incubator.vector -XX:-UseFMA, UseFMA",
    "--add-modules=jdk.incubator.vector -XX:MaxVectorSize=8, MaxVectorSize"
  })
  void automaticChoiceSaysWhy(String options, String reason) throws Exception {
    assertChoice(OtherJvm.current(), options, reason);
    Optional<OtherJvm> newer = OtherJvm.ofVersion(25);
    assumeTrue(newer.isPresent(), "right on this JDK, but no JDK 25 found; see OtherJvm");
    assertChoice(newer.get(), options, reason);
  }

  private static void assertChoice(OtherJvm jvm, String options, String reason) throws Exception {
    String line = jvm.run(List.of(options.split(" ")), Choice.class);
    assertTrue(line.contains(reason), jvm + ": " + line);
    assertEquals(reason.startsWith("kernels: simd"), line.startsWith("kernels: simd"), line);
  }

  /** Prints the line that a JVM with certain options logs. */
  static final class Choice {
    private Choice() {}

    public static void main(String[] arguments) {
      System.out.print(KernelSelection.select(KernelSelection.AUTO).reason());
    }
  }
}
