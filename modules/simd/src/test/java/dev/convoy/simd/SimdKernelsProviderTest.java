package dev.convoy.simd;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.convoy.kernel.KernelSelection;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

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
    String line = choiceOfAnotherJvm(options);
    assertTrue(line.contains(reason), line);
    assertEquals(reason.startsWith("kernels: simd"), line.startsWith("kernels: simd"), line);
  }

  private static String choiceOfAnotherJvm(String options)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of(options.split(" ")));
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), Choice.class.getName()));
    Process process =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD).start();
    String output =
        new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
    assertEquals(0, process.waitFor(), output);
    return output;
  }

  /** Prints the line that a JVM with certain options logs. */
  static final class Choice {
    private Choice() {}

    public static void main(String[] arguments) {
      System.out.print(KernelSelection.select(KernelSelection.AUTO).reason());
    }
  }
}
