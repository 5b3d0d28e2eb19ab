package dev.convoy.simd;

import com.tngtech.archunit.core.domain.JavaClasses;
import dev.convoy.architecture.ImportTable;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/**
 * The kernels know the kernel package of core and the Vector API. Parameter lists of micro-kernels
 * are long.
 */
class ArchitectureTest {
  private static final ImportTable TABLE =
      new ImportTable(
          "dev.convoy.simd",
          List.of(""),
          List.of(
              "com.sun.management..",
              "dev.convoy.kernel",
              "dev.convoy.tensor",
              "jdk.incubator.vector..",
              "org.slf4j.."),
          Map.of());

  private static final JavaClasses CLASSES = TABLE.classesAtLeast(35);

  @Test
  void itIsOnePackageWithFewImports() {
    TABLE.requireComplete(CLASSES);
    TABLE.requireAllowedImports(CLASSES, "");
  }
}
